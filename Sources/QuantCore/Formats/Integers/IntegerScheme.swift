/// What all linear integer formats share, whatever the shape of their blocks.
struct IntegerScheme: Sendable, Hashable {
  /// The width of a code, 2…8.
  let bits: Int
  let rule: IntegerRule
  let scaleType: ScaleType
  /// Whether the lowest code of two's complement is left out, so that the range is symmetric, and amax is its end.
  let isSymmetricRange: Bool

  /// Whole numbers from -2^(b-1), or from -(2^(b-1) - 1), or unsigned ones.
  var element: ElementGrid {
    if rule.isAffine { return ElementGrid(unsignedBits: bits) }
    return isSymmetricRange
      ? ElementGrid(symmetricBits: bits) : ElementGrid(signedBits: bits)
  }

  /// The scale, a zero point of as many bits as a code where the rule has one, and the codes.
  var fields: [BlockField] {
    let scale = BlockField(name: "scale", type: scaleType.rawValue, bits: scaleType.bits)
    let zero = BlockField(name: "zero", type: "UINT\(bits)", bits: bits)
    let codes = BlockField(name: "codes", type: element.name, bits: bits, isPerElement: true)
    return rule.isAffine ? [scale, zero, codes] : [scale, codes]
  }

  /// What encodes blocks.
  ///
  /// - Parameter columns: The columns of a block that is not short.
  /// - Returns: The codec of one block.
  func codec(columns: Int) -> any BlockCodec {
    let largest = 1 << (bits - 1) - 1
    let levels = Float(1 << bits - 1)
    switch rule {
    case .asym:
      return AffineIntegerCodec(columns: columns, levels: levels, scaleType: scaleType)
    case .minmax:
      return SpanIntegerCodec(columns: columns, levels: levels, scaleType: scaleType)
    case .sym, .sym7, .mse:
      let isWhole = isSymmetricRange || rule == .sym7
      let symmetric = SymmetricIntegerCodec(
        columns: columns, range: (isSymmetricRange ? -largest : -largest - 1)...largest,
        divisor: isWhole ? Float(largest) : Float(largest) + 0.5, scaleType: scaleType)
      return rule == .mse ? SearchedIntegerCodec(base: symmetric) : symmetric
    }
  }
}
