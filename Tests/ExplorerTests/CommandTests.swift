import Advisor
import Charts
import Figures
import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

extension Driver {
  /// Types a command and gives it.
  @discardableResult
  mutating func command(_ line: String) -> [Effect] {
    press(":")
    type(line)
    return press("Enter")
  }

  /// The command line that is open.
  var commandLine: CommandLine? {
    if case .command(let line) = state.overlay { line } else { nil }
  }
}

@Suite struct `Every key` {
  private static let tables: [(name: String, bindings: [KeyBinding])] =
    Screens.all.map { ($0.word, $0.bindings) } + [("everywhere", KeyTable.everywhere)]

  @Test func `of every screen has a word`() {
    let missing = Self.tables.flatMap { name, bindings in
      bindings.filter { $0.words.count != 1 && $0.words.count != max(1, $0.keys.count) }
        .map { "\(name): \($0.names) \($0.help)" }
    }
    #expect(missing.isEmpty, "give these a word: \(missing.joined(separator: "; "))")
  }

  @Test(arguments: ScreenID.allCases)
  func `has a word that means one thing on each screen`(_ screen: ScreenID) {
    for bindings in [Screens.screen(screen).bindings, KeyTable.everywhere] {
      // The arrows say that they are "the same" as h j k l.
      let words = bindings.filter { $0.help != "the same" }.flatMap(\.words)
      #expect(Set(words).count == words.count, "\(words.sorted())")
      for word in words {
        #expect(word.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(word)")
      }
    }
  }

  @Test(arguments: ScreenID.allCases)
  func `and its word lead to the same`(_ screen: ScreenID) {
    var driver = Driver(tensors(["a", "b"], shape: [64, 64]))
    _ = driver.start()
    driver.show(screen)
    for binding in driver.state.bindings {
      for (index, key) in binding.keys.enumerated() {
        let word = binding.words[binding.words.count == 1 ? 0 : index]
        // Of two with one word, or two with one key, the first is meant.
        guard driver.state.commands.first(where: { $0.word == word })?.binding.help == binding.help,
          driver.state.bindings.first(where: { $0.keys.contains(key) })?.help == binding.help
        else { continue }
        var byKey = driver
        let effects = byKey.press(key.name)
        var byWord = driver
        #expect(byWord.command(word) == effects, "\(word)")
        byWord.state.commandHistory = []
        if let line = byWord.commandLine, word != "command" {
          // A key that can't act says why, and so does its word.
          let reason = byKey.notice?.split(separator: ": ", maxSplits: 1).last ?? ""
          #expect(line.error == "\(word): \(reason)")
        } else {
          #expect(byWord.state == byKey.state, "\(word)")
        }
      }
    }
  }

  @Test func `that is a screen's has the screen's name`() {
    var driver = Driver(tensors(["a", "b"]))
    for screen in Screens.all {
      driver.command("screen \(screen.word)")
      #expect(driver.state.screen == screen.id)
      driver.command(screen.word)
      #expect(driver.state.screen == screen.id)
    }
    #expect(Screens.all.map(\.word).contains("matrix-unit"))
  }
}

@Suite struct `A command` {
  private func notice(_ line: String, formats: [String] = []) -> String? {
    var driver = Driver(tensors(["model.a", "model.b"], shape: [8, 64]), formats: formats)
    driver.command(line)
    return driver.commandLine?.error ?? driver.notice
  }

  @Test func `with an argument does what no key can`() {
    var driver = Driver(tensors(["a", "b"], shape: [64, 512]))
    driver.command("formats nvfp4, int8-row,mxfp4:even,nvfp4")
    #expect(driver.state.slots.formats.map(\.description) == ["nvfp4", "int8-row", "mxfp4:even"])
    driver.command("select-slot 3")
    #expect(driver.state.slots.selected == 2)
    driver.command("rule rceil")
    #expect(driver.state.slots.current.description == "mxfp4:rceil")
    driver.command("format q8_0")
    #expect(driver.state.slots.current.description == "q8_0")
    driver.command("add-slot fp8-row")
    #expect(driver.state.slots.formats.count == 4)
    driver.command("remove-slot")
    #expect(driver.state.slots.formats.count == 3)
    driver.command("palette grey")
    #expect(driver.state.palette == .grey)
    driver.command("theme light")
    #expect(driver.state.view().look.theme == .light)
    driver.command("color never")
    #expect(driver.state.traits.colours == .none && !driver.state.view().look.hasColours)
    driver.command("color auto")
    #expect(driver.state.traits.colours == .palette256)
    driver.command("glyphs ascii")
    #expect(driver.state.traits.glyphs == .ascii)
    #expect(driver.command("mouse on") == [.reportMouse(true)] && driver.state.isMouseOn)
    #expect(driver.command("mouse off") == [.reportMouse(false)] && !driver.state.isMouseOn)
    #expect(driver.command("quit") == [.quit(status: 0)])
  }

  @Test func `may be given in upper or lower case where names have both`() {
    var driver = Driver(tensors(["a"], shape: [64, 512]))
    driver.show(.adviser)
    for name in ["B200", "h200"] {
      driver.command("part \(name)")
      #expect(AdviserState.parts[driver.state.adviser.part].name == name.uppercased())
    }
  }

  @Test func `goes to tensors and to elements`() {
    let names = ["x.0.down", "x.0.up", "x.1.down", "y"]
    var driver = Driver(tensors(names, shape: [64, 512]))
    driver.command("tensor x.1.down")
    #expect(driver.state.current == 2 && driver.state.screen == .overview)
    driver.command("tensor 0.up")
    #expect(driver.state.current == 1 && driver.state.screen == .overview)
    driver.command("heatmap")
    driver.command("go 33,100")
    #expect(driver.state.heatmap.row == 33 && driver.state.heatmap.column == 100)
    driver.command("pool mean")
    #expect(driver.state.heatmap.pool == .mean)
    driver.command("filter UP")
    #expect(driver.state.screen == .browser && driver.state.browser.filter == "UP")
    #expect(driver.state.browser.rows.count { $0.tensor != nil } == 1)
    driver.command("tensor y")
    #expect(driver.state.browser.selectedTensor == 3 && driver.state.browser.filter.isEmpty)
    driver.command("browser")
    driver.command("sort size")
    #expect(driver.state.browser.order == .size)
  }

  @Test func `opens a tensor in a folded folder`() {
    let names = (0..<70).map { "layers.\($0).w" }
    var driver = Driver(tensors(names))
    driver.command("tensor layers.42.w")
    #expect(driver.state.current == 42 && driver.selection == "layers.42.w")
  }

  @Test(arguments: [
    ("histogran", "\"histogran\" is no command; did you mean histogram?"),
    ("qiut", "\"qiut\" is no command; did you mean quit?"),
    ("zzzzzzzz", "\"zzzzzzzz\" is no command; Tab lists them, :help tells what they do"),
    ("nonsense", "\"nonsense\" is no command; Tab lists them, :help tells what they do"),
    ("next", "\"next\" could be next-tensor, next-screen, next-slot, next-rule"),
    ("pool", "pool is a command of the screen heatmap, not of this one"),
    ("formats", "formats: expected ID,ID after it"),
    ("formats mxfp5", "formats: \"mxfp5\": no such format; did you mean mxfp4?"),
    ("formats mxfp4,", "formats: \"\": an id is name[:rule][+option].."),
    (
      "format mxfp4:ceiling",
      "format: \"mxfp4:ceiling\": mxfp4 has no rule ceiling; did you mean mxfp4:ceil?"
    ),
    ("formats mxfp4,nvfp4,q8_0,q4_0,int8-row", "formats: 5 formats; 4 fit side by side"),
    (
      "palette cividsi",
      "palette: expected cividis, viridis, grey, found \"cividsi\"; did you mean cividis?"
    ),
    ("theme", "theme: expected light|dark|auto after it"),
    ("select-slot 4", "select-slot: expected a slot from 1 to 3, found \"4\""),
    ("select-slot one", "select-slot: expected a slot from 1 to 3, found \"one\""),
    ("quit now", "quit stands alone: expected nothing after it, found \"now\""),
    ("threads 4", "threads: is set at the start: quantview FILE --threads N"),
    ("tensor model", "tensor: several names hold \"model\"; Tab lists them"),
    (
      "tensor modle.a", "tensor: expected a tensor's name, found \"modle.a\"; did you mean model.a?"
    ),
    ("go 1,2", "go: no tensor with elements is open; tensor NAME opens one"),
    ("export", "export: there is no complete report of a tensor here yet"),
    ("next-rule", "next-rule: q8_0 has one rule only"),
  ])
  func `that can't be done says what was expected and the nearest word`(
    _ line: String, _ expected: String
  ) {
    #expect(notice(line, formats: line == "next-rule" ? ["q8_0"] : []) == expected)
  }

  @Test func `for an element checks the place and the screen`() {
    var driver = Driver(tensors(["w"], shape: [64, 512]))
    let errors = ["go 64,0", "go 0,512", "go -1,0", "go 5", "go a,b", "go 1,2,3"].map { line in
      driver.command(line)
      defer { driver.press("Esc") }
      return driver.commandLine?.error ?? ""
    }
    #expect(errors[0] == "go: [64,0] is beyond the tensor: expected 0,0 to 63,511")
    #expect(errors.prefix(3).allSatisfy { $0.contains("is beyond") })
    #expect(errors.dropFirst(3).allSatisfy { $0.contains("expected a row and a column") })
    driver.command("go 5,6")
    #expect(
      driver.commandLine?.error?.contains("these have: heatmap, errors, block, matrix-unit") == true
    )
  }

  @Test func `of a beginning that only one word has is that word`() {
    var driver = Driver(tensors(["a", "b"]))
    #expect(driver.command("qui") == [.quit(status: 0)])
    driver.command("hist")
    #expect(driver.state.screen == .histogram)
  }

  @Test func `is explained by help`() {
    #expect(notice("help next-screen") == ":next-screen (Tab): the next screen")
    #expect(notice("help go") == ":go ROW,COLUMN: put the cursor on an element")
    #expect(
      notice("help export")?.hasSuffix(
        "; not now: there is no complete report of a tensor here yet")
        == true)
    #expect(
      notice("help expotr") == "help: expected a command, found \"expotr\"; did you mean export?")
  }

  @Test func `from a script says its errors in the notice`() {
    var driver = Driver(tensors(["a", "b"]))
    driver.send(.command("frmats nvfp4"))
    #expect(driver.notice == "\"frmats\" is no command; did you mean formats?")
    driver.send(.command(":formats nvfp4"))
    #expect(driver.state.slots.formats.map(\.description) == ["nvfp4"])
    #expect(driver.state.overlay == nil && driver.state.commandHistory.isEmpty)
  }

  @Test func `writes a report to the file that it names`() async throws {
    var driver = Driver(tensors(["w"]))
    _ = driver.start()
    try await driver.finishAll()
    let effects = driver.command("export json my report.json")
    #expect(effects.exports.map(\.path) == ["my report.json"])
    #expect(effects.exports.map(\.kind) == ["json"] && driver.state.overlay == nil)
    driver.command("export jsno x")
    #expect(driver.commandLine?.error?.hasSuffix("found \"jsno\"; did you mean json?") == true)
    driver.press("Esc")
    driver.command("export json")
    #expect(driver.commandLine?.error == "export: expected a file's name after json, found nothing")
  }
}
