/// ggml's 4-bit codes of sixteen uneven values.
///
/// ```
/// IQ4_NL    F16 d, 16 bytes                      x = d · value(code)
/// IQ4_XS    F16 d, 16 bits, 4 bytes, 128 bytes   x = (d · (scale - 32)) · value(code)
/// ```
///
/// In a run of 32 byte j has element j in its low nibble and element j + 16 in its high one. IQ4_XS has eight runs;
/// the lower four bits of the scale of run r are a nibble of byte r / 2, the upper two bits 2r of the 16 bits, a
/// little-endian number.
public enum GGMLUneven: GGMLBlockDefinition {
  case nl, xs

  /// The value of each code.
  public static let values: [Float] = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
  ]

  /// The type with its sizes.
  public var type: GGMLType { self == .nl ? .iq4_NL : .iq4_XS }

  /// Writes the values of a block.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    let d = block.half(at: 0)
    guard self == .xs else {
      decodeRun(block, at: 2, scale: d, into: &values, at: start)
      return
    }
    for run in 0..<8 {
      let scale = d * Float(Self.step(run, in: block))
      decodeRun(block, at: 8 + run * 16, scale: scale, into: &values, at: start + run * 32)
    }
  }

  /// What a run of IQ4_XS multiplies the block's scale by.
  static func step(_ run: Int, in block: Span<UInt8>) -> Int {
    let upper = UInt16(block[2]) | UInt16(block[3]) << 8
    let low = block[4 + run / 2] >> UInt8(run % 2 * 4) & 15
    let high = UInt8(truncatingIfNeeded: upper >> UInt16(2 * run)) & 3
    return Int(low | high << 4) - 32
  }

  private func decodeRun(
    _ block: Span<UInt8>, at codes: Int, scale: Float, into values: inout MutableSpan<Float>,
    at start: Int
  ) {
    for index in 0..<16 {
      let byte = block[codes + index]
      values[start + index] = scale * Self.values[Int(byte & 15)]
      values[start + index + 16] = scale * Self.values[Int(byte >> 4)]
    }
  }
}
