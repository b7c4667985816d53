public import KernelEngine
internal import QuantCore

/// Measures the kernels of a backend on normal values, each checked against its definition beforehand.
public struct KernelBenchmark {
  let engine: KernelEngine
  let side: Int
  /// The stored values, BF16.
  let bytes: [UInt8]
  /// The same in F32.
  let values: [Float]
  let summary: TensorSummary
  static let bandRows = 32

  /// Prepares a square tensor.
  ///
  /// - Parameters:
  ///   - engine: What runs.
  ///   - side: The rows and the columns, a multiple of 128.
  public init(engine: KernelEngine, side: Int = 4096) {
    self.engine = engine
    self.side = side
    var bytes: [UInt8] = .inLargePages(capacity: 2 * side * side)
    var values: [Float] = .inLargePages(capacity: side * side)
    var state: UInt64 = 1
    for _ in 0..<side * side {
      // Nearly normal: the sum of four uniform numbers, from a multiplicative congruential generator.
      var sum: Float = 0
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Float(state >> 40) * 0x1p-24
      }
      let code = BFloat16.encode((sum - 2) * 0.0346)
      bytes.append(UInt8(truncatingIfNeeded: code))
      bytes.append(UInt8(truncatingIfNeeded: code >> 8))
      values.append(BFloat16.decode(code))
    }
    self.bytes = bytes
    self.values = values
    summary = TensorSummary(
      rows: side, columns: side, amax: values.span.amax, meanMagnitude: 0.015,
      hasNonfinite: false)
  }

  /// Measures everything.
  public func run() -> KernelReport {
    var points = FormatRegistry.defaults.compactMap { encode(named: $0) }
    points += FormatRegistry.defaults.compactMap { decode(named: $0) }
    points.append(statistics(withHistograms: false))
    points.append(statistics(withHistograms: true))
    points.append(everything("the values' moments and histogram alone", of: []))
    points.append(
      everything("all of that and the values' moments and histogram", of: defaults))
    points += ["hqq4-g64", "hqq2-g64"].compactMap { surveyed(named: $0) }
    return KernelReport(backend: engine.backend.rawValue, limits: limits, points: points)
  }

  private var limits: KernelReport.Limits {
    var check: UInt64 = 0
    let memory = Durations { check ^= engine.read(bytes.span) }
    let cached = bytes.span.extracting(0..<min(bytes.count, 1 << 18))
    let cache = Durations { for _ in 0..<64 { check ^= engine.read(cached) } }
    precondition(check != 1, "what is read is used")
    return KernelReport.Limits(
      memory: Double(bytes.count) / memory.minimum * 1e3,
      cache: Double(64 * cached.count) / cache.minimum * 1e3)
  }

  private var defaults: [any QuantizationFormat] {
    FormatRegistry.defaults.compactMap { try? FormatRegistry.format($0) }
  }

  /// F32 from memory to packed codes and scales.
  private func encode(named id: FormatID) -> KernelReport.Point? {
    guard let format = try? FormatRegistry.format(id) else { return nil }
    let codec = format.codec(for: summary)
    var nibbles: [UInt8] = .inLargePages(repeating: 0, count: values.count / 2)
    var scales: [UInt32] = .inLargePages(repeating: 0, count: values.count / 16)
    func encode() {
      var nibbleSpan = nibbles.mutableSpan
      var scaleSpan = scales.mutableSpan
      _ = engine.encodeNibbles(
        values.span, columns: side, by: codec, nibbles: &nibbleSpan, scales: &scaleSpan)
    }
    encode()
    let expected = defined(codec)
    let areCodesChecked = (0..<Self.bandRows * side).allSatisfy { index in
      let pair = nibbles[index / 2]
      let code = index.isMultiple(of: 2) ? pair & 15 : pair >> 4
      return code == expected.codes[index]
    }
    let areScalesChecked = (0..<expected.blockCount).allSatisfy {
      scales[$0] == expected.scaleCodes[$0]
    }
    return KernelReport.Point(
      name: "encode \(id), F32 to packed codes and scales", weights: values.count,
      bytes: 4 * values.count, isCached: false, isChecked: areCodesChecked && areScalesChecked,
      durations: Durations { encode() })
  }

  /// Packed codes to F32, all of it in the second cache.
  private func decode(named id: FormatID) -> KernelReport.Point? {
    guard let format = try? FormatRegistry.format(id) else { return nil }
    let count = 1 << 16
    let encoded = defined(format.codec(for: summary))
    let block = encoded.shape.columns
    var nibbles = [UInt8](repeating: 0, count: count / 2)
    for index in 0..<count { nibbles[index / 2] |= encoded.codes[index] << UInt8(index % 2 * 4) }
    var decoded = [Float](repeating: 0, count: count)
    func decode() {
      var span = decoded.mutableSpan
      engine.decodeNibbles(
        nibbles.span, block: block, multipliers: encoded.multipliers.span,
        grid: format.element.values.span, into: &span)
    }
    decode()
    let isChecked = (0..<count).allSatisfy {
      decoded[$0].bitPattern == encoded.decoded[$0].bitPattern
    }
    return KernelReport.Point(
      name: "decode \(id), packed codes to F32 in the second cache", weights: 16 * count,
      bytes: 16 * count / 2, isCached: true, isChecked: isChecked,
      durations: Durations { for _ in 0..<16 { decode() } })
  }

  /// The first rows, as the definition encodes them.
  func defined(_ codec: any TensorCodec) -> EncodedBand {
    var encoded = EncodedBand()
    codec.encode(
      values.span.extracting(0..<Self.bandRows * side), columns: side, mayHoldNonfinite: false,
      into: &encoded)
    return encoded
  }

  /// The three defaults, BF16 from memory to all sums and counts, with or without the histograms.
  private func statistics(withHistograms fillsHistograms: Bool) -> KernelReport.Point {
    let formats = defaults
    let codecs = formats.map { $0.codec(for: summary) }
    func measure(_ band: Span<UInt8>) -> [FormatStatistics] {
      var found = formats.map { FormatStatistics(format: $0) }
      guard fillsHistograms else {
        engine.addSums(bf16: band, columns: side, codecs: codecs, formats: &found)
        return found
      }
      var values: ValueStatistics?
      engine.add(
        bf16: band, columns: side, place: ValueStatistics.Place(row: 0, column: 0),
        mayHoldNonfinite: false, values: &values, codecs: codecs, formats: &found)
      return found
    }
    let isChecked = zip(measure(bytes.span.extracting(firstRows)), zip(formats, codecs)).allSatisfy
    { found, definition in
      var expected = FormatStatistics(format: definition.0)
      expected.add(
        defined(definition.1), of: values.span.extracting(0..<Self.bandRows * side))
      return fillsHistograms ? found == expected : found.hasSums(of: expected)
    }
    let names = formats.map { text($0.id) }.joined(separator: ", ")
    return point(
      "\(names): all sums and counts" + (fillsHistograms ? " and histograms" : ""),
      isChecked: isChecked
    ) { _ = measure(bytes.span) }
  }

  /// The values' own statistics and histogram, alone or beside everything of the defaults.
  private func everything(_ name: String, of formats: [any QuantizationFormat])
    -> KernelReport.Point
  {
    let codecs = formats.map { $0.codec(for: summary) }
    func measure(_ band: Span<UInt8>) -> ValueStatistics? {
      var values: ValueStatistics? = ValueStatistics()
      var found = formats.map { FormatStatistics(format: $0) }
      engine.add(
        bf16: band, columns: side, place: ValueStatistics.Place(row: 0, column: 0),
        mayHoldNonfinite: false, values: &values, codecs: codecs, formats: &found)
      return values
    }
    return point(name, isChecked: measure(bytes.span.extracting(firstRows)) == definedValues) {
      _ = measure(bytes.span)
    }
  }

  /// What the first rows' values are like, by the definition.
  private var definedValues: ValueStatistics {
    var expected = ValueStatistics()
    for row in 0..<Self.bandRows {
      expected.add(values.span.extracting(row * side..<(row + 1) * side), row: row, column: 0)
    }
    return expected
  }

  /// Where the first rows are stored.
  private var firstRows: Range<Int> { 0..<2 * Self.bandRows * side }

  /// Times something over the whole tensor.
  private func point(
    _ name: String, isChecked: Bool, _ body: () -> Void
  ) -> KernelReport.Point {
    KernelReport.Point(
      name: name, weights: values.count, bytes: bytes.count, isCached: false,
      isChecked: isChecked, durations: Durations { body() })
  }

  /// Decodes the whole tensor from BF16, band by band.
  func forEachBand(_ body: (Span<Float>) -> Void) {
    var band = [Float](repeating: 0, count: Self.bandRows * side)
    for top in stride(from: 0, to: side, by: Self.bandRows) {
      let rows = top..<min(top + Self.bandRows, side)
      var span = band.mutableSpan
      engine.decodeBF16(
        bytes.span.extracting(2 * rows.lowerBound * side..<2 * rows.upperBound * side),
        into: &span)
      body(band.span)
    }
  }

  private func text(_ id: FormatID) -> String { id.description }
}

extension FormatStatistics {
  /// Whether all sums and counts are the same; histograms may differ.
  fileprivate func hasSums(of other: FormatStatistics) -> Bool {
    errors.signal == other.errors.signal && errors.noise == other.errors.noise
      && errors.decodedEnergy == other.errors.decodedEnergy
      && errors.crossed == other.errors.crossed && errors.errorSum == other.errors.errorSum
      && errors.largestError == other.errors.largestError
      && errors.flushedCount == other.errors.flushedCount
      && blocks.counts == other.blocks.counts && blocks.codeCounts == other.blocks.codeCounts
      && blocks.scaleCodeCounts == other.blocks.scaleCodeCounts
      && blocks.clippedByScaleCode == other.blocks.clippedByScaleCode
      && blocks.energyByScaleCode == other.blocks.energyByScaleCode
  }
}
