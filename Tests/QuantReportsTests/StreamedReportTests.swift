import QuantAnalysis
import QuantReports
import TestSupport
import Testing

struct StreamedReportTests {
  /// A document of two tensors, and how a kind of report writes tensors one after the other.
  private func example(
    _ kind: String
  ) async throws -> (document: ReportDocument, format: ReportFormat, write: ReportFormat.Streaming)
  {
    var source = TensorsInMemory()
    source.add("first", shape: [32], (0..<32).map { Float($0) })
    source.add("second", shape: [2, 32], (0..<64).map { Float($0) })
    let format = try #require(ReportFormat.named(kind))
    return (try await source.document(), format, try #require(format.streaming))
  }

  /// A document of one of the tensors.
  private func part(_ report: TensorReport, of document: ReportDocument) -> ReportPart {
    ReportPart(
      ReportDocument(
        tool: document.tool, source: document.source, tensors: [report],
        formats: document.formats), 0)
  }

  @Test(arguments: ["json", "jsonl", "csv"])
  func `a report is the same whether its tensors come together or one by one`(
    kind: String
  ) async throws {
    let (document, format, write) = try await example(kind)
    var reports = document.tensors.makeIterator()
    var pieces: [String] = []
    var known: [Int] = []
    write(document) {
      known.append(pieces.count)
      return reports.next().map { part($0, of: document) }
    } _: {
      pieces.append($0)
      return true
    }
    #expect(format.render(document) == pieces.joined())
    #expect(pieces.allSatisfy { !$0.isEmpty })
    #expect(known.count == 3 && known[0] < known[1] && known[1] < known[2])
  }

  @Test(arguments: ["json", "jsonl", "csv"])
  func `nothing more is asked for once nobody reads`(kind: String) async throws {
    let (document, _, write) = try await example(kind)
    var asked = 0
    write(document) {
      asked += 1
      return part(document.tensors[0], of: document)
    } _: { _ in
      false
    }
    #expect(asked == (kind == "csv" ? 0 : 1))
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

extension ReportFormat {
  fileprivate var streaming: Streaming? {
    if case .streamed(let write) = rendering { write } else { nil }
  }
}
