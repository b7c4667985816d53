import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

@Suite struct `The command line` {
  private func driver(_ columns: Int = 80, _ rows: Int = 24) -> Driver {
    var driver = Driver(
      tensors(["model.up", "model.down", "head"]), columns: columns, rows: rows)
    driver.press(":")
    return driver
  }

  @Test func `takes every character, and no key acts meanwhile`() {
    var driver = driver()
    let before = driver.state
    driver.type("qQ?/:jkG 1 [é漢~!")
    #expect(driver.commandLine?.text == "qQ?/:jkG 1 [é漢~!")
    driver.press("PgUp", "PgDn", "F1", "Ins", "Esc")
    var after = driver.state
    after.overlay = before.overlay
    #expect(after == before && driver.state.overlay == nil)
  }

  @Test func `is left by Esc, and by Backspace when it is empty`() {
    var driver = driver()
    driver.press("Backspace")
    #expect(driver.commandLine == nil)
    driver.press(":", "x", "Backspace")
    #expect(driver.commandLine != nil)
    driver.press("Esc")
    #expect(driver.commandLine == nil && driver.state.screen == .browser)
    #expect(driver.press(":", "Enter").isEmpty && driver.commandLine == nil)
  }

  @Test(.timeLimit(.minutes(Allowance.slowness)))
  func `takes a pasted text at once, and no more than a name has`() {
    var driver = driver()
    for text in [String(repeating: "a", count: 1_000_000), String(repeating: "漢 ", count: 500_000)]
    {
      driver.press("^U")
      driver.send(.pasted(text))
      #expect(driver.commandLine?.characters.count == 4096)
      #expect(driver.state.view().size == driver.state.size)
      driver.type("more")
      #expect(driver.commandLine?.characters.count == 4096)
    }
    driver.press("^U")
    driver.send(.pasted("tensor\u{1B}\u{7} model.up\nq"))
    #expect(driver.commandLine?.text == "tensor model.up" && driver.commandLine?.cursor == 15)
  }

  @Test func `is edited as shells do it`() {
    var driver = driver()
    driver.type("one two  three")
    driver.press("^W")
    #expect(driver.commandLine?.text == "one two  ")
    driver.press("^W")
    #expect(driver.commandLine?.text == "one ")
    driver.press("^A")
    driver.type("X")
    driver.press("Right", "^K")
    #expect(driver.commandLine?.text == "Xo")
    driver.press("^E")
    driver.type("YZ")
    driver.press("Left", "Left", "Backspace")
    #expect(driver.commandLine?.text == "XYZ" && driver.commandLine?.cursor == 1)
    driver.press("^D", "Del")
    #expect(driver.commandLine?.text == "X")
    driver.press("^U")
    #expect(driver.commandLine?.text == "" && driver.commandLine?.cursor == 0)
    driver.press("^K", "^W", "^D", "Left", "Right", "Home", "End")
    #expect(driver.commandLine?.text == "")
  }

  @Test func `remembers lines, and the one that was being typed`() {
    var driver = driver()
    driver.press("Esc")
    for line in ["overview", "histogram", "histogram", "oops"] {
      driver.command(line)
      driver.press("Esc")
    }
    driver.command("browser")
    driver.press(":")
    driver.type("dra")
    var seen: [String] = []
    for _ in 0..<5 {
      driver.press("Up")
      seen.append(driver.commandLine?.text ?? "")
    }
    #expect(seen == ["browser", "oops", "histogram", "overview", "overview"])
    driver.press("Down", "Down", "Down", "Down", "Down")
    #expect(driver.commandLine?.text == "dra")
    driver.press("^P", "^P", "^N")
    #expect(driver.commandLine?.text == "browser")
  }

  @Test func `remembers no more than a hundred lines`() {
    var driver = Driver(tensors(["a", "b"]))
    for number in 0..<150 {
      driver.command("no-such-\(number)")
      driver.press("Esc")
    }
    #expect(driver.state.commandHistory.count == 100)
    #expect(driver.state.commandHistory.last == "no-such-149")
  }

  @Test func `is completed by Tab, stepping back with S-Tab`() {
    var driver = driver()
    driver.type("hist")
    driver.press("Tab")
    #expect(driver.commandLine?.text == "histogram")
    driver.press("^U")
    driver.type("nex")
    // What all have in common first, then one after the other.
    driver.press("Tab")
    #expect(driver.commandLine?.text == "next-")
    var seen: [String] = []
    for _ in 0..<4 {
      driver.press("Tab")
      seen.append(driver.commandLine?.text ?? "")
    }
    #expect(seen == ["next-tensor", "next-screen", "next-slot", "next-rule"])
    driver.press("S-Tab")
    #expect(driver.commandLine?.text == "next-slot")
    driver.press("S-Tab", "S-Tab", "S-Tab")
    #expect(driver.commandLine?.text == "next-rule")
  }

  @Test func `completes what follows the word`() {
    var driver = driver()
    driver.type("theme l")
    driver.press("Tab")
    #expect(driver.commandLine?.text == "theme light")
    driver.press("^U")
    driver.type("tensor down")
    driver.press("Tab")
    #expect(driver.commandLine?.text == "tensor model.down")
    driver.press("Enter")
    #expect(driver.state.current == 1)
    driver.press(":")
    driver.type("formats mxfp4,nvfp4:tor")
    driver.press("Tab")
    #expect(driver.commandLine?.text == "formats mxfp4,nvfp4:torchao")
    driver.press("^U")
    driver.type("forma")
    driver.press("Tab", "Tab", "Tab")
    #expect(driver.commandLine?.text == "formats ")
    driver.press("^U")
    driver.type("go nowhere")
    driver.press("Tab", "S-Tab")
    #expect(driver.commandLine?.text == "go nowhere")
  }

  @Test func `lists what could follow, with its key and its help`() {
    var driver = driver()
    driver.type("theme")
    #expect(driver.lines[22].contains("theme light|dark|auto"))
    #expect(driver.lines[22].contains("text for a light or a dark background"))
    driver.press("^U")
    driver.type("next-s")
    #expect(
      driver.lines[21].hasPrefix(" next-screen") && driver.lines[21].contains("Tab: the next"))
    #expect(driver.lines[23].hasPrefix(":next-s") && driver.lines[23].hasSuffix("Tab 2"))
    driver.press("^U")
    driver.type("export")
    #expect(driver.text.contains("not now: there is no complete report"))
  }

  @Test func `stays open on an error, so that it can be mended`() {
    var driver = driver()
    driver.type("histogran")
    driver.press("Enter")
    #expect(driver.lines[22] == " ! \"histogran\" is no command; did you mean histogram?")
    #expect(driver.lines[23].hasPrefix(":histogran"))
    driver.press("Backspace")
    #expect(!driver.text.contains("is no command"))
    driver.type("m")
    driver.press("Enter")
    #expect(driver.state.screen == .histogram && driver.state.overlay == nil)
  }

  @Test func `is left by ^C, which stops the work too`() {
    var driver = driver()
    driver.type("theme")
    driver.press("^C")
    #expect(driver.commandLine == nil && driver.notice?.hasSuffix("^C again quits") == true)
    #expect(driver.press("^C") == [.quit(status: 130)])
  }

  @Test func `keeps its end in sight`() {
    var driver = driver(20, 6)
    driver.type("formats mxfp4,nvfp4,int4-g128")
    #expect(driver.lines[5].hasPrefix("<") && driver.lines[5].contains("int4-g128"))
    #expect(driver.state.view().textCursor == Point(column: 18, row: 5))
    driver.press("Home")
    #expect(driver.lines[5].hasPrefix(":formats"))
    #expect(driver.state.view().textCursor == Point(column: 1, row: 5))
  }

  @Test(arguments: [(16, 4), (40, 12), (80, 24), (1, 1), (0, 0), (3, 2), (200, 60)])
  func `is right at every size`(_ columns: Int, _ rows: Int) {
    var driver = driver(columns, rows)
    for keys in [["S-Tab"], ["^U", "x"], ["Enter"], ["漢", "漢", "Left"]] {
      for key in keys { driver.press(key) }
      let frame = driver.state.view()
      #expect(frame.size == driver.state.size)
      if let cursor = frame.textCursor { #expect(frame.bounds.contains(cursor)) }
      #expect(columns < 3 || rows < 1 || ":<".contains(driver.lines[rows - 1].first ?? " "))
    }
  }

  @Test(arguments: [(80, 24), (40, 12)])
  func `looks as recorded`(_ columns: Int, _ rows: Int) {
    var driver = driver(columns, rows)
    driver.type("p")
    driver.press("Tab")
    assertSnapshot(driver.state.view(), named: "command-line-\(columns)x\(rows)")
  }

  @Test func `of a hundred thousand tensors answers at once`() {
    var driver = Driver(tensors((0..<100_000).map { "layers.\($0 / 9).part\($0 % 9).weight" }))
    driver.press(":")
    let start = ContinuousClock.now
    driver.type("tensor part8.weight zz")
    // 22 keys, each a search through all names, in a build without optimization.
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(driver.commandLine?.candidates.isEmpty == true)
  }
}

@Suite struct `The nearest word` {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "abc", 3), ("same", "same", 0), ("qiut", "quit", 1),
    ("kitten", "sitting", 3), ("Upper", "upper", 0),
  ])
  func `is as many changes away as it takes`(_ left: String, _ right: String, _ distance: Int) {
    #expect(WordDistance.between(left, right) == distance)
    #expect(WordDistance.between(right, left) == distance)
  }

  @Test func `is one that begins so, then one that is near, then none`() {
    let words = ["export", "export-again", "quit", "next-rule"]
    #expect(WordDistance.nearest(to: "exp", among: words) == "export")
    #expect(WordDistance.nearest(to: "qut", among: words) == "quit")
    #expect(WordDistance.nearest(to: "again", among: words) == "export-again")
    #expect(WordDistance.nearest(to: "wxyz", among: words) == nil)
    #expect(WordDistance.nearest(to: "", among: words) == nil)
  }
}
