import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// The report as it would be written, on a screen.
@Suite struct ReportScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12), (16, 4)]
  static let looks: [(name: String, traits: TerminalTraits)] = [
    ("blocks", .full), ("ascii", .plain),
  ]

  private func driver(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async throws -> Driver {
    var driver = Driver(tensors(["weight"]), columns: columns, rows: rows, traits: traits)
    _ = driver.start()
    try await driver.finishAll()
    return driver
  }

  /// The text that was asked for.
  private func asked(_ effects: [Effect]) -> (id: WorkID, request: ExportRequest)? {
    for effect in effects {
      if case .previewReport(let id, let request) = effect { return (id, request) }
    }
    return nil
  }

  private static let text = (1...200).map {
    "line \($0) of the report " + String(repeating: "-", count: $0) + "\n"
  }
  .joined()

  private func shown(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async throws -> Driver {
    var driver = try await driver(columns: columns, rows: rows, traits: traits)
    let work = try #require(asked(driver.press("Tab")))
    driver.send(.preview(work.id, .success(Self.text)))
    return driver
  }

  @Test(arguments: sizes, [0, 1])
  func `the picture`(size: (Int, Int), look: Int) async throws {
    let look = Self.looks[look]
    let driver = try await shown(columns: size.0, rows: size.1, traits: look.traits)
    assertSnapshot(driver.state.view(), named: "report \(size.0)x\(size.1) \(look.name)")
  }

  @Test func `the text is asked for once, and anew for another kind, format or redaction`()
    async throws
  {
    var driver = try await driver()
    let first = try #require(asked(driver.press("Tab")))
    #expect(first.request.kind == "markdown" && !first.request.redactsPath)
    #expect(asked(driver.press("j")) == nil)
    driver.send(.preview(first.id, .success("a\nb\n")))
    #expect(driver.text.contains("lines 1 to 2 of 2"))
    let text = try #require(asked(driver.press("t")))
    #expect(text.request.kind == "text" && !driver.text.contains("lines 1 to 2"))
    // A text that comes too late is dropped.
    driver.send(.preview(first.id, .success("stale\n")))
    #expect(!driver.text.contains("stale"))
    let effects = driver.press("x")
    #expect(effects.cancelled == [text.id])
    #expect(try #require(asked(effects)).request.redactsPath)
    #expect(driver.text.contains("[x]"))
    driver.press("t", "t")
    #expect(driver.text.contains("[markdown]"))
  }

  @Test func `keys move through the text and stay within it`() async throws {
    var driver = try await shown()
    #expect(driver.text.contains("lines 1 to 18 of 200"))
    driver.press("j", "j")
    #expect(driver.text.contains("lines 3 to 20 of 200"))
    driver.press("G", "j")
    #expect(driver.text.contains("lines 183 to 200 of 200"))
    driver.press("l")
    #expect(driver.text.contains("from column 21") && !driver.text.contains("line 200"))
    driver.press("Home", "g", "k")
    #expect(driver.text.contains("lines 1 to 18 of 200") && driver.text.contains("line 1 of"))
    driver.press("PgDn", "PgUp", "^D", "^U")
    #expect(driver.text.contains("lines 1 to 18 of 200"))
  }

  @Test func `Enter writes what is on show, and asks before it replaces a file`() async throws {
    var driver = try await shown()
    driver.press("x")
    let request = try #require(driver.press("Enter").exports.first)
    #expect(request.path == "quantview-model.md" && request.kind == "markdown")
    #expect(request.redactsPath && !request.mayReplace)
    driver.send(.exported(.exists(request)))
    #expect(
      driver.notice == "quantview-model.md exists: Enter replaces it, e asks for another name")
    #expect(driver.press("Enter").exports.first?.mayReplace == true)
    driver.send(.exported(.written(request, bytes: 5)))
    #expect(driver.press("Enter").exports.first?.mayReplace == false)
    driver.press("t")
    #expect(driver.press("Enter").exports.first?.path == "quantview-model.txt")
  }

  @Test func `the prompt goes on with the kind on show`() async throws {
    var driver = try await shown()
    driver.press("t", "t", "e")
    #expect(driver.text.contains("export a report") && driver.text.contains("[json]"))
    #expect(driver.text.contains("quantview-model.json"))
  }

  @Test func `why there is no text is said`() async throws {
    var driver = try await driver()
    let work = try #require(asked(driver.press("Tab")))
    driver.send(.preview(work.id, .failure(PreviewError("model.safetensors: the file changed"))))
    #expect(driver.lines.last?.contains("the file changed") == true)
    #expect(asked(driver.press("j")) == nil)
  }

  @Test func `before the figures are there nothing is asked for or written`() {
    var driver = Driver(tensors(["weight"]))
    _ = driver.start()
    let effects = driver.press("Tab")
    #expect(asked(effects) == nil)
    #expect(driver.press("Enter").exports.isEmpty)
    #expect(driver.notice?.contains("no complete report") == true)
  }
}
