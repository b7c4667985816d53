internal import CKernels
internal import QuantCore

/// The sums of one row's errors; Σe² is that of its pieces.
@safe
final class ErrorSums {
  let lanes = UnsafeMutablePointer<ck_error_lanes>.allocate(capacity: 1)
  let extremes = UnsafeMutablePointer<ck_error_extremes>.allocate(capacity: 1)

  init() { begin() }

  deinit {
    unsafe lanes.deallocate()
    unsafe extremes.deallocate()
  }

  /// Begins a row.
  func begin() {
    unsafe lanes.initialize(to: ck_error_lanes())
    unsafe extremes.initialize(to: ck_error_extremes(largest: 0, flushed: 0))
  }

  /// Adds the row's sums to the statistics; all of its elements were measured.
  func add(
    to errors: inout ErrorStatistics, columns: Int, signal: Double, noise: Double,
    table: KernelTable
  ) {
    errors.count += columns
    errors.signal += signal
    errors.noise += noise
    let sums = unsafe UnsafeRawPointer(lanes).assumingMemoryBound(to: Double.self)
    errors.decodedEnergy += unsafe table.pointee.total(sums)
    errors.crossed += unsafe table.pointee.total(sums + 16)
    errors.errorSum += unsafe table.pointee.total(sums + 32)
    errors.largestError = max(errors.largestError, unsafe extremes.pointee.largest)
    errors.flushedCount += Int(unsafe extremes.pointee.flushed)
  }
}
