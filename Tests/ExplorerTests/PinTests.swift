import Figures
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

@Suite struct PinTests {
  private static let source: MemorySource = {
    var quiet = SeededTensor(seed: 11)
    var loud = SeededTensor(seed: 12)
    return MemorySource([
      (name: "old.weight", shape: [32, 512], values: quiet.values(32 * 512)),
      (name: "new.weight", shape: [32, 512], values: loud.values(32 * 512).map { $0 * 3 }),
    ])
  }()

  private static let settled = Task {
    var session = Session(source)
    await session.settle()
    // The first is pinned, the second on show.
    session.press("j", "=", "k", "Enter")
    await session.settle()
    return session
  }

  private func session(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full, _ keys: String...
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: Self.settled, columns: columns, rows: rows, traits: traits)
    for key in keys { session.press(key) }
    await session.settle()
    return session
  }

  @Test(arguments: ["4", "7"])
  func `maps beside each other share their colours`(_ key: String) async throws {
    let session = await session(columns: 120, rows: 40, key)
    let legends = session.lines.compactMap { line -> (String, String)? in
      let halves = line.split(separator: "█ ", omittingEmptySubsequences: false)
      guard halves.count == 3 else { return nil }
      let labels = halves.dropFirst().map { String($0.prefix { $0 != " " }) }
      return (labels[0], labels[1])
    }
    #expect(legends.count >= 2, "\(session.text)")
    for (left, right) in legends { #expect(left == right) }
  }

  @Test(arguments: [(80, 24), (120, 40), (40, 12)])
  func `names that are alike are told apart where they are cut`(_ columns: Int, _ rows: Int) async {
    let names = [2, 11].map { "model.layers.\($0).self_attention.projection.down_proj.weight" }
    var generator = SeededTensor(seed: 3)
    var session = Session(
      MemorySource(
        names.map { (name: $0, shape: [4, 64], values: generator.values(256)) }),
      columns: columns, rows: rows)
    session.press("a")
    await session.settle()
    session.send(.command("tensor \(names[1])"))
    session.press("=")
    session.send(.command("tensor \(names[0])"))
    for key in ["2", "3", "4", "8"] {
      session.press(key)
      await session.settle()
      let title = session.lines[0].split(separator: "=")
      #expect(title[0].contains("2."), "\(session.lines[0])")
      if columns >= 80 { #expect(title[1].contains("11."), "\(session.lines[0])") }
    }
    if columns == 80 { #expect(session.text.contains("= …") && session.text.contains("11.")) }
  }

  @Test func `= pins the browser's tensor, and the list and the title say so`() {
    var driver = Driver(tensors(["a", "b", "c"]))
    driver.press("j", "=")
    #expect(driver.state.pinned == 1)
    #expect(driver.notice?.hasPrefix("pinned b") == true)
    #expect(driver.lines.contains { $0.contains("= b ") })
    driver.press("k", "Enter")
    #expect(driver.state.current == 0 && driver.state.compared == 1)
    #expect(driver.lines[0].contains("= b"))
  }

  @Test func `= on another tensor replaces, on the pinned one lets go, in words`() {
    var driver = Driver(tensors(["a", "b"]))
    driver.press("=", "j", "=")
    #expect(driver.state.pinned == 1)
    #expect(driver.notice?.contains("pinned b in place of a") == true)
    driver.press("=")
    #expect(driver.state.pinned == nil)
    #expect(driver.notice == "b is no longer pinned")
  }

  @Test func `what can't be compared says why`() {
    var driver = Driver([integers("ids")] + tensors(["x.0.a"]))
    driver.press("=")
    #expect(driver.state.pinned == nil)
    #expect(driver.notice?.isEmpty == false)
    driver.press("X")
    #expect(driver.notice == "X: no tensor is pinned; = pins one")
  }

  @Test func `the pinned tensor is analysed after the one on show`() async throws {
    var driver = Driver(tensors(["a", "b"]))
    _ = driver.start()
    driver.press("j", "=", "k", "Enter")
    #expect(driver.state.work.running?.tensor == 0)
    let next = try await driver.finish()
    #expect(next.analyses.map(\.tensor) == [1])
    try await driver.finish()
    #expect(driver.state.work.running == nil)
  }

  @Test func `nothing is read for a pinned tensor where none of its values is shown`() async throws
  {
    var driver = Driver(tensors(["a", "b"]))
    driver.press("j", "=", "k", "Enter")
    driver.show(.attention)
    #expect(driver.state.screen == .attention)
    #expect(driver.state.work.running?.tensor == 0)
    let report = try await report(
      of: driver.state.tensors[0], formats: driver.state.slots.formats)
    let id = try #require(driver.state.work.running?.id)
    #expect(driver.send(.analysis(id, .finished(report))).analyses.isEmpty)
  }

  @Test func `the overview has the pinned figures and the change beside the selected slot's`()
    async throws
  {
    let session = await session("2")
    let current = try #require(session.state.reports[session.state.current ?? -1])
    let pinned = try #require(session.state.reports[session.state.pinned ?? -1])
    let id = session.state.slots.current
    let metric = try #require(Metric.all.first { $0.title.hasPrefix("SQNR") })
    let (mine, other) = (try #require(current.format(id)), try #require(pinned.format(id)))
    let row = try #require(session.lines.first { $0.contains("SQNR dB") })
    #expect(row.contains(Metric.sqnrText(mine)))
    #expect(row.contains(Metric.sqnrText(other)))
    #expect(row.contains(try #require(metric.change(from: other, to: mine))))
  }

  @Test(arguments: ["3", "4", "5", "6", "7", "8"])
  func `views stand side by side where the terminal is wide`(_ key: String) async throws {
    let session = await session(columns: 160, rows: 48, key)
    #expect(session.state.pinnedPlace == .beside)
    let name = session.lines[2]
    #expect(name.contains("new.weight") || name.contains("old.weight"))
    #expect(name.contains("= "))
    let other = try #require(session.state.ofPinned)
    #expect(session.state.bodyRect.intersection(other.bodyRect).isEmpty)
    #expect(other.bodyRect.right <= session.state.pageRect.right)
  }

  @Test(arguments: ["3", "4", "5", "6", "7", "8"])
  func `views stand side by side at 80 by 24 as well`(_ key: String) async throws {
    let session = await session(key)
    #expect(session.state.pinnedPlace == .beside)
    #expect(session.state.bodyRect.columns >= 38 && session.state.bodyRect.rows == 20)
    let other = try #require(session.state.ofPinned)
    for (state, name) in [(session.state, "new.weight"), (other, "= old.weight")] {
      let half = state.bodyRect
      let text = session.lines[2...22].map {
        String($0.dropFirst(half.left).prefix(half.columns))
      }
      #expect(text[0].hasPrefix(name))
      let report = try #require(state.reports[state.current ?? -1])
      let values = try #require(report.values)
      let format = try #require(report.format(state.slots.current))
      let codes = format.scales.codes.map { FigureText.count($0.blocks) }
      switch key {
      case "3":
        #expect(
          text.contains { $0.contains("amax \(FigureText.number(values.amax.map { Double($0) }))") }
        )
        for id in state.slots.formats { #expect(text.contains { $0.hasPrefix("\(id)") }) }
      case "4":
        #expect(state.heatmapView.map { state.heatmap.store.has($0.subject) } == true)
        #expect(text.contains { $0.contains("2^") } && text.contains { $0.hasPrefix("rows 0") })
      case "5":
        #expect(text.count { $0.hasPrefix("-") || $0.hasPrefix("  +") || $0.hasPrefix(" +") } >= 4)
        for count in codes { #expect(text.contains { $0.contains(count) }) }
      case "6": #expect(text.contains { $0.contains("/127 used") })
      case "7":
        #expect(text.contains { $0.contains("worst mxfp4 rows") })
        for id in state.slots.formats { #expect(text.contains { $0.contains("\(id) ") }) }
      default:
        let seen = try #require(state.block.finished?.inspection)
        #expect(seen.values.count == 32 && text.contains { $0.contains("more rows, j") })
      }
    }
  }

  @Test func `the browser keeps the pinned tensor's row in sight, in the same columns`() async {
    var generator = SeededTensor(seed: 5)
    var session = Session(
      MemorySource(
        (0..<60).map { (name: "t\($0).weight", shape: [4, 64], values: generator.values(256)) }))
    session.press("G", "=", "g")
    await session.settle()
    let row = session.lines[20]
    #expect(row.hasPrefix("  = t59"))
    let report = session.state.reports[59]
    for id in session.state.slots.formats {
      let text = report?.format(id).map { Metric.sqnrText($0) } ?? "none"
      #expect(row.contains(text), "\(row)")
    }
    // The list is a row shorter, and its last row is never hidden behind it.
    for key in ["G", "PgUp", "G", "k", "j"] {
      session.press(key)
      #expect(session.lines.contains { $0.hasPrefix(" >") && $0.contains("t") })
      #expect(session.lines[20].hasPrefix("  = t59"))
    }
    session.press("=")
    #expect(!session.lines[20].contains("= t59"))
  }

  @Test(arguments: ["3", "4", "5", "6", "7", "8"])
  func `a narrow terminal has the pinned figures in a line`(_ key: String) async throws {
    let session = await session(columns: 70, key)
    #expect(session.state.pinnedPlace == .line)
    let line = session.lines[22]
    #expect(line.hasPrefix(" = "))
    let report = try #require(session.state.reports[session.state.pinned ?? -1])
    let format = try #require(report.format(session.state.slots.current))
    #expect(line.contains(Metric.sqnrTextWithUnit(format)))
  }

  @Test func `both heat maps are mapped, one after the other`() async throws {
    let session = await session(columns: 160, rows: 48, "4")
    let mine = try #require(session.state.heatmapView?.subject)
    let other = try #require(session.state.ofPinned?.heatmapView?.subject)
    #expect(mine.tensor != other.tensor)
    #expect(session.state.heatmap.store.has(mine) && session.state.heatmap.store.has(other))
  }

  @Test func `the pinned tensor's errors are mapped beside, in the same place`() async throws {
    let session = await session(columns: 160, rows: 48, "7", "z", "l", "j")
    let pinned = try #require(session.state.pinned)
    #expect(session.state.errors.maps.allSatisfy { $0.subject.tensor == session.state.current })
    let maps = session.state.beside.errors.maps
    #expect(!maps.isEmpty && maps.allSatisfy { $0.subject.tensor == pinned })
    let other = try #require(session.state.ofPinned)
    #expect(other.errorMapView?.window == session.state.errorMapView?.window)
    #expect(other.errors.place == session.state.errors.place)
  }

  @Test func `the pinned tensor's block is read beside, and not where it has no half`() async throws
  {
    let wide = await session(columns: 160, rows: 48, "8", "l")
    let seen = try #require(wide.state.beside.block.finished)
    #expect(seen.subject.tensor == wide.state.pinned)
    #expect(seen.subject.columns == wide.state.block.finished?.subject.columns)
    let narrow = await session(columns: 70, "8", "l")
    #expect(narrow.state.beside.block.finished == nil)
  }

  @Test func `letting go cancels what only the pinned half needs`() async throws {
    var session = await session(columns: 160, rows: 48, "2")
    session.press("7")
    // The current tensor's own map comes first.
    #expect(session.state.errors.running != nil && session.state.beside.errors.running == nil)
    await session.settle()
    session.press("z")
    await session.settle()
    session.press("X")
    session.press("=")
    #expect(session.state.compared == nil || session.state.pinned == session.state.current)
    #expect(session.state.beside.errors.running == nil)
  }

  @Test func `X exchanges the two and keeps the view`() async {
    var session = await session("3", "z", "l")
    let (current, pinned) = (session.state.current, session.state.pinned)
    let zoom = session.state.histogram.zoom
    session.press("X")
    #expect(session.state.current == pinned && session.state.pinned == current)
    #expect(session.state.histogram.zoom == zoom)
    #expect(session.state.notice?.text.contains("pinned is") == true)
    session.press("X")
    #expect(session.state.current == current && session.state.pinned == pinned)
  }

  @Test func `the histogram draws both over the same values`() async throws {
    let session = await session(columns: 160, rows: 48, "3")
    let other = try #require(session.state.ofPinned)
    let mine = try #require(session.state.reports[session.state.current ?? -1]?.values)
    let its = try #require(session.state.reports[session.state.pinned ?? -1]?.values)
    #expect(session.state.histogram.range(of: mine) == other.histogram.range(of: its))
  }

  @Test(arguments: ScreenSize.all)
  func `every view of every size is drawn with a pinned tensor`(_ size: ScreenSize) async {
    for traits in [TerminalTraits.full, .plain] {
      var session = await session(columns: size.columns, rows: size.rows, traits: traits)
      for _ in Screens.all {
        session.press("Tab")
        #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      }
    }
  }

  @Test(
    arguments: [(80, 24), (120, 40), (200, 60), (40, 12)].map {
      ScreenSize(columns: $0.0, rows: $0.1)
    })
  func `the pictures`(_ size: ScreenSize) async {
    for (key, name) in [
      ("1", "browser"), ("2", "overview"), ("3", "histogram"), ("4", "heatmap"), ("5", "e8m0"),
      ("6", "e4m3"), ("7", "errors"), ("8", "block"), ("0", "ranking"),
    ] {
      let session = await session(columns: size.columns, rows: size.rows, key)
      assertSnapshot(session.state.view(), named: "pinned \(name) \(size)")
    }
  }

  @Test func `the pictures in ASCII`() async {
    for (key, name) in [("2", "overview"), ("3", "histogram"), ("4", "heatmap")] {
      let session = await session(columns: 120, rows: 40, traits: .plain, key)
      assertSnapshot(session.state.view(), named: "pinned \(name) 120x40 ascii")
    }
    for (key, name) in [("4", "heatmap"), ("6", "e4m3"), ("7", "errors"), ("8", "block")] {
      let session = await session(traits: .plain, key)
      assertSnapshot(session.state.view(), named: "pinned \(name) 80x24 ascii")
    }
  }
}
