import Figures
import KernelEngine
import Measurement
import QuantReports
import TestSupport
import Testing

struct AttentionReportTests {
  private static func report(
    _ text: (Int, Int, Int), recipes: [String]? = nil, kinds: [AttentionSamples]
  ) throws -> AttentionReport {
    let shape = try AttentionShape(
      heads: text.0, keyHeads: text.0, queries: text.1, keys: text.1, dimension: text.2)
    let request = AttentionBenchmark.Request(
      recipes: try recipes?.map { try AttentionRecipe(named: $0) } ?? AttentionRecipe.offered,
      inputs: try kinds.map {
        (source: .samples($0, seed: 1), input: try $0.input(shape, seed: 1))
      }, threads: 2, milliseconds: 0)
    return AttentionBenchmark(request: request).run { _ in true }
  }

  @Test func `errors lie in FlashAttention-3's order and within a factor of two of them`() throws {
    let published = PublishedAttention.flashAttention3
    let report = try Self.report(
      (8, 1024, 64), recipes: published.rows.map(\.recipe), kinds: [.outliers])
    let set = try #require(report.sets.first)
    let comparison = try #require(published.comparison(with: set))
    #expect(comparison.isWhole && comparison.factors.count == published.rows.count)
    for (row, factor) in comparison.factors {
      #expect(factor > 0.5 && factor < 2, "\(row.recipe)")
    }
    for a in comparison.factors {
      for b in comparison.factors where a.row.rmse > 1.1 * b.row.rmse {
        let (ours, others) = (a.factor * a.row.rmse, b.factor * b.row.rmse)
        #expect(ours > others, "\(a.row.recipe) over \(b.row.recipe)")
      }
    }
    #expect(comparison.agrees)
    #expect(
      AttentionText.text(report).contains(
        "entries more than 10 % apart lie in the published order; all within a factor of two\n"))
  }

  @Test func `what does not agree is said`() throws {
    let published = PublishedAttention.flashAttention3
    // Next to no keys: the errors are those of V and P, rotated or not.
    let report = try Self.report(
      (1, 3, 16), recipes: published.rows.map(\.recipe), kinds: [.outliers])
    let set = try #require(report.sets.first)
    let comparison = try #require(published.comparison(with: set))
    #expect(!comparison.agrees)
    let line = comparison.verdict
    #expect(line.contains("not in the published order") || line.contains("beyond a factor"))
    let fewer = try Self.report((1, 64, 16), recipes: ["fp16"], kinds: [.outliers])
    let other = try #require(fewer.sets.first)
    let some = try #require(published.comparison(with: other))
    #expect(!some.agrees && some.verdict.contains("not all entries"))
  }

  @Test func `the document keeps to its schema and says what was measured`() throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let path =
      root.joined(separator: "/")
      + "/Sources/QuantReports/Schemas/quantview.attention-1.schema.json"
    let checker = SchemaChecker(
      try JSONValue.parse(String(decoding: try bytes(ofFile: path), as: UTF8.self)))
    let report = try Self.report((2, 96, 32), kinds: AttentionSamples.allCases)
    let document = try JSONValue.parse(AttentionJSON.json(report))
    #expect(checker.faults(in: document) == [])
    let sets = document["sets"].elements
    #expect(sets.count == 2 && sets[0]["source"]["samples"].string == "outliers")
    for set in sets {
      #expect(set["points"].elements.count == AttentionRecipe.offered.count)
      for point in set["points"].elements {
        #expect(point["checked"] == .bool(true) && (point["rmse"].number ?? 0) > 0)
        #expect((point["ms"].elements.compactMap(\.number).min() ?? 0) == point["ms_min"].number)
      }
    }
    let text = AttentionText.text(report)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test func `a run stops where it is told to`() throws {
    let shape = try AttentionShape(heads: 1, keyHeads: 1, queries: 8, keys: 8, dimension: 16)
    let request = AttentionBenchmark.Request(
      inputs: try AttentionBenchmark.Request.samples(shape: shape, seed: 3), threads: 1,
      milliseconds: 0)
    let report = AttentionBenchmark(request: request).run { $0.points.count < 2 }
    #expect(report.points.count == 2 && request.count == 2 * AttentionRecipe.offered.count)
  }
}
