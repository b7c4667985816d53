import QuantReports
import TestSupport
import Testing

struct StreamedReportTests {
  @Test(arguments: ["jsonl", "csv"])
  func `a streamed report is its opening and its tensors one by one`(kind: String) async throws {
    var source = TensorsInMemory()
    source.add("first", shape: [32], (0..<32).map { Float($0) })
    source.add("second", shape: [2, 32], (0..<64).map { Float($0) })
    let document = try await source.document()
    let format = try #require(ReportFormat.named(kind))
    #expect(format.isStreamed)
    let parts = document.tensors.map { report in
      format.rest(
        of: ReportDocument(
          tool: document.tool, source: document.source, tensors: [report],
          formats: document.formats))
    }
    #expect(format.render(document) == format.opening + parts.joined())
    #expect(parts.allSatisfy { !$0.isEmpty })
  }

  @Test func `suffixes ask for the kind that they promise`() {
    for (path, kind) in [
      ("a.html", "html"), ("a.HTM", "html"), ("a.csv", "csv"), ("a.jsonl", "jsonl"),
      ("a.ndjson", "jsonl"), ("a.json", "json"), ("a.md", "markdown"), ("a.txt", "text"),
    ] {
      #expect(ReportFormat.suited(toPath: path)?.id == kind)
    }
    #expect(ReportFormat.suited(toPath: "a.report") == nil)
  }
}
