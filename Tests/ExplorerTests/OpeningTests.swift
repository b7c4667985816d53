import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// Files that are opened while their first tensors are on show.
struct OpeningTests {
  private static func names(_ layers: Int) -> [String] {
    (0..<layers).flatMap { layer in
      ["attn.q", "attn.k", "mlp.up", "mlp.down"].map { "model.layers.\(layer).\($0)_proj.weight" }
    }
  }

  private static func source(_ names: [String]) -> ArraySource {
    ArraySource(names.map { (name: $0, shape: [2, 32], values: Array(repeating: 1, count: 64)) })
  }

  private static func grown(_ names: [String], _ opened: Int? = nil) -> Message {
    .grown(
      GrownSource(source(names), progress: opened.map { OpeningProgress(opened: $0, of: 20) }))
  }

  private static func driver(_ names: [String], rows: Int = 24) -> Driver {
    var driver = Driver([])
    driver.state = AppState(
      source: source(names).description, tensors: source(names).tensors, formats: [],
      size: Size(columns: 80, rows: rows), traits: .full, exportKinds: exportKinds,
      opening: OpeningProgress(opened: names.isEmpty ? nil : 1, of: 20))
    _ = driver.start()
    return driver
  }

  @Test func `rows come in, and the selection, folds and what is known stay`() async throws {
    var driver = Self.driver(Self.names(20))
    #expect(driver.lines[0].contains("opening 1 of 20 files"))
    driver.press("j", "j", "j", "Enter", "j", "j")
    let selected = driver.selection
    try await driver.finish()
    let known = try #require(driver.state.reports.completeFormats.first?.tensor)
    let rows = driver.lines.dropFirst(4).prefix(12).map { $0.prefix(30) }
    driver.send(Self.grown(Self.names(100), 7))
    #expect(driver.lines[0].contains("opening 7 of 20 files"))
    #expect(driver.selection == selected && driver.state.tensors.count == 400)
    // The folders above count more now; the layers are where they were.
    #expect(
      driver.lines.dropFirst(4).prefix(12).map { $0.prefix(30) }.dropFirst(2) == rows.dropFirst(2))
    #expect(driver.state.reports[known] != nil)
    driver.send(Self.grown(Self.names(200)))
    #expect(driver.selection == selected && driver.state.tensors.count == 800)
    #expect(driver.state.opening == nil && !driver.text.contains("opening"))
    let folder = try #require(driver.state.browser.rows.first { $0.label == "model" })
    let format = driver.state.slots.current
    #expect(driver.state.browser.pool(of: folder).knownCount(format) == 1)
  }

  @Test func `what is typed into the filter meanwhile goes on, and finds what came in`() {
    var driver = Self.driver(Self.names(20))
    driver.type("/layers.15")
    #expect(driver.state.browser.tensorRows == 4)
    driver.send(Self.grown(Self.names(160)))
    #expect(driver.state.browser.isTyping && driver.state.browser.filter == "layers.15")
    #expect(driver.state.browser.tensorRows == 44)
    driver.type("9")
    #expect(driver.state.browser.tensorRows == 4)
  }

  @Test func `before anything is open there is a screen whose keys work`() {
    var driver = Self.driver([])
    #expect(driver.lines[0].contains("opening"))
    driver.press("j", "G", "n", "Enter", "l", "h", "2", "0", "1", "/", "x", "Esc")
    driver.send(Self.grown(["a.weight", "b.weight"]))
    #expect(driver.labels == ["a.weight", "b.weight"] && driver.state.screen == .browser)
  }

  @Test func `the only tensor is shown as where it is open at once`() {
    var driver = Self.driver([])
    driver.send(Self.grown(["weight"]))
    #expect(driver.state.screen == .overview && driver.state.current == 0)
    var other = Self.driver([])
    other.press("?")
    other.send(Self.grown(["weight"]))
    #expect(other.state.screen == .browser)
  }

  @Test func `other tensors than those on show start anew, where the user was`() throws {
    var driver = Self.driver(Self.names(2))
    let before = try #require(driver.state.work.running?.id)
    driver.press("G")
    let selected = driver.selection
    let effects = driver.send(Self.grown(["first.weight"] + Self.names(3)))
    #expect(driver.selection == selected && driver.state.tensors.count == 13)
    let after = try #require(effects.analyses.first)
    #expect(after.id.number > before.number && driver.notice == nil)
  }

  @Test func `files that can't be opened end the program`() {
    var driver = Self.driver([])
    #expect(driver.send(.openingFailed(status: 3)).contains(.quit(status: 3)))
  }
}
