import KernelEngine
import QuantReports
import TestSupport
import Testing

struct ToolFactsTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"),
    (951_782_400, "2000-02-29T00:00:00Z"), (1_795_237_200, "2026-11-21T05:00:00Z"),
    (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    (-1, "1970-01-01T00:00:00Z"), (Int.max, "9999-12-31T23:59:59Z"),
  ])
  func `dates are those of the Gregorian calendar`(seconds: Int, text: String) {
    #expect(ToolFacts(secondsSince1970: seconds, sourceDateEpoch: nil).date == text)
  }

  @Test func `a reproducible report says neither date nor backend`() async throws {
    let facts = ToolFacts(secondsSince1970: 5, sourceDateEpoch: "1700000000")
    #expect(facts.date == nil)
    #expect(facts.backend == nil)
    #expect(facts == .reproducible)
    let document = try await TensorsInMemory.wavy.document(tool: facts)
    let tool = try JSONValue.parse(ReportFormat.json.render(document))["tool"]
    #expect(tool == .object(["version": .string(ToolFacts.currentVersion)]))
  }

  @Test(arguments: [nil, ""])
  func `any other report says both`(epoch: String?) async throws {
    let facts = ToolFacts(secondsSince1970: 0, sourceDateEpoch: epoch)
    let document = try await TensorsInMemory.wavy.document(tool: facts)
    let tool = try JSONValue.parse(ReportFormat.json.render(document))["tool"]
    #expect(tool["date"] == .string("1970-01-01T00:00:00Z"))
    #expect(tool["backend"] == .string(KernelEngine.shared.backend.rawValue))
    #expect(ReportFormat.text.render(document).contains("1970-01-01T00:00:00Z"))
    #expect(ReportFormat.markdown.render(document).contains("1970-01-01T00:00:00Z"))
  }
}
