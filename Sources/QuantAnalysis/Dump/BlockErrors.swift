internal import QuantCore

/// What quantization did to each block of a band.
struct BlockErrors: Sendable {
  /// One block: Σx² and Σe² in F64; NaN for a block that is left out.
  struct Energy: Sendable {
    var signal = 0.0
    var noise = 0.0

    /// 10·log10(Σx²/Σe²), in dB; nil where it is undefined.
    var sqnr: Double? { ErrorStatistics.signalToNoise(signal: signal, noise: noise) }
  }

  /// The blocks of the band, from left to right, then downwards.
  let blocks: [Energy]

  init(_ band: EncodedBand, of values: Span<Float>) {
    blocks = (0..<band.blockCount).map { index in
      let tile = band.tile(index)
      var energy = Energy()
      for row in tile.rows {
        for place in row * band.columns + tile.columns.lowerBound..<row * band.columns
          + tile.columns.upperBound
        {
          let value = Double(values[place])
          let error = value - Double(band.decoded[place])
          energy.signal += value * value
          energy.noise += error * error
        }
      }
      return energy
    }
  }
}
