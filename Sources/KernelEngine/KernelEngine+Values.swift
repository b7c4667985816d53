internal import CKernels
internal import QuantCore

extension KernelEngine {
  /// Adds one row of finite values.
  func add(
    row values: Span<Float>, row: Int, column: Int, largest: Float, workspace: Workspace,
    to statistics: inout ValueStatistics
  ) {
    let table = kernels.table
    let count = Double(values.count)
    var lanes = ck_value_lanes()
    lanes.lowest = .infinity
    lanes.highest = -.infinity
    var powers = ck_moment_lanes()
    unsafe values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe table.pointee.add_values(base, buffer.count, &lanes, workspace.valueCounts.base)
      let total = table.total(&lanes, 0)
      unsafe table.pointee.add_moments(base, buffer.count, total / count, &powers)
    }
    let sum = table.total(&lanes, 0)
    statistics.count += values.count
    statistics.zeroCount += Int(lanes.zeros)
    statistics.sum += sum
    statistics.magnitudeSum += table.total(&lanes, 1)
    statistics.extend(lanes.lowest...lanes.highest)
    statistics.noteAmax(of: values, largest: largest, row: row, column: column)
    statistics.moments.merge(
      Moments(
        count: count, mean: sum / count, first: table.total(&powers, 0),
        second: table.total(&powers, 1), third: table.total(&powers, 2),
        fourth: table.total(&powers, 3)))
  }
}

extension KernelTable {
  /// The total of sixteen lanes that begin at a multiple of sixteen in a structure of lanes.
  func total<Lanes>(_ lanes: inout Lanes, _ index: Int) -> Double {
    unsafe withUnsafeBytes(of: &lanes) { bytes in
      let sums = unsafe bytes.assumingMemoryBound(to: Double.self)
      guard let base = sums.baseAddress else { return 0 }
      return unsafe pointee.total(base + 16 * index)
    }
  }
}
