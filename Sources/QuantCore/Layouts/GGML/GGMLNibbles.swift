/// Blocks of 32 of ggml that have a minimum, a fifth bit, or both.
///
/// ```
/// Q4_1    F16 d, F16 m, 16 bytes               x = code · d + m
/// Q5_0    F16 d, 32 bits, 16 bytes             x = (code - 16) · d
/// Q5_1    F16 d, F16 m, 32 bits, 16 bytes      x = code · d + m
/// ```
///
/// Byte j has the lower four bits of element j in its low nibble and those of element j + 16 in its high one; of the
/// 32 bits, a little-endian number, bit i is the fifth of element i.
public enum GGMLNibbles: GGMLBlockDefinition {
  case q4_1, q5_0, q5_1

  /// The type with its sizes.
  public var type: GGMLType {
    switch self {
    case .q4_1: .q4_1
    case .q5_0: .q5_0
    case .q5_1: .q5_1
    }
  }

  /// Writes the values of a block.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    let scale = block.half(at: 0)
    let minimum = self == .q5_0 ? 0 : block.half(at: 2)
    let fifth = self == .q4_1 ? 0 : fifthBits(block, at: self == .q5_0 ? 2 : 4)
    let codes = block.count - 16
    for index in 0..<16 {
      let byte = UInt32(block[codes + index])
      let low = Float(byte & 15 | (fifth >> UInt32(index) & 1) << 4)
      let high = Float(byte >> 4 | (fifth >> UInt32(index + 16) & 1) << 4)
      if self == .q5_0 {
        values[start + index] = (low - 16) * scale
        values[start + index + 16] = (high - 16) * scale
      } else {
        values[start + index] = low * scale + minimum
        values[start + index + 16] = high * scale + minimum
      }
    }
  }

  private func fifthBits(_ block: Span<UInt8>, at index: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(block[index + $1]) << UInt32(8 * $1) }
  }
}
