import QuantAnalysis
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct ExportTests {
  private func known(_ names: [String] = ["weight"]) async throws -> Driver {
    var driver = Driver(tensors(names))
    _ = driver.start()
    try await driver.finishAll()
    return driver
  }

  private func prompt(_ driver: Driver) -> ExportPrompt? {
    guard case .export(let prompt) = driver.state.overlay else { return nil }
    return prompt
  }

  @Test func `the kinds go round and the suffix follows`() async throws {
    var driver = try await known()
    driver.press("e")
    #expect(prompt(driver)?.path == "quantview-model.md")
    driver.press("Tab")
    #expect(prompt(driver)?.path == "quantview-model.txt")
    driver.press("Down")
    #expect(prompt(driver)?.path == "quantview-model.json")
    driver.press("Tab")
    #expect(prompt(driver)?.path == "quantview-model.md")
    driver.press("S-Tab")
    #expect(prompt(driver)?.path == "quantview-model.json")
    #expect(driver.text.contains("[json]"))
  }

  @Test(arguments: [(80, 24), (40, 12), (40, 8), (30, 6), (16, 4), (12, 3), (10, 2), (200, 60)])
  func `the file and the kind can be read at every size`(_ columns: Int, _ rows: Int) async throws {
    var driver = try await known()
    driver.send(.resized(Size(columns: columns, rows: rows)))
    driver.press("e")
    let name = "model.md".suffix(max(1, columns - 4))
    #expect(driver.text.contains(name), "\(driver.text)")
    if rows >= 3, columns >= 14 { #expect(driver.text.contains("[markdown]")) }
    if columns >= 30, rows >= 7 {
      for kind in exportKinds { #expect(driver.text.contains(kind.name)) }
    }
    if rows >= 2 { #expect(driver.text.contains("Enter")) }
    #expect(driver.state.view().textCursor != nil)
  }

  @Test func `a suffix of one's own stays`() async throws {
    var driver = try await known()
    driver.press("e", "^U")
    driver.type("out/q?.report")
    driver.press("Tab")
    #expect(prompt(driver)?.path == "out/q?.report")
    let request = try #require(driver.press("Enter").exports.first)
    #expect(request.path == "out/q?.report" && request.kind == "text" && !request.mayReplace)
    // What it is although its name says nothing of it is said before and after.
    #expect(driver.text.contains("Enter writes it as text"))
    driver.send(.exported(.written(request, bytes: 7)))
    #expect(driver.notice == "wrote out/q?.report as text, 7 bytes; E writes it again")
  }

  @Test func `the report goes out with the formats on show`() async throws {
    var driver = try await known()
    driver.press("r")
    try await driver.finishAll()
    driver.press("e")
    let request = try #require(driver.press("Enter").exports.first)
    #expect(request.kind == "markdown")
    #expect(request.report.formats.map(\.id) == driver.state.slots.formats)
    #expect(request.report.formats.count == 3)
    driver.send(.exported(.written(request, bytes: 1234)))
    #expect(driver.state.overlay == nil)
    #expect(driver.notice == "wrote quantview-model.md, 1234 bytes; E writes it again")
  }

  @Test func `a file that exists is replaced after a second Enter only`() async throws {
    var driver = try await known()
    driver.press("e")
    let request = try #require(driver.press("Enter").exports.first)
    driver.send(.exported(.exists(request)))
    #expect(driver.text.contains("! the file exists: Enter replaces it"))
    var other = driver
    other.type("2")
    #expect(other.press("Enter").exports.first?.mayReplace == false)
    #expect(driver.press("Enter").exports.first?.mayReplace == true)
  }

  @Test func `a failure is shown and the prompt stays`() async throws {
    var driver = try await known()
    driver.press("e")
    let request = try #require(driver.press("Enter").exports.first)
    driver.send(.exported(.failed(request, "x.md: the disk is full")))
    #expect(prompt(driver) != nil)
    #expect(driver.lines.last == " ! x.md: the disk is full")
    driver.send(.resized(Size(columns: 20, rows: 5)))
    #expect(driver.lines.last?.hasPrefix(" ! x.md: the disk") == true)
  }

  @Test func `an empty name is not written`() async throws {
    var driver = try await known()
    driver.press("e", "^U")
    #expect(driver.press("Enter").isEmpty)
    #expect(driver.notice == "type a file's name first")
    driver.press("Backspace", "Esc")
    #expect(driver.state.overlay == nil)
  }

  @Test func `E writes again to the same file, in the same kind`() async throws {
    var driver = try await known()
    driver.press("E")
    #expect(prompt(driver) != nil)
    driver.press("Tab")
    let request = try #require(driver.press("Enter").exports.first)
    driver.send(.exported(.written(request, bytes: 1)))
    let again = try #require(driver.press("E").exports.first)
    #expect(again.kind == "text" && again.path == request.path && again.mayReplace)
    driver.send(.exported(.failed(again, "gone")))
    #expect(driver.state.notice?.weight == .error && driver.state.overlay == nil)
  }

  @Test func `the kind that was written last is offered first, and shown in the Report view`()
    async throws
  {
    var driver = try await known()
    driver.press("e", "Tab", "Tab")
    driver.press("^U")
    driver.type("my.json")
    let request = try #require(driver.press("Enter").exports.first)
    driver.send(.exported(.written(request, bytes: 1)))
    driver.press("e")
    #expect(prompt(driver)?.kind.name == "json" && prompt(driver)?.path.hasSuffix(".json") == true)
    driver.press("Esc")
    driver.show(.report)
    #expect(driver.text.contains("[json]") && driver.text.contains("my.json"))
    #expect(driver.text.contains("  written "))
    // Another kind was not written; E writes the last one again, and the view shows that.
    driver.press("t")
    #expect(driver.text.contains("[markdown]") && driver.text.contains("not written"))
    let again = try #require(driver.press("E").exports.first)
    #expect(again.kind == "json" && again.path == "my.json")
    driver.send(.exported(.written(again, bytes: 1)))
    #expect(driver.text.contains("[json]") && driver.text.contains("my.json"))
    driver.press("r")
    try await driver.finishAll()
    #expect(driver.text.contains("not written"))
  }

  @Test func `E leaves another tensor's report alone`() async throws {
    var driver = try await known(["a", "b"])
    driver.press("e")
    let request = try #require(driver.press("Enter").exports.first)
    #expect(request.path == "quantview-model-a.md")
    driver.send(.exported(.written(request, bytes: 1)))
    driver.press("j")
    #expect(driver.press("E").exports.isEmpty)
    #expect(prompt(driver)?.path == "quantview-model-b.md")
  }

  @Test func `a late answer does not touch another prompt`() async throws {
    var driver = try await known()
    driver.press("e")
    let request = try #require(driver.press("Enter").exports.first)
    driver.press("Esc")
    driver.send(.exported(.exists(request)))
    #expect(driver.state.overlay == nil && driver.notice?.contains("exists already") == true)
    driver.press("e")
    driver.type("x")
    driver.send(.exported(.exists(request)))
    #expect(prompt(driver)?.mayReplace == false)
  }

  @Test func `names from files become safe file names`() async throws {
    let driver = try await known(["a/../b c", "z"])
    var other = driver
    other.press("e")
    #expect(prompt(other)?.path == "quantview-model-a_.._b_c.md")
  }
}
