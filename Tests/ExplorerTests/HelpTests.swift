import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct HelpTests {
  private func helpText(_ driver: Driver) -> String {
    guard case .help(let page) = driver.state.overlay else { return "" }
    return page.lines(driver.state).map { "\($0.keys)\t\($0.text)" }.joined(separator: "\n")
  }

  private func driver(on screen: ScreenID) -> Driver {
    var driver = Driver(tensors(["weight"]))
    driver.show(screen)
    return driver
  }

  @Test(arguments: ScreenID.allCases)
  func `the first ? lists every key that acts here`(_ screen: ScreenID) {
    var driver = driver(on: screen)
    driver.press("?")
    let text = helpText(driver)
    var acting: Set<Key> = []
    for binding in driver.state.bindings where !acting.isSuperset(of: binding.keys) {
      acting.formUnion(binding.keys)
      #expect(text.contains("\(binding.names)\t\(binding.help)"), "\(binding.names)")
    }
  }

  @Test func `keys to which a screen gives another meaning are listed once`() {
    var driver = driver(on: .browser)
    driver.press("?")
    let text = helpText(driver)
    #expect(text.contains("analyse all tensors"))
    #expect(!text.contains("go on with work"))
    #expect(text.contains("Esc Backspace\tback"))
  }

  @Test func `the second ? lists every binding of all screens`() {
    var driver = driver(on: .overview)
    driver.press("?", "?")
    let text = helpText(driver)
    for binding in Screens.all.flatMap(\.bindings) + KeyTable.everywhere {
      #expect(text.contains("\(binding.names)\t\(binding.help)"), "\(binding.names)")
    }
    #expect(driver.text.contains("help: all screens"))
  }

  @Test(arguments: [(80, 24), (40, 12), (200, 60), (20, 5), (60, 16), (119, 30)])
  func `scrolling shows every line and stops at the last`(_ columns: Int, _ rows: Int) {
    var driver = driver(on: .heatmap)
    driver.send(.resized(Size(columns: columns, rows: rows)))
    driver.press("?", "?")
    var seen = driver.text
    var last = ""
    for _ in 0..<2000 where driver.text != last {
      last = driver.text
      driver.press("j")
      seen += driver.text
    }
    for title in ["Move", "Browse", "Signs", "This terminal"] { #expect(seen.contains(title)) }
    #expect(driver.text == last)
    let end = driver
    driver.press("G")
    #expect(driver.state == end.state)
    driver.press("k")
    let fits = driver.state == end.state
    driver.press("g")
    #expect(fits || driver.state != end.state)
    // One step up from the end shows another picture at once, unless everything fits.
    var up = end
    up.press("k")
    #expect(up.text != end.text || !end.text.contains("scroll"))
  }

  @Test(arguments: [(40, 12), (80, 24), (20, 5), (120, 40)])
  func `pages go on where the one before ended, and how is said`(_ columns: Int, _ rows: Int) {
    var driver = driver(on: .block)
    driver.send(.resized(Size(columns: columns, rows: rows)))
    driver.press("?")
    guard case .help(let page)? = driver.state.overlay else { return }
    let lines = page.wrappedLines(driver.state)
    let height = HelpPage.linesOnShow(in: driver.state.size)
    let hint = driver.lines.first { $0.contains("\(lines.count)") }
    #expect(hint?.contains("…") == false)
    if columns >= 40 { #expect(hint?.contains("Space") == true) }
    var seen = Set(0..<height)
    for _ in 0..<lines.count where !seen.contains(lines.count - 1) {
      driver.press("Space")
      guard case .help(let page)? = driver.state.overlay else { return }
      #expect(seen.contains(page.firstLine))
      seen.formUnion(page.firstLine..<page.firstLine + height)
    }
    #expect(seen.isSuperset(of: 0..<lines.count))
  }

  @Test func `any other key closes, and does nothing else`() {
    var driver = driver(on: .overview)
    driver.press("F1")
    #expect(driver.state.overlay != nil)
    driver.press("q")
    #expect(driver.state.overlay == nil && driver.state.screen == .overview)
    driver.press("?", "3")
    #expect(driver.state.overlay == nil && driver.state.screen == .overview)
  }

  @Test func `help says what the terminal can show`() {
    var driver = Driver(tensors(["a"]), columns: 100, rows: 160, traits: .plain)
    driver.press("?")
    for (fact, text) in [
      ("screen", "100x160, no colours, ASCII, ascii characters"), ("TERM", "vt100"),
      ("colours", "theme auto, palette cividis"), ("mouse", "not reported"),
      ("clipboard", "none"), ("config", "none"),
    ] {
      #expect(driver.lines.contains { $0.contains(fact) && $0.contains(text) }, "\(fact)")
    }
  }

  @Test func `help lists the words beside the keys, and those without keys`() {
    var driver = Driver(tensors(["a"]), columns: 100, rows: 160)
    driver.press("?")
    let rule = driver.lines.first { $0.contains("the next rule") }
    #expect(rule?.contains(":next-rule") == true)
    #expect(driver.text.contains(":go ROW,COLUMN"))
    #expect(driver.text.contains(":mouse on|off"))
    #expect(!driver.text.contains(":threads"))
    driver.press("?")
    #expect(helpText(driver).contains(":threads\thow many threads compute"))
  }

  @Test(arguments: [(80, 24), (40, 12)])
  func `every command's word can be read at every size`(_ columns: Int, _ rows: Int) {
    var driver = Driver(tensors(["a"]), columns: columns, rows: rows)
    driver.press("?")
    var seen = driver.text
    for _ in 0..<300 {
      driver.press("j")
      seen += driver.text
    }
    for word in [":go", ":formats", ":select-slot", ":tensor"] { #expect(seen.contains(word)) }
  }
}

@Suite struct KeyTableTests {
  @Test(arguments: ScreenID.allCases)
  func `no key has two meanings on one screen`(_ screen: ScreenID) {
    for table in [Screens.screen(screen).bindings, KeyTable.everywhere] {
      let keys = table.flatMap(\.keys)
      #expect(Set(keys).count == keys.count, "\(screen)")
    }
  }

  @Test func `every key of the table has a name that terminals know`() {
    for binding in Screens.all.flatMap(\.bindings) + KeyTable.everywhere {
      #expect(!binding.names.isEmpty && !binding.help.isEmpty)
      for key in binding.keys { #expect(Key(name: key.name) == key) }
    }
  }

  @Test func `screens have digits, tabs and summaries of their own`() {
    #expect(Screens.all.map(\.id) == ScreenID.allCases)
    let digits = Screens.all.compactMap(\.digit)
    #expect(Set(digits).count == digits.count)
    #expect(!Screens.all.contains { ($0.digit == nil) == ($0.home == $0.id) })
    #expect(Set(Screens.all.map(\.tab)).count == Screens.all.count)
    #expect(Screens.all.allSatisfy { !$0.summary.isEmpty && !$0.tab.contains(" ") })
  }

  @Test(arguments: ScreenID.allCases)
  func `the footer names keys that act, help and the way out first`(_ screen: ScreenID) {
    var driver = Driver(tensors(["a", "b"]))
    driver.show(screen)
    driver.press("j")
    let footer = driver.lines[23]
    #expect(footer.hasPrefix(screen == .browser ? " ? help  q quit" : " ? help  q back"))
    driver.press("?")
    #expect(!driver.lines[23].contains("q back"))
  }

  @Test(arguments: ScreenID.allCases)
  func `the footer names no key twice`(_ screen: ScreenID) {
    var driver = Driver(tensors(["a", "b"]))
    driver.show(screen)
    driver.send(.resized(Size(columns: 300, rows: 60)))
    let footer = driver.lines[59].split(separator: "  ")
    let keys = footer.compactMap { $0.split(separator: " ").first }
    #expect(keys.count > 5 && Set(keys).count == keys.count, "\(footer)")
  }

  @Test func `the footer of the filter names the filter's keys`() {
    var driver = Driver(tensors(["a", "b"]))
    driver.press("/")
    #expect(driver.lines[23] == " Enter keep  Esc clear  ^U empty")
  }
}
