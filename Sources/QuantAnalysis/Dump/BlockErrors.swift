internal import QuantCore

/// What quantization did to each block of a band.
struct BlockErrors: Sendable {
  /// One block: Σx² and Σe² in F64; NaN for a block that is left out.
  struct Energy: Sendable {
    var signal = 0.0
    var noise = 0.0

    mutating func add(_ original: Float, decoded: Float) {
      let value = Double(original)
      let error = value - Double(decoded)
      signal += value * value
      noise += error * error
    }

    /// 10·log10(Σx²/Σe²), in dB; nil where it is undefined.
    var sqnr: Double? { ErrorStatistics.signalToNoise(signal: signal, noise: noise) }
  }

  /// The blocks of the band, from left to right, then downwards.
  let blocks: [Energy]

  init(_ band: EncodedBand, of values: Span<Float>) {
    blocks = Self.blocks(of: band, values: values)
  }

  /// The one block that a matrix is, whose values are read again some rows at a time.
  init(whole band: EncodedBand, read: (Range<Int>) -> [Float]) {
    var energy = Energy()
    let step = max(1, ChunkPlan.target / max(1, band.columns))
    for top in stride(from: 0, to: band.rows, by: step) {
      let values = read(top..<min(top + step, band.rows))
      for index in values.indices {
        energy.add(values[index], decoded: band.decoded[top * band.columns + index])
      }
    }
    blocks = [energy]
  }

  private static func blocks(of band: EncodedBand, values: Span<Float>) -> [Energy] {
    (0..<band.blockCount).map { index in
      let tile = band.tile(index)
      var energy = Energy()
      for row in tile.rows {
        for place in row * band.columns + tile.columns.lowerBound..<row * band.columns
          + tile.columns.upperBound
        {
          energy.add(values[place], decoded: band.decoded[place])
        }
      }
      return energy
    }
  }
}
