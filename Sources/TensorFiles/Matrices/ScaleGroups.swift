/// The groups into which scales cut a row.
struct ScaleGroups {
  /// How many there are.
  let count: Int
  /// The columns of each but the last.
  let size: Int
  /// `g128`, `row` or `tensor`.
  let name: String

  /// A single group, where scales have no axis for groups.
  init(row columns: Int) {
    count = 1
    size = columns
    name = "row"
  }

  /// The whole tensor, where there is one scale.
  init(tensor columns: Int) {
    count = 1
    size = columns
    name = "tensor"
  }

  /// Finds the groups.
  ///
  /// Their number does not say how wide they are where the last is short. A size that the configuration names
  /// comes first, then one that divides the columns, then the power of two.
  ///
  /// - Parameters:
  ///   - count: How many there are.
  ///   - columns: The columns of a row, at least 1.
  ///   - configured: The sizes that a configuration names.
  /// - Throws: `Misfit` where so many groups do not cover the columns.
  init(count: Int, columns: Int, configured: Set<Int>) throws(Misfit) {
    self.count = count
    let fitting = configured.filter { blockCount(columns, of: $0) == count }
    if let only = fitting.first, fitting.count == 1 {
      size = min(only, columns)
      name = "g\(only)"
    } else if count == 1 {
      size = columns
      name = [32, 64, 128].contains(columns) ? "g\(columns)" : "row"
    } else if count > 0, columns % count == 0, columns / count % 16 == 0 {
      size = columns / count
      name = "g\(size)"
    } else {
      let power = (0..<62).map { 1 << $0 }.first { blockCount(columns, of: $0) == count }
      guard let power else { throw Misfit("\(count) groups do not cover \(columns) columns") }
      size = power
      name = "g\(size)"
    }
  }

  /// The option that names the scales' type where it is not the default.
  func option(of scales: TensorDescriptor) -> String {
    scales.type.scaleOption(default: name.hasPrefix("g") ? .f16 : .f32)
  }
}
