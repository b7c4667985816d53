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

  static let all: [Sample] = kinds.enumerated().flatMap { index, kind in
    let (name, value) = kind
    // Every kind has some shapes, and every shape some kinds.
    return shapes.indices.filter { ($0 + index) % 3 == 0 || $0 == 0 }.map { shape in
      let (rows, columns) = shapes[shape]
      var random = SplitMix64(seed: UInt64(rows * 7919 + columns))
      let values = (0..<rows * columns).map { _ in value(&random) }
      return Sample(name: name, rows: rows, columns: columns, values: values)
    }
  }

  private static let shapes = [
    (3, 272), (1, 1), (2, 15), (3, 16), (2, 17), (1, 33), (3, 63), (2, 64), (2, 127), (1, 128),
    (2, 129), (1, 255), (33, 40), (1, 1000), (2, 2049), (1, 4500),
  ]

  private static let kinds: [(String, @Sendable (inout SplitMix64) -> Float)] = [
    ("normal", { Float(0.02 * $0.normal()) }),
    ("normal in BF16", { BFloat16.decode(BFloat16.encode(Float(0.02 * $0.normal()))) }),
    ("quarters", { Float(Int($0.next() % 65) - 32) / 4 }),
    ("zeros of both signs", { $0.next() & 1 == 0 ? 0 : -0.0 }),
    ("any finite bits", { finite(&$0) }),
    ("tiny", { finite(&$0) * 0x1p-126 }),
    ("subnormal", { Float(Int($0.next() % 2001) - 1000) * 0x1p-149 }),
    ("about the smallest normal", { Float($0.normal()) * 0x1p-126 }),
    ("huge", { ($0.next() & 1 == 0 ? 1 : -1) * .greatestFiniteMagnitude * Float($0.uniform()) }),
    ("mostly zero", { $0.next() % 100 == 0 ? Float($0.normal()) : 0 }),
    ("positive", { Float($0.uniform()) }),
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

  /// Adds the values to their statistics, as the definition has them.
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

  /// What is known of the band as a tensor of its own.
  var summary: TensorSummary {
    var known = ValueStatistics()
    add(to: &known, row: 0, column: 0)
    return known.summary(rows: rows, columns: columns)
  }

  /// What encodes the band as a tensor of its own.
  func codec(of format: any QuantizationFormat) -> any TensorCodec {
    var summary = summary
    if format.foreknowledge == .survey {
      summary.survey = format.survey(values.span, columns: columns, summary: summary)
    }
    return format.codec(for: summary)
  }

  /// The band as the definition encodes it.
  func encoded(by codec: any TensorCodec) -> EncodedBand {
    var band = EncodedBand()
    codec.encode(values.span, columns: columns, mayHoldNonfinite: true, into: &band)
    return band
  }
}
