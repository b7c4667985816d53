internal import CKernels
internal import QuantCore

/// The sums of one row's errors.
struct ErrorSums {
  var lanes = ck_error_lanes()
  var extremes = ck_error_extremes(largest: 0, flushed: 0)

  /// Adds the row's sums to the statistics; all of its elements were measured.
  mutating func add(
    to errors: inout ErrorStatistics, columns: Int, signal: Double, table: ck_table
  ) {
    errors.count += columns
    errors.signal += signal
    unsafe withUnsafeBytes(of: &lanes) { bytes in
      let sums = unsafe bytes.assumingMemoryBound(to: Double.self)
      guard let base = sums.baseAddress else { return }
      errors.noise += unsafe table.total(base)
      errors.decodedEnergy += unsafe table.total(base + 16)
      errors.product += unsafe table.total(base + 32)
      errors.errorSum += unsafe table.total(base + 48)
    }
    errors.largestError = max(errors.largestError, extremes.largest)
    errors.flushedCount += Int(extremes.flushed)
  }
}
