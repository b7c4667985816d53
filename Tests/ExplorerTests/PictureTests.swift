import QuantAnalysis
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// The pictures of browser, overview and what lies over them, at the sizes that matter.
@Suite struct PictureTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12), (20, 5)]
  static let looks: [(name: String, traits: TerminalTraits)] = [
    ("blocks", .full), ("ascii", .plain),
  ]
  static let cases = sizes.flatMap { size in
    looks.map { Look(columns: size.0, rows: size.1, name: $0.name, traits: $0.traits) }
  }

  struct Look: Sendable, CustomTestStringConvertible {
    let columns: Int
    let rows: Int
    let name: String
    let traits: TerminalTraits
    var testDescription: String { "\(columns)x\(rows) \(name)" }

    func check(
      _ driver: Driver, _ picture: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      assertSnapshot(
        driver.state.view(), named: "\(picture) \(columns)x\(rows) \(name)",
        sourceLocation: sourceLocation)
    }

    func driver(_ tensors: [TensorDescriptor]) -> Driver {
      Driver(tensors, columns: columns, rows: rows, traits: traits)
    }
  }

  private static let model: [TensorDescriptor] = {
    let layers = [0, 1, 2, 10].flatMap { layer in
      [
        ("input_norm.weight", [64]), ("mlp.down_proj.weight", [8, 256]),
        ("q_proj.weight", [64, 64]),
      ]
      .map { (name: "model.layers.\(layer).\($0.0)", shape: $0.1) }
    }
    let all = [(name: "embed.weight", shape: [32, 64])] + layers
    return all.map { tensors([$0.name], shape: $0.shape)[0] } + [integers("model.position_ids")]
  }()

  private static let single = tensors(["model"], shape: [32, 256])

  /// The browser with a part of the list known and one tensor half way.
  private func browser(_ look: Look) async throws -> Driver {
    var driver = look.driver(Self.model)
    _ = driver.start()
    for _ in 0..<6 where driver.state.work.running != nil { try await driver.finish() }
    if let running = driver.state.work.running {
      let empty = TensorReport(tensor: driver.state.tensors[running.tensor])
      driver.send(.analysis(running.id, .partial(empty, done: 0.62)))
    }
    driver.press("j", "j", "j")
    driver.press("j")
    return driver
  }

  private func overview(_ look: Look) async throws -> Driver {
    var driver = look.driver(Self.single)
    _ = driver.start()
    try await driver.finishAll()
    return driver
  }

  @Test(arguments: cases) func `the browser`(_ look: Look) async throws {
    look.check(try await browser(look), "browser")
  }

  @Test(arguments: cases) func `the browser's filter`(_ look: Look) async throws {
    var driver = try await browser(look)
    driver.press("/")
    driver.type("0.q")
    look.check(driver, "filter")
  }

  @Test(arguments: cases) func `the overview`(_ look: Look) async throws {
    look.check(try await overview(look), "overview")
  }

  @Test(arguments: cases) func `four formats side by side`(_ look: Look) async throws {
    var driver = try await overview(look)
    driver.press("F", "G", "+")
    try await driver.finishAll()
    driver.press("[", "h")
    look.check(driver, "four formats")
  }

  @Test func `an overview that begins`() {
    let look = Self.cases[0]
    var driver = look.driver(Self.single)
    _ = driver.start()
    look.check(driver, "beginning")
  }

  @Test(arguments: cases) func `help`(_ look: Look) async throws {
    var driver = try await overview(look)
    driver.press("?")
    look.check(driver, "help")
  }

  @Test(arguments: cases) func `the format menu`(_ look: Look) async throws {
    var driver = try await overview(look)
    driver.press("]", "F")
    look.check(driver, "format menu")
  }

  @Test(arguments: cases) func `the export prompt`(_ look: Look) async throws {
    var driver = try await overview(look)
    driver.press("e", "Tab")
    look.check(driver, "export")
  }
}

/// What colours say is said by characters or attributes as well.
@Suite struct WithoutColourTests {
  private func overview() async throws -> Driver {
    var driver = Driver(tensors(["weight"], shape: [32, 256]), traits: .plain)
    _ = driver.start()
    try await driver.finishAll()
    return driver
  }

  @Test func `the best figure has an asterisk`() async throws {
    let driver = try await overview()
    let row = try #require(driver.lines.first { $0.contains("SQNR dB") })
    #expect(row.filter { $0 == "*" }.count == 1)
  }

  @Test func `the selected tab and slot stand in brackets`() async throws {
    var driver = try await overview()
    #expect(driver.lines[1].contains("[2Over]"))
    driver.press("]")
    #expect(driver.text.contains("[nvfp4]") && !driver.text.contains("[mxfp4]"))
    driver.press("1")
    #expect(driver.lines[1].contains("[1Browse]") && driver.text.contains("[nvfp4]"))
  }

  @Test func `warnings and errors begin with an exclamation mark`() {
    var driver = Driver(tensors(["weight"]), traits: .plain, guess: "BF16 is a guess")
    driver.press("1")
    #expect(driver.text.contains("! BF16 is a guess"))
    _ = driver.start()
    driver.press("^C")
    #expect(driver.lines.last?.hasPrefix(" ! ") == true)
  }

  @Test func `the selected row is reversed, which needs no colour`() {
    var driver = Driver(tensors(["a", "b"]), traits: .plain)
    driver.press("j")
    let frame = driver.state.view()
    for (row, line) in frame.lines.enumerated() where (2..<20).contains(row) {
      let style = ResolvedStyle(frame[1, row].style, depth: .none)
      #expect(style.isReversed == line.hasPrefix(" > "), "\(row) \(line)")
    }
  }

  @Test func `plain terminals get ASCII only`() async throws {
    var driver = try await overview()
    for key in ["1", "2", "?", "Esc", "F", "Esc", "e", "Esc"] {
      driver.press(key)
      #expect(driver.text.unicodeScalars.allSatisfy { $0.isASCII }, "\(key)")
    }
  }
}
