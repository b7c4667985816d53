extension ScaleType {
  /// A scale as it is stored: rounded to nearest, ties to even.
  ///
  /// Scales of 16 bits saturate at the largest finite value and never round to 0 unless the block is all zeros.
  /// F32 keeps what it is given, also a 0 that a division left.
  ///
  /// - Parameters:
  ///   - exact: The scale in F32; not negative.
  ///   - isZero: Whether the block is all zeros.
  ///   - offset: The block's zero point.
  /// - Returns: The stored bits and the value that they stand for.
  func stored(_ exact: Float, isZero: Bool, offset: Float = 0) -> BlockScale {
    let code: UInt32
    let value: Float
    switch self {
    case .f16:
      let bounded = isZero ? 0 : min(max(exact, Binary16.smallest), Binary16.largest)
      let bits = Binary16.encode(bounded)
      code = UInt32(bits)
      value = Binary16.decode(bits)
    case .bf16:
      let bounded = isZero ? 0 : min(max(exact, BFloat16.smallest), BFloat16.largest)
      let bits = BFloat16.encode(bounded)
      code = UInt32(bits)
      value = BFloat16.decode(bits)
    case .e8m0, .e4m3, .f32, .none:
      code = exact.bitPattern
      value = exact
    }
    return BlockScale(code: code, value: value, multiplier: value, offset: offset)
  }

  /// The type that an option names; nil for other options.
  init?(option: String) {
    switch option {
    case "f32": self = .f32
    case "f16": self = .f16
    case "bf16": self = .bf16
    default: return nil
    }
  }

  /// The options that name a type of float scales.
  static let options = ["f32", "f16", "bf16"]

  /// The type that an identifier asks for; nil where it asks for more than one.
  static func asked(by id: FormatID, else standard: ScaleType) -> ScaleType? {
    guard let option = id.options.first else { return standard }
    return id.options.count == 1 ? ScaleType(option: option) : nil
  }
}
