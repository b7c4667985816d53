extension SampleTensor {
  /// How a tensor's values are distributed.
  enum Character {
    /// Near-normal around 0.
    case normal
    /// The tails of Student's t around 0.
    case heavyTailed
    /// A sharp peak and exponential tails around 0.
    case laplaceLike
    /// Near-normal around 1, as the weights of a layer norm.
    case aroundOne
  }

  /// Fills a tensor with random values.
  ///
  /// - Parameters:
  ///   - name: The tensor's name.
  ///   - type: The type that it is stored in.
  ///   - shape: Its extents, row-major.
  ///   - seed: Where its own random numbers start.
  ///   - scale: The standard deviation.
  ///   - character: The distribution.
  init(
    _ name: String, _ type: ElementType, _ shape: [Int], seed: UInt64, scale: Double,
    _ character: Character
  ) {
    var random = SplitMix64(seed: seed)
    let values = (0..<shape.reduce(1, *)).map { _ in
      switch character {
      case .normal: random.normal() * scale
      case .heavyTailed: random.heavyTailed() * scale
      case .laplaceLike: random.laplaceLike() * scale
      case .aroundOne: 1 + random.normal() * scale
      }
    }
    self.init(name: name, type: type, shape: shape, values: values)
  }

  /// Sets a row of a matrix to 0.
  mutating func clear(row: Int) {
    for index in row * shape[1]..<(row + 1) * shape[1] {
      values[index] = 0
    }
  }

  /// Multiplies a column of a matrix by a factor.
  mutating func scale(column: Int, by factor: Double) {
    for index in stride(from: column, to: values.count, by: shape[1]) {
      values[index] *= factor
    }
  }
}
