/// MXFP4 after each run of 128 columns was multiplied by a factor that brings its amax to the top of a binade.
///
/// ```
/// f    = 1 + m/256                 m the top eight mantissa bits of 6 / amax(run) in F32; 0 for a run of zeros
/// e    by `even` from the amax of the block's products x · f
/// code = RNE_E2M1((x · f) / 2^e)   saturating at ±6
/// x'   = (element · 2^e) / f
/// ```
///
/// m is stored beside each run: eight bits for 128 weights. The factor is the same throughout a block, so that a
/// block's ratio of signal to error is the one that its own grid brings about. A product that overflows F32 is
/// infinite and saturates. A run's amax is over the blocks that hold finite values only.
///
/// Source: macro-block scaling, static variant.
public struct MantissaScaledCodec: TensorCodec {
  /// Columns that share a factor.
  public static let runLength = 128
  private static let shape = BlockShape(rows: 1, columns: 32)

  /// Creates the codec.
  public init() {}

  /// There is none.
  public var tensorScale: Float? { nil }

  /// The top eight mantissa bits of 6 / amax.
  public static func mantissa(amax: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: (6 / amax).bitPattern >> 15)
  }

  /// The factor that a mantissa stands for.
  public static func factor(_ mantissa: UInt8) -> Float { 1 + Float(mantissa) / 256 }

  /// Encodes and decodes a band.
  public func encode(
    _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
  ) {
    encoded.reserve(rows: band.count / columns, columns: columns, shape: Self.shape)
    let blocksInRow = (columns - 1) / Self.shape.columns + 1
    let blocksInRun = Self.runLength / Self.shape.columns
    for row in 0..<encoded.rows {
      for first in stride(from: 0, to: blocksInRow, by: blocksInRun) {
        let last = min(first + blocksInRun, blocksInRow)
        encode(
          band, blocks: row * blocksInRow + first..<row * blocksInRow + last,
          mayHoldNonfinite: mayHoldNonfinite, into: &encoded)
      }
    }
  }

  private func encode(
    _ band: Span<Float>, blocks: Range<Int>, mayHoldNonfinite: Bool,
    into encoded: inout EncodedBand
  ) {
    let amaxes = blocks.map { encoded.tile($0).withValues(of: band) { $0.amax } }
    let amax = amaxes.filter { !mayHoldNonfinite || $0.isFinite }.max() ?? 0
    let factor = Self.factor(Self.mantissa(amax: amax))
    for (block, own) in zip(blocks, amaxes) {
      guard !mayHoldNonfinite || own.isFinite else {
        encoded.exclude(block)
        continue
      }
      encode(band, block: block, amax: own * factor, factor: factor, into: &encoded)
    }
  }

  private func encode(
    _ band: Span<Float>, block: Int, amax: Float, factor: Float, into encoded: inout EncodedBand
  ) {
    let tile = encoded.tile(block)
    let start = tile.rows.lowerBound * tile.bandColumns + tile.columns.lowerBound
    let code = E8M0Rule.even.code(amax: amax, element: .e2m1)
    let power = E8M0.decode(code)
    var saturated = 0
    for index in start..<start + tile.count {
      let scaled = band[index] * factor / power
      let element = E2M1.encode(scaled)
      saturated += scaled.magnitude > MiniFloat.e2m1.largest ? 1 : 0
      encoded.codes[index] = element
      encoded.decoded[index] = E2M1.values[Int(element)] * power / factor
    }
    let scale = BlockScale(code: UInt32(code), value: power, multiplier: power / factor)
    encoded.set(scale, saturated: saturated, of: block)
  }
}
