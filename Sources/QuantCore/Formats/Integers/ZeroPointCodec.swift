/// A codec of unsigned integers that count from a zero point: `x' = (code - z) · s`.
protocol ZeroPointCodec: BlockCodec {}

extension ZeroPointCodec {
  func decode(
    _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
  ) {
    for index in codes.indices {
      values[index] = (Float(codes[index]) - scale.offset) * scale.multiplier
    }
  }
}
