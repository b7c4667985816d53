/// ggml's Q6_K: signed 6-bit codes, 16 runs of 16 with a scale of eight bits each.
///
/// ```
/// 128 bytes    lower four bits: two halves of 64 bytes; byte l has elements l (low nibble) and l + 64 of the half
/// 64 bytes     upper two bits: two halves of 32 bytes; bits 2j of byte l are those of element 32j + l of the half
/// 16 bytes     scales, signed
/// F16 d
/// x = (d · scale) · (code - 32)
/// ```
public struct GGMLQ6K: GGMLBlockDefinition {
  /// The type with its sizes.
  public var type: GGMLType { .q6_K }

  /// Writes the values of a block.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    let d = block.half(at: 208)
    for run in 0..<16 {
      let scale = d * Float(Int8(bitPattern: block[192 + run]))
      let half = run / 8
      let place = run % 8 * 16
      let shift = UInt8(place / 64 * 4)
      let upperShift = UInt8(place / 32 * 2)
      let lower = half * 64 + place % 64
      let upper = 128 + half * 32 + place % 32
      for index in 0..<16 {
        let low = block[lower + index] &>> shift & 15
        let high = block[upper + index] &>> upperShift & 3
        values[start + run * 16 + index] = scale * Float(Int(low | high << 4) - 32)
      }
    }
  }
}
