/// Scales of so many elements each, row-major, wherever rows end: bitsandbytes'.
struct FlatScales {
  /// How a scale is stored.
  enum Coding {
    /// In F32, divided by the largest code: an amax.
    case amax(of: Float)
    /// In F32.
    case plain
    /// A byte: `value of the byte · factor of its run + offset`, each rounded to F32.
    case nested(values: TensorDescriptor, factors: TensorDescriptor, run: Int, offset: Float)
  }

  /// The elements that share a scale.
  let size: Int
  /// How each is stored.
  let coding: Coding

  /// The scale of an element in a weight with so many columns.
  func index(row: Int, column: Int, of columns: Int) -> Int { (row * columns + column) / size }

  /// Reads some of the scales.
  ///
  /// - Parameters:
  ///   - range: Which, at least one.
  ///   - tensor: What holds them.
  ///   - source: Where it lies.
  /// - Returns: The scales.
  func scales(
    _ range: Range<Int>, of tensor: TensorDescriptor, from source: any TensorSource
  ) -> [Float] {
    switch coding {
    case .plain: return source.f32(range, of: tensor)
    case .amax(let largest): return source.f32(range, of: tensor).map { $0 / largest }
    case .nested(let values, let factors, let run, let offset):
      let known = source.f32(of: values)
      let first = range.lowerBound / run
      let runs = source.f32(first..<((range.upperBound - 1) / run + 1), of: factors)
      var scales: [Float] = []
      source.withBytes(of: tensor, in: range) { bytes in
        scales = range.map { index in
          let product = known[Int(bytes[index - range.lowerBound])] * runs[index / run - first]
          return product + offset
        }
      }
      return scales
    }
  }
}
