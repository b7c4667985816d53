import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct SchedulingTests {
  private let many = tensors((0..<100).map { "t\($0)" })

  @Test func `the list is analysed from the top, one tensor after the other`() async throws {
    var driver = Driver(tensors(["a", "b", "c"]))
    #expect(driver.start().analyses.map(\.tensor) == [0])
    #expect(try await driver.finish().analyses.map(\.tensor) == [1])
    #expect(try await driver.finish().analyses.map(\.tensor) == [2])
    #expect(try await driver.finish().isEmpty)
    #expect(driver.state.work.running == nil)
  }

  @Test func `only what is on show is analysed`() async throws {
    var driver = Driver(many)
    _ = driver.start()
    try await driver.finishAll()
    let known = many.indices.filter { driver.state.reports[$0] != nil }
    let shown = driver.state.browser.visibleTensors(rows: driver.state.bodyRect.rows)
    #expect(known == shown.sorted() && (10..<24).contains(known.count))
  }

  @Test func `scrolling on cancels what is no longer on show`() {
    var driver = Driver(many)
    let first = driver.start().analyses[0]
    #expect(driver.press("j").isEmpty)
    let effects = driver.press("G")
    #expect(effects.cancelled == [first.id])
    #expect(effects.analyses.map(\.tensor) == [82])
    #expect(driver.state.browser.selectedTensor == 99)
  }

  @Test func `a tensor that is opened goes before the list`() {
    var driver = Driver(tensors(["a", "b", "c"]))
    let first = driver.start().analyses[0]
    driver.press("j")
    let effects = driver.press("Enter")
    #expect(driver.state.screen == .overview && driver.state.current == 1)
    #expect(effects.cancelled == [first.id])
    #expect(effects.analyses.map(\.tensor) == [1])
  }

  @Test func `opening what runs already lets it run`() {
    var driver = Driver(tensors(["a", "b"]))
    _ = driver.start()
    #expect(driver.press("Enter").isEmpty)
    #expect(driver.state.work.running?.tensor == 0)
  }

  @Test func `all are analysed when asked for, what is on show first`() async throws {
    var driver = Driver(many)
    _ = driver.start()
    driver.press("G")
    driver.press("a")
    #expect(driver.state.work.running?.tensor == 82)
    try await driver.finishAll()
    #expect(many.indices.allSatisfy { driver.state.reports[$0] != nil })
  }

  @Test func `an opened tensor goes before all others too`() {
    var driver = Driver(many)
    _ = driver.start()
    driver.press("a", "j", "j", "j")
    let running = driver.state.work.running?.id
    let effects = driver.press("Enter")
    #expect(effects.cancelled == [running].compactMap { $0 })
    #expect(effects.analyses.map(\.tensor) == [3])
  }

  @Test func `nothing runs for what is known`() async throws {
    var driver = Driver(tensors(["a", "b"]))
    _ = driver.start()
    try await driver.finishAll()
    for key in ["j", "Enter", "3", "q", "1", "2", "]", "M", "?", "q", "Tab"] {
      #expect(driver.press(key).analyses.isEmpty, "\(key)")
    }
  }

  @Test func `another rule asks for it alone, with what is known`() async throws {
    var driver = Driver(tensors(["weight"]))
    _ = driver.start()
    try await driver.finishAll()
    let known = driver.state.reports[0]
    let analysis = try #require(driver.press("r").analyses.first)
    #expect(analysis.formats.map(\.description) == ["mxfp4:rceil", "nvfp4", "int4-g128"])
    #expect(analysis.known == known && known?.formats.count == 3)
    try await driver.finish()
    #expect(driver.state.reports[0]?.formats.count == 4)
    // Back to the first rule: everything is known.
    #expect(driver.press("R").isEmpty)
  }

  @Test func `events of work that was cancelled are dropped`() async throws {
    var driver = Driver(tensors(["a", "b"]))
    let first = driver.start().analyses[0]
    driver.press("j", "Enter")
    let before = driver.state
    let stale = try await report(of: before.tensors[0], formats: before.slots.formats)
    #expect(driver.send(.analysis(first.id, .partial(stale, done: 0.5))).isEmpty)
    #expect(driver.send(.analysis(first.id, .finished(stale))).isEmpty)
    #expect(driver.state == before)
  }

  @Test func `progress is kept, and shown as a percentage`() async throws {
    var driver = Driver(tensors(["weight"]))
    let id = driver.start().analyses[0].id
    let empty = TensorReport(tensor: driver.state.tensors[0])
    driver.send(.analysis(id, .partial(empty, done: 0.42)))
    #expect(driver.lines[0].hasSuffix("42%"))
    for done in [Double.nan, .infinity, -3, 7] {
      driver.send(.analysis(id, .partial(empty, done: done)))
      #expect((0...1).contains(driver.state.work.running?.done ?? -1))
      #expect(!driver.lines.isEmpty)
    }
  }

  @Test func `a failed tensor says why and is not tried again`() throws {
    var driver = Driver(tensors(["a", "b"]))
    let id = driver.start().analyses[0].id
    let error = TensorFileError(.changed, path: "model.safetensors", "the file is shorter now")
    let effects = driver.send(.analysis(id, .failed(error)))
    #expect(effects.analyses.map(\.tensor) == [1])
    #expect(driver.notice == "model.safetensors: the file is shorter now")
    #expect(driver.state.notice?.weight == .error)
    #expect(driver.lines.contains { $0.contains("failed") })
    driver.press("Enter")
    #expect(driver.state.screen == .overview && driver.state.work.running == nil)
    #expect(driver.text.contains("! the file is shorter now"))
  }

  @Test func `^C stops what runs and says how it goes on, a goes on`() {
    var driver = Driver(tensors(["weight"]))
    let id = driver.start().analyses[0].id
    let stopped = driver.press("^C")
    #expect(stopped == [.cancel(id)])
    #expect(driver.notice?.contains("a goes on") == true)
    #expect(driver.lines[0].hasSuffix("stopped at 0%"))
    #expect(driver.press("j").isEmpty)
    #expect(driver.press("a").analyses.map(\.tensor) == [0])
  }

  @Test func `^C in the browser stops the list, and the analysis of all`() {
    var driver = Driver(many)
    _ = driver.start()
    driver.press("a", "^C")
    #expect(!driver.state.work.wantsAll && driver.state.work.running == nil)
    #expect(driver.notice?.contains("a analyses all") == true)
    #expect(driver.press("G").isEmpty)
    #expect(driver.press("Enter").analyses.map(\.tensor) == [99])
  }

  @Test func `^C twice quits with 130, also over a menu or a prompt`() {
    for keys in [[], ["?"], ["F"], ["1", "/"]] {
      var driver = Driver(tensors(["weight"]))
      _ = driver.start()
      for key in keys { driver.press(key) }
      driver.press("^C")
      #expect(driver.press("^C") == [.quit(status: 130)], "\(keys)")
    }
  }

  @Test func `a key between two ^C disarms the first`() {
    var driver = Driver(tensors(["weight"]))
    _ = driver.start()
    driver.press("^C", "j")
    #expect(driver.press("^C").isEmpty)
    #expect(driver.notice == "^C again quits")
    #expect(driver.press("^C") == [.quit(status: 130)])
  }
}
