import KernelEngine
import QuantCore
import TestSupport
import Testing

/// A band whose rows and columns are ragged, with values of one kind.
struct Sample: CustomTestStringConvertible, Sendable {
  let name: String
  let rows: Int
  let columns: Int
  let values: [Float]

  var testDescription: String { "\(name) \(rows)×\(columns)" }

  static let shapes = [
    (1, 1), (2, 15), (3, 16), (2, 17), (1, 33), (3, 63), (2, 64), (2, 127), (1, 128), (2, 129),
    (1, 255), (3, 272), (1, 1000), (2, 2049), (1, 5003),
  ]

  static let all: [Sample] = shapes.flatMap { rows, columns in
    kinds.map { name, value in
      var random = SplitMix64(seed: UInt64(rows * 7919 + columns))
      let values = (0..<rows * columns).map { _ in value(&random) }
      return Sample(name: name, rows: rows, columns: columns, values: values)
    }
  }

  private static let kinds: [(String, @Sendable (inout SplitMix64) -> Float)] = [
    ("normal", { Float(0.02 * $0.normal()) }),
    ("normal in BF16", { BFloat16.decode(BFloat16.encode(Float(0.02 * $0.normal()))) }),
    ("halves of small integers", { Float(Int($0.next() % 65) - 32) / 4 }),
    ("zeros of both signs", { $0.next() & 1 == 0 ? 0 : -0.0 }),
    ("any finite bits", { finite(&$0) }),
    ("tiny", { finite(&$0) * 0x1p-126 }),
    ("subnormal", { Float(Int($0.next() % 2001) - 1000) * 0x1p-149 }),
    (
      "huge",
      { ($0.next() & 1 == 0 ? 1 : -1) * Float.greatestFiniteMagnitude * Float($0.uniform()) }
    ),
    ("mostly zero", { $0.next() % 100 == 0 ? Float($0.normal()) : 0 }),
    ("any bits", { $0.anyFloat() }),
    ("normal with a few NaN", { $0.next() % 200 == 0 ? .nan : Float($0.normal()) }),
    ("normal with a few infinities", { $0.next() % 300 == 0 ? -.infinity : Float($0.normal()) }),
  ]

  private static func finite(_ random: inout SplitMix64) -> Float {
    while true {
      let value = random.anyFloat()
      if value.isFinite { return value }
    }
  }
}

struct EngineTests {
  /// A band measured by the definitions alone.
  private func defined(
    _ sample: Sample, codecs: [any TensorCodec], formats: [any QuantizationFormat]
  ) -> (ValueStatistics, [FormatStatistics]) {
    var values = ValueStatistics()
    sample.add(to: &values, row: 7, column: 16)
    var statistics = formats.map { FormatStatistics(format: $0) }
    for (index, codec) in codecs.enumerated() {
      var encoded = EncodedBand()
      codec.encode(
        sample.values.span, columns: sample.columns, mayHoldNonfinite: true, into: &encoded)
      statistics[index].add(encoded, of: sample.values.span)
    }
    return (values, statistics)
  }

  @Test(arguments: Backend.supported, Sample.all)
  func `statistics are those of the definitions, bit for bit`(
    backend: Backend, sample: Sample
  ) throws {
    let engine = try #require(KernelEngine(backend))
    let formats = sample.formats
    let codecs = formats.map { sample.codec(of: $0) }
    let (values, expected) = defined(sample, codecs: codecs, formats: formats)
    var found: ValueStatistics? = ValueStatistics()
    var statistics = formats.map { FormatStatistics(format: $0) }
    // Sums go on where they stood.
    for _ in 0..<2 {
      engine.add(
        sample.values.span, columns: sample.columns,
        place: ValueStatistics.Place(row: 7, column: 16), mayHoldNonfinite: true, values: &found,
        codecs: codecs, formats: &statistics)
    }
    var twice = values
    sample.add(to: &twice, row: 7, column: 16)
    #expect(text(try #require(found)) == text(twice))
    for (index, format) in formats.enumerated() {
      var encoded = EncodedBand()
      codecs[index].encode(
        sample.values.span, columns: sample.columns, mayHoldNonfinite: true, into: &encoded)
      var twice = expected[index]
      twice.add(encoded, of: sample.values.span)
      #expect(text(statistics[index].errors) == text(twice.errors), "\(format.id)")
      #expect(text(statistics[index].blocks) == text(twice.blocks), "\(format.id)")
    }
  }
}

extension EngineTests {
  @Test(arguments: Backend.supported, Sample.all)
  func `bands are encoded as the definitions do`(backend: Backend, sample: Sample) throws {
    let engine = try #require(KernelEngine(backend))
    var found = EncodedBand()
    for format in sample.formats {
      let codec = sample.codec(of: format)
      var expected = EncodedBand()
      codec.encode(
        sample.values.span, columns: sample.columns, mayHoldNonfinite: true, into: &expected)
      engine.encode(
        sample.values.span, columns: sample.columns, by: codec, mayHoldNonfinite: true,
        into: &found)
      #expect(found.rows == expected.rows && found.columns == expected.columns)
      #expect(found.shape == expected.shape && found.isPiece == expected.isPiece)
      let count = sample.rows * sample.columns
      #expect(found.codes.prefix(count) == expected.codes.prefix(count), "\(format.id)")
      #expect(
        found.decoded.prefix(count).map(\.bitPattern)
          == expected.decoded.prefix(count).map(\.bitPattern), "\(format.id)")
      let blocks = 0..<expected.blockCount
      #expect(
        blocks.map { text(found.scale($0)) } == blocks.map { text(expected.scale($0)) },
        "\(format.id)")
      #expect(
        found.saturated.prefix(blocks.count) == expected.saturated.prefix(blocks.count),
        "\(format.id)")
    }
  }
}

/// Everything that a value holds, NaN included, which equals nothing.
func text(_ value: some Any) -> String { "\(value)" }

extension Sample {
  /// The statistics of the values, as the definition has them.
  func add(to statistics: inout ValueStatistics, row: Int, column: Int) {
    for index in 0..<rows {
      statistics.add(
        values.span.extracting(index * columns..<(index + 1) * columns), row: row + index,
        column: column)
    }
  }

  /// The formats that can hold the band.
  var formats: [any QuantizationFormat] {
    FormatRegistry.all.filter { $0.refusal(rows: rows, columns: columns) == nil }
  }

  /// What encodes the band as a tensor of its own.
  func codec(of format: any QuantizationFormat) -> any TensorCodec {
    var known = ValueStatistics()
    add(to: &known, row: 0, column: 0)
    var summary = known.summary(rows: rows, columns: columns)
    if format.foreknowledge == .survey {
      summary.survey = format.survey(values.span, columns: columns, summary: summary)
    }
    return format.codec(for: summary)
  }
}
