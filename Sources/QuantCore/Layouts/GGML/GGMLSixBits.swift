/// ggml's Q4_K and Q5_K: 8 runs of 32 with a scale and a minimum of six bits each.
///
/// ```
/// F16 d, F16 m
/// 12 bytes     scales and minima
/// 32 bytes     Q5_K alone: fifth bits, bit r of byte l is that of element l of run r
/// 128 bytes    codes or their lower bits: 32 bytes for two runs, the first in their low nibbles
/// x = (d · scale) · code - m · minimum
/// ```
///
/// Of the twelve bytes the first four hold the scales of runs 0 to 3 and the next four their minima, in six bits each.
/// Of runs 4 to 7 the lower four bits are the nibbles of the last four, the scale's low, and the upper two stand above
/// those of the first four runs.
public enum GGMLSixBits: GGMLBlockDefinition {
  case q4_K, q5_K

  /// The type with its sizes.
  public var type: GGMLType { self == .q4_K ? .q4_K : .q5_K }

  /// Where the codes begin.
  var codes: Int { self == .q4_K ? 16 : 48 }

  /// Writes the values of a block.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    let d = block.half(at: 0)
    let m = block.half(at: 2)
    for run in 0..<8 {
      let scale = d * Float(Self.scale(run, in: block))
      let minimum = m * Float(Self.minimum(run, in: block))
      let shift = UInt8(run % 2 * 4)
      let codes = codes + run / 2 * 32
      let next = start + run * 32
      guard self == .q5_K else {
        for index in 0..<32 {
          let code = block[codes + index] &>> shift & 15
          values[next + index] = scale * Float(code) - minimum
        }
        continue
      }
      let fifthShift = UInt8(run)
      for index in 0..<32 {
        let low = block[codes + index] &>> shift & 15
        let fifth = block[16 + index] &>> fifthShift & 1
        values[next + index] = scale * Float(low | fifth << 4) - minimum
      }
    }
  }

  /// The scale of a run.
  static func scale(_ run: Int, in block: Span<UInt8>) -> UInt8 {
    run < 4 ? block[4 + run] & 63 : block[8 + run] & 15 | (block[run] >> 6) << 4
  }

  /// The minimum of a run.
  static func minimum(_ run: Int, in block: Span<UInt8>) -> UInt8 {
    run < 4 ? block[8 + run] & 63 : block[8 + run] >> 4 | (block[4 + run] >> 6) << 4
  }
}
