/// ggml's Q2_K: 2-bit codes, 16 runs of 16 with a scale and a minimum of four bits each.
///
/// ```
/// 16 bytes    s: of each run, the scale in the low nibble and the minimum in the high one
/// 64 bytes    codes: two halves of 32 bytes; bits 2j of byte l are element 32j + l of the half's 128
/// F16 d, F16 m
/// x = (d · scale) · code - m · minimum
/// ```
public struct GGMLQ2K: GGMLBlockDefinition {
  /// The type with its sizes.
  public var type: GGMLType { .q2_K }

  /// Writes the values of a block.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    let d = block.half(at: 80)
    let m = block.half(at: 82)
    for run in 0..<16 {
      let scale = d * Float(block[run] & 15)
      let minimum = m * Float(block[run] >> 4)
      let shift = UInt8(run % 8 / 2 * 2)
      let codes = 16 + run / 8 * 32 + run % 2 * 16
      for index in 0..<16 {
        let code = block[codes + index] &>> shift & 3
        values[start + run * 16 + index] = scale * Float(code) - minimum
      }
    }
  }
}
