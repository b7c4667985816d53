import KernelEngine
import QuantCore
import TestSupport
import Testing

/// HQQ's kernels against its definition, where the solver takes its several ways.
struct ProximalTests {
  /// The standard deviation and the mean of normal values; errors stay below an eighth, or do not, or here and there.
  static let kinds: [(Double, Double)] = [
    (0.02, 0), (0.3, 0), (1, 0), (0.01, 40), (50, -7), (1e4, 0), (1e-5, 3e-5), (1e12, 0),
  ]

  @Test(arguments: kinds)
  func `every format and number of updates gives the definition's bits`(
    deviation: Double, mean: Double
  ) throws {
    let rows = 24
    let columns = 1000
    var random = SplitMix64(seed: 0x4a11)
    let values = (0..<rows * columns).map { _ in Float(mean + deviation * random.normal()) }
    var known = ValueStatistics()
    known.add(values.span, row: 0, column: 0)
    let summary = known.summary(rows: rows, columns: columns)
    let formats = FormatRegistry.all.compactMap { $0 as? HQQ }
    #expect(!formats.isEmpty)
    for format in formats {
      let survey = format.survey(values.span, columns: columns, summary: summary)
      for backend in Backend.supported {
        let engine = try #require(KernelEngine(backend))
        let found = engine.survey(values.span, columns: columns, of: format, summary: summary)
        #expect(text(found) == text(survey), "\(backend) surveys \(format.id) otherwise")
      }
      for updates in [1, 2, 3, 6, 7, 19, 20] {
        // A survey that stops there: the sums fall until then.
        var stopping = summary
        let sums = (1...HQQ.mostUpdates).map { $0 < updates ? 1 / Double($0) : 2 }
        stopping.survey = Survey(sums: sums + [1])
        let codec = try #require(format.codec(for: stopping) as? HQQ.Codec)
        #expect(codec.updates == max(2, updates))
        var expected = EncodedBand()
        codec.encode(values.span, columns: columns, mayHoldNonfinite: false, into: &expected)
        let wanted = EncodedText(expected)
        for backend in Backend.supported {
          let engine = try #require(KernelEngine(backend))
          var found = EncodedBand()
          engine.encode(
            values.span, columns: columns, by: codec, mayHoldNonfinite: false, into: &found)
          #expect(EncodedText(found) == wanted, "\(backend), \(format.id), \(updates)")
        }
      }
    }
  }
}
