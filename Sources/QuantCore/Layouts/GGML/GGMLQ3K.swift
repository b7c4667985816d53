/// ggml's Q3_K: signed 3-bit codes, 16 runs of 16 with a scale of six bits each.
///
/// ```
/// 32 bytes    third bits: bit 4h + j of byte l is that of element 128h + 32j + l
/// 64 bytes    lower bits: two halves of 32 bytes; bits 2j of byte l are element 32j + l of the half's 128
/// 12 bytes    scales: the lower four bits of run r in a nibble of byte r mod 8 (low for r < 8),
///             the upper two in byte 8 + r mod 4, at bits 2·(r / 4)
/// F16 d
/// x = (d · (scale - 32)) · (code - 4)
/// ```
public struct GGMLQ3K: GGMLBlockDefinition {
  /// The type with its sizes.
  public var type: GGMLType { .q3_K }

  /// Writes the values of a block.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    let d = block.half(at: 108)
    for run in 0..<16 {
      let scale = d * Float(Self.scale(run, in: block) - 32)
      let half = run / 8
      let group = run % 8 / 2
      let place = run % 2 * 16
      let lowShift = UInt8(2 * group)
      let highShift = UInt8(4 * half + group)
      for index in 0..<16 {
        let low = block[32 + half * 32 + place + index] &>> lowShift & 3
        let third = block[place + index] &>> highShift & 1
        values[start + run * 16 + index] = scale * Float(Int(low | third << 2) - 4)
      }
    }
  }

  /// The scale of a run, 32 too large.
  static func scale(_ run: Int, in block: Span<UInt8>) -> Int {
    let low = block[96 + run % 8] >> (run < 8 ? 0 : 4) & 15
    let high = block[104 + run % 4] >> UInt8(run / 4 * 2) & 3
    return Int(low | high << 4)
  }
}
