/// What a format's blocks look like: scales, codes, clipping, and their signal-to-noise ratios.
///
/// Where the whole tensor is one block, its pieces count as that block.
public struct BlockStatistics: Sendable, Hashable {
  package var counts = Counts()
  /// The one block that the tensor is, as far as it was seen; nil for formats with blocks of their own.
  private var piece: Piece?
  /// How often each stored code was used.
  public package(set) var codeCounts: [UInt64]
  /// How many blocks use each scale code, zero blocks aside; empty for float scales.
  public package(set) var scaleCodeCounts: [UInt64]
  /// The clipped blocks of each scale code; empty for float scales.
  public package(set) var clippedByScaleCode: [UInt64]
  /// Σx² and Σe² of the blocks of each scale code; empty for float scales.
  public package(set) var energyByScaleCode: [Energy]
  /// The values of float scales, zero blocks aside; empty for coded scales.
  public package(set) var scaleValues = LogHistogram()
  package var blockDecibels = DecibelHistogram()
  package let scaleType: ScaleType
  package let vectorLength: Int

  package struct Counts: Sendable, Hashable {
    package var blocks = 0
    package var clipped = 0
    package var zero = 0
    package var nonfinite = 0
    package var saturated = 0
  }

  private struct Piece: Sendable, Hashable {
    var energy = Energy()
    var saturated = 0
  }

  /// The energy of some blocks' values and of their errors.
  public struct Energy: Sendable, Hashable {
    /// Σx².
    public package(set) var signal: Double
    /// Σe².
    public package(set) var noise: Double

    /// Creates an energy.
    public init(signal: Double = 0, noise: Double = 0) {
      self.signal = signal
      self.noise = noise
    }

    /// 10·log10(Σx²/Σe²), in dB; nil where either is zero or the error is infinite.
    public var signalToNoise: Double? {
      ErrorStatistics.signalToNoise(signal: signal, noise: noise)
    }
  }

  /// Creates the statistics of no blocks.
  ///
  /// - Parameters:
  ///   - element: What codes stand for.
  ///   - scaleType: The type of the block scales.
  public init(element: ElementGrid, scaleType: ScaleType) {
    self.scaleType = scaleType
    vectorLength = element.vectorLength
    codeCounts = Array(repeating: 0, count: element.codeCount)
    scaleCodeCounts = Array(repeating: 0, count: scaleType.isCoded ? 256 : 0)
    clippedByScaleCode = scaleCodeCounts
    energyByScaleCode = Array(repeating: Energy(), count: scaleCodeCounts.count)
  }

  /// How many blocks there are, all kinds included.
  public var count: Int { counts.blocks + (piece == nil ? 0 : 1) }
  /// Blocks in which at least one magnitude was too large for the element type.
  public var clippedCount: Int { counts.clipped + ((piece?.saturated ?? 0) > 0 ? 1 : 0) }
  /// Blocks of zeros only.
  public var zeroCount: Int { counts.zero + (piece?.energy.signal == 0 ? 1 : 0) }
  /// Blocks that hold NaN or infinity; they are in no other count but `count`.
  public var nonfiniteCount: Int { counts.nonfinite }
  /// Elements whose magnitude was too large for the element type.
  public var saturatedCount: Int { counts.saturated + (piece?.saturated ?? 0) }

  /// The blocks' signal-to-noise ratios.
  public var decibels: DecibelHistogram {
    guard let energy = piece?.energy else { return blockDecibels }
    var all = blockDecibels
    all.add(signal: energy.signal, noise: energy.noise)
    return all
  }

  /// Measures the blocks of a band.
  ///
  /// - Parameters:
  ///   - encoded: The band's codes and scales.
  ///   - values: The values that blocks were made from, in the band's order.
  ///   - decoded: What they decode to; NaN marks an element that is left out.
  public mutating func add(_ encoded: EncodedBand, values: Span<Float>, decoded: Span<Float>) {
    for index in 0..<encoded.blockCount {
      let saturated = Int(encoded.saturated[index])
      guard encoded.saturated[index] != EncodedBand.excluded else {
        addNonfinite()
        continue
      }
      let tile = encoded.tile(index)
      let energy = Energy(of: values, decoded: decoded, in: tile)
      count(encoded.codes.span, in: tile, decoded: decoded)
      if encoded.isPiece {
        add(piece: energy, saturated: saturated)
      } else {
        add(energy, scale: encoded.scale(index), saturated: saturated)
      }
    }
  }

  /// Measures the one block that a whole matrix is, by energies that were gathered row by row.
  ///
  /// - Parameters:
  ///   - encoded: The matrix's codes and its scale.
  ///   - energy: Σx² and Σe².
  package mutating func add(whole encoded: EncodedBand, energy: Energy) {
    guard encoded.blockCount == 1 else { return }
    guard encoded.saturated[0] != EncodedBand.excluded else { return addNonfinite() }
    count(encoded.codes.span, in: encoded.tile(0), decoded: encoded.decoded.span)
    add(energy, scale: encoded.scale(0), saturated: Int(encoded.saturated[0]))
  }

  /// Counts a block that holds NaN or infinity.
  public mutating func addNonfinite() {
    counts.blocks += 1
    counts.nonfinite += 1
  }

  /// Counts a block by its energies and its scale; its codes are counted apart.
  ///
  /// - Parameters:
  ///   - energy: Σx² and Σe² of its elements.
  ///   - scale: Its scale.
  ///   - saturated: How many magnitudes were too large.
  public mutating func add(_ energy: Energy, scale: BlockScale, saturated: Int) {
    counts.blocks += 1
    counts.saturated += saturated
    counts.clipped += saturated > 0 ? 1 : 0
    guard energy.signal > 0 else {
      counts.zero += 1
      return
    }
    blockDecibels.add(signal: energy.signal, noise: energy.noise)
    switch scaleType {
    case .e8m0, .e4m3:
      let code = Int(scale.code & 0xff)
      scaleCodeCounts[code] += 1
      clippedByScaleCode[code] += saturated > 0 ? 1 : 0
      energyByScaleCode[code].signal += energy.signal
      energyByScaleCode[code].noise += energy.noise
    case .f16, .bf16, .f32:
      scaleValues.add(Double(scale.value))
    case .none:
      break
    }
  }

  private mutating func add(piece energy: Energy, saturated: Int) {
    var whole = piece ?? Piece()
    whole.energy.signal += energy.signal
    whole.energy.noise += energy.noise
    whole.saturated += saturated
    piece = whole
  }

  private mutating func count(_ codes: Span<UInt8>, in tile: Tile, decoded: Span<Float>) {
    let isWide = codeCounts.count > 256
    for row in tile.rows {
      let start = row * tile.bandColumns
      for column in stride(
        from: tile.columns.lowerBound, to: tile.columns.upperBound, by: vectorLength)
      where !decoded[start + column].isNaN {
        let code = Int(codes[start + column])
        guard isWide else {
          codeCounts[code] += 1
          continue
        }
        let low = column + 1 < tile.columns.upperBound ? Int(codes[start + column + 1]) : 0
        codeCounts[code << 8 | low] += 1
      }
    }
  }

  /// Adds counts of codes that were gathered apart.
  public mutating func addCodes(_ more: Span<UInt64>) {
    for index in codeCounts.indices { codeCounts[index] += more[index] }
  }

  /// Adds the statistics of further blocks.
  public mutating func merge(_ next: BlockStatistics) {
    counts.blocks += next.counts.blocks
    counts.clipped += next.counts.clipped
    counts.zero += next.counts.zero
    counts.nonfinite += next.counts.nonfinite
    counts.saturated += next.counts.saturated
    if let more = next.piece { add(piece: more.energy, saturated: more.saturated) }
    for index in codeCounts.indices { codeCounts[index] += next.codeCounts[index] }
    for index in scaleCodeCounts.indices {
      scaleCodeCounts[index] += next.scaleCodeCounts[index]
      clippedByScaleCode[index] += next.clippedByScaleCode[index]
      energyByScaleCode[index].signal += next.energyByScaleCode[index].signal
      energyByScaleCode[index].noise += next.energyByScaleCode[index].noise
    }
    scaleValues.merge(next.scaleValues)
    blockDecibels.merge(next.blockDecibels)
  }

  /// The entropy of the codes, in bits: Σ -p·log2 p; nil where no code was used.
  public var codeEntropy: Double? {
    let total = Double(codeCounts.reduce(0, +))
    guard total > 0 else { return nil }
    let entropy = codeCounts.reduce(0.0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / total
      return sum - share * .log2(share)
    }
    return entropy
  }
}

extension BlockStatistics.Energy {
  /// Sums over a block.
  init(of values: Span<Float>, decoded: Span<Float>, in tile: Tile) {
    self.init()
    add(values, decoded: decoded, in: tile)
  }

  /// Adds rows of a block, one by one: of sixteen columns at a time, then of those sums.
  package mutating func add(_ values: Span<Float>, decoded: Span<Float>, in tile: Tile) {
    for row in tile.rows {
      let start = row * tile.bandColumns
      var rowSignal = LaneSums()
      var rowNoise = LaneSums()
      for left in stride(
        from: tile.columns.lowerBound, to: tile.columns.upperBound, by: LaneSums.count)
      {
        var signals = LaneSums()
        var noises = LaneSums()
        for column in left..<min(left + LaneSums.count, tile.columns.upperBound) {
          let d = Double(decoded[start + column])
          guard !d.isNaN else { continue }
          let x = Double(values[start + column])
          let error = x - d
          signals.add(x * x, lane: column - left)
          noises.add(error * error, lane: column - left)
        }
        rowSignal.add(signals, column: left - tile.columns.lowerBound)
        rowNoise.add(noises, column: left - tile.columns.lowerBound)
      }
      signal += rowSignal.total
      noise += rowNoise.total
    }
  }
}
