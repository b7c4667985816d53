import Advisor
import QuantAnalysis
import QuantCore
import QuantReports
import TensorFiles
import TestSupport
import Testing

struct RankReportTests {
  private static func document(
    _ source: TensorsInMemory, formats ids: [String] = ["mxfp4", "nvfp4", "int4-g128"],
    by metric: String = "sqnr_db", limit: RankDocument.Limit? = nil
  ) async throws -> RankDocument {
    let formats = try ids.map { try FormatRegistry.format(named: $0) }
    let ranker = Ranker(source, formats: formats, rules: MarkRules { _ in nil }, threads: 2)
    var tensors: [RankedTensor] = []
    _ = await ranker.run { outcome in
      if case .ranked(let tensor, _) = outcome { tensors.append(tensor) }
      return true
    }
    return RankDocument(
      tool: .reproducible, source: source.description,
      ranking: Ranking(formats: formats.map { $0.id }, tensors: tensors), formats: formats,
      metric: try RankMetric(metric, formats: formats), weight: .relative, limit: limit,
      sampleBytes: nil)
  }

  /// Tensors of several kinds: one that is exact in every format, zeros, NaN, and one of nothing.
  private static let mixed: TensorsInMemory = {
    var source = TensorsInMemory()
    source.add("layer.10", shape: [4, 64], (0..<256).map { Float($0 % 37 - 18) / 64 + 0.001 })
    source.add("layer.2", shape: [4, 64], (0..<256).map { Float($0 % 37 - 18) / 64 + 0.001 })
    source.add("exact", shape: [4, 64], (0..<256).map { $0 % 2 == 0 ? 6 : -6 })
    source.add("zeros", shape: [4, 64])
    source.add("nothing", shape: [0, 64])
    source.add("nan", shape: [1, 64], (0..<64).map { $0 == 3 ? .nan : 1 })
    source.add("evil\u{1B}[2J\u{202E}", shape: [4, 64], (0..<256).map { Float($0 % 5) - 2.1 })
    return source
  }()

  @Test(arguments: [
    ("24GB", 24_000_000_000), ("24 GB", 24_000_000_000), ("22.5GiB", 24_159_191_040),
    ("1048576", 1_048_576), ("1k", 1000), ("1KiB", 1024), ("512MB", 512_000_000),
    ("1.5tib", 1_649_267_441_664),
    ("7B", 7), ("80G", 80_000_000_000),
  ])
  func `a size is read as it is written`(text: String, bytes: Int) {
    #expect(ByteSize(text)?.count == bytes)
  }

  @Test(arguments: [
    "", "GB", "-1GB", "1e3", "24 elephants", "1.2.3", "0", "0.5", "9999999PB", "٣GB",
  ])
  func `what is no size is refused`(text: String) {
    #expect(ByteSize(text) == nil)
  }

  @Test
  func `tensors that are alike stand by name, exact ones last, those without the figure behind`()
    async throws
  {
    let document = try await Self.document(Self.mixed, by: "mxfp4.sqnr_db")
    let names = document.order.map { document.ranking.tensors[$0].tensor.name }
    let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    #expect(try #require(place["layer.2"]) + 1 == place["layer.10"])
    #expect(try #require(place["layer.10"]) < (try #require(place["exact"])))
    #expect(names.suffix(2).contains("nothing"))
    let slope = try await Self.document(Self.mixed, by: "mxfp4.slope")
    #expect(slope.metric.order == "farthest from 1")
  }

  @Test
  func `a metric may leave out the first format, and one that there is not names those that are`()
    async throws
  {
    let formats = try ["mxfp4", "mxfp4:even"].map { try FormatRegistry.format(named: $0) }
    #expect(try RankMetric("sqnr_db", formats: formats).name == "mxfp4.sqnr_db")
    #expect(
      try RankMetric("mxfp4:even.block_sqnr_db.p01", formats: formats).format == formats[1].id)
    #expect(try RankMetric("sigma", formats: formats).format == nil)
    for text in ["nvfp4.sqnr_db", "mxfp4.", "", "mxfp4.loss", ".mse"] {
      #expect(throws: RankMetricError.self, "\(text)") { try RankMetric(text, formats: formats) }
    }
    do {
      _ = try RankMetric("mxfp4.loss", formats: formats)
    } catch {
      #expect(error.description.contains("sqnr_db") && error.description.contains("mxfp4:even"))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func `documents of odd tensors keep to the schema, and names are shown harmlessly`()
    async throws
  {
    let size = try #require(ByteSize("2kB"))
    for limit in [nil, .bitsPerWeight(4.6), .bitsPerWeight(1), .memory(size)]
      as [RankDocument.Limit?]
    {
      for source in [Self.mixed, .broken, .narrow, TensorsInMemory()] {
        let document = try await Self.document(source, limit: limit)
        let faults = try SchemaChecker.faults(inDocument: RankJSON.text(document))
        #expect(faults == [], "\(faults)")
        for text in [
          RankText.text(document), RankCSV.text(document), RankText.text(document, top: 1),
        ] {
          #expect(
            !text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
          #expect(text.utf8.last == UInt8(ascii: "\n"))
        }
      }
    }
  }

  @Test func `an empty model is no trouble`() async throws {
    let document = try await Self.document(TensorsInMemory(), limit: .bitsPerWeight(4))
    #expect(document.shortage == nil && document.allocation?.choices.isEmpty == true)
    #expect(RankText.text(document).contains("no tensors"))
  }

  @Test func `a list of the worst says how many follow`() async throws {
    let document = try await Self.document(Self.mixed)
    let text = RankText.text(document, top: 2)
    #expect(text.contains("and 5 more; without --top all are listed"))
    #expect(RankText.text(document, top: 7).contains("more; without") == false)
  }
}
