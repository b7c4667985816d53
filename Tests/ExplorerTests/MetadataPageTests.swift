import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// What the files say about themselves, over the screen.
@Suite struct MetadataPageTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12), (16, 4)]
  static let looks: [(name: String, traits: TerminalTraits)] = [
    ("blocks", .full), ("ascii", .plain),
  ]

  private func driver(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) throws -> Driver {
    let source = try TensorFile.open(Fixtures.path("gguf/blocks.gguf"))
    var description = source.description
    description.path = "blocks.gguf"
    var driver = Driver([])
    driver.state = AppState(
      source: description, tensors: source.tensors, formats: [],
      size: Size(columns: columns, rows: rows), traits: traits, exportKinds: exportKinds)
    return driver
  }

  private func open(_ driver: inout Driver) {
    driver.press(":")
    driver.type("metadata")
    driver.press("Enter")
  }

  @Test(arguments: sizes, [0, 1])
  func `the picture`(size: (Int, Int), look: Int) throws {
    let look = Self.looks[look]
    var driver = try driver(columns: size.0, rows: size.1, traits: look.traits)
    open(&driver)
    assertSnapshot(driver.state.view(), named: "metadata \(size.0)x\(size.1) \(look.name)")
  }

  @Test func `it shows every key and the beginnings of arrays`() throws {
    var driver = try driver(columns: 120, rows: 40)
    open(&driver)
    #expect(driver.text.contains("general.file_type"))
    #expect(driver.text.contains("15, mostly Q4_K medium"))
    #expect(driver.text.contains("300 in all]"))
    let page = MetadataPage()
    let keys = page.lines(driver.state).map(\.key).filter { !$0.isEmpty }
    #expect(keys == driver.state.source.metadata.rows.map(\.key))
  }

  @Test func `it scrolls no further than its end, and other keys close it`() throws {
    var driver = try driver(columns: 40, rows: 12)
    open(&driver)
    driver.press("G")
    guard case .metadata(let page) = driver.state.overlay else {
      Issue.record("no page")
      return
    }
    let count = page.lines(driver.state).count
    #expect(page.firstLine == count - MetadataPage.linesOnShow(in: driver.state.size))
    driver.press("j", "j")
    #expect(driver.state.overlay == .metadata(page))
    driver.press("g", "k")
    #expect(driver.state.overlay == .metadata(MetadataPage()))
    driver.press("x")
    #expect(driver.state.overlay == nil)
  }

  @Test func `files that say nothing say so`() {
    var driver = Driver(tensors(["a"]))
    open(&driver)
    guard case .command(let line) = driver.state.overlay else {
      Issue.record("the line is gone")
      return
    }
    #expect(line.error == "metadata: these files say nothing about themselves")
  }

  @Test func `the browser's foot says what the model is`() throws {
    let driver = try driver(columns: 120, rows: 40)
    #expect(driver.text.contains("KiB: llama, \"blocks of every type\", mostly Q4_K"))
  }
}
