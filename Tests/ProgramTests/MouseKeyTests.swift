import Foundation
import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `The mouse on a terminal` {
  private static let on = "\u{1B}[?1006;1000h"
  private static let off = "\u{1B}[?1006;1000l"

  /// A press of the first button, as xterm reports it in SGR coordinates from 1; the button is let go at once.
  private func press(_ column: Int, _ row: Int) -> String {
    "\u{1B}[<0;\(column + 1);\(row + 1)M\u{1B}[<0;\(column + 1);\(row + 1)m"
  }

  private func wheel(_ button: Int) -> String { "\u{1B}[<\(button);10;10M" }

  private func text(_ session: TerminalSession) -> String {
    String(decoding: session.output, as: UTF8.self)
  }

  /// How often the mouse was turned on, and off, whatever the order of the two modes.
  private func switches(_ session: TerminalSession) -> (on: Int, off: Int) {
    let text = text(session)
    return (
      text.matches(of: /\u{1B}\[\?(1006;1000|1000;1006|1000)h/).count,
      text.matches(of: /\u{1B}\[\?(1006;1000|1000;1006|1000)l/).count
    )
  }

  @Test func `is left alone unless it is asked for`() throws {
    let session = try exploreSample()
    try session.expectEnd(.code(0), after: "Q")
    #expect(switches(session).on == 0)
    #expect(!text(session).contains("?1002") && !text(session).contains("?1003"))
  }

  @Test func `clicks tabs, cells and tensors, and its wheel turns lists`() throws {
    let session = try explore(
      ProgramRun.sample("transformer.safetensors"), ["--mouse"],
      environment: ["TERM": "xterm-256color"])
    session.expect("the browser with its mouse") {
      $0.tab == "Browse" && $0.footer.hasSuffix("mouse")
    }
    let selected = { (session: TerminalSession) in
      (3..<22).first { !session.reversed(row: $0).isEmpty }
    }
    let first = selected(session)
    session.expect("another row", after: wheel(65)) { selected($0) != first }
    session.expect("the row of before", after: wheel(64)) { selected($0) == first }
    let row = try #require(session.lines.firstIndex { $0.contains("embed_tokens.weight") })
    session.expect("the tensor selected", after: press(10, row)) {
      $0.reversed(row: row).contains("embed_tokens")
    }
    session.expect("the tensor open", after: press(10, row)) {
      $0.tab == "Over" && $0.line(0).contains("embed_tokens")
    }
    let tab = try #require(session.line(1).range(of: "4Scale"))
    let column = session.line(1).distance(
      from: session.line(1).startIndex, to: tab.lowerBound)
    session.expect("the map", after: press(column, 1)) { $0.tab == "Scale" }
    session.expect("the map's cells") { $0.contains("zoom 0/") }
    session.expect("the cursor there", after: press(20, 9)) { $0.cell(9, 19).text == "[" }
    #expect(!text(session).contains("?1002") && !text(session).contains("?1003"))
    try session.expectEnd(.code(0), after: "Q")
    #expect(switches(session).off >= 1)
  }

  @Test func `is turned on and off by a command`() throws {
    let session = try exploreSample()
    session.expect("mouse on: Shift-drag selects", after: ":mouse on\r")
    #expect(switches(session).on == 1)
    session.expect("the footer alone", after: ":mouse off\r") { !$0.contains("Shift-drag") }
    #expect(switches(session).off >= 1)
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test func `is given back while the program is suspended`() throws {
    let session = try TerminalSession("/bin/bash", ["--norc", "-i"], environment: ["PS1": "$ "])
    session.expect("the prompt") { $0.contains("$") }
    session.send("'\(ProgramRun.program)' '\(ProgramRun.sample("weights.bin"))' --mouse\n")
    session.expect("the complete overview") { $0.isComplete }
    let before = switches(session)
    session.expect("Stopped", after: "\u{1A}")
    #expect(switches(session).off > before.off)
    session.expect("the overview again", after: "fg\n") { $0.isAlternateScreen && $0.isComplete }
    session.drain()
    #expect(switches(session).on > before.on)
    let tab = try #require(session.line(1).range(of: "3Hist"))
    let column = session.line(1).distance(from: session.line(1).startIndex, to: tab.lowerBound)
    session.expect("the histogram", after: press(column, 1)) { $0.tab == "Hist" }
  }

  @Test func `is turned off by a crash`() throws {
    let session = try exploreSample(["--mouse"])
    session.expect("the mouse in the footer") { $0.footer.hasSuffix("mouse") }
    session.signal(11)
    #expect(session.waitForExit(upTo: .seconds(30)) == .signal(11))
    let end = text(session)
    let on = try #require(end.range(of: "1000h", options: .backwards))
    let off = try #require(end.range(of: "[?1000l", options: .backwards))
    #expect(on.lowerBound < off.lowerBound)
    #expect(!session.isAlternateScreen && session.isCursorVisible)
  }

  @Test func `is refused in words where the terminal has none`() throws {
    let session = try explore(
      ProgramRun.sample("weights.bin"), ["--mouse"], environment: ["TERM": "vt100"])
    session.expect("--mouse: TERM=vt100 reports no mouse")
    #expect(switches(session).on == 0)
  }
}

@Suite(.onTerminalThreads) struct `Copying on a terminal` {
  /// The texts that the clipboard was handed.
  private func copies(_ session: TerminalSession) -> [String] {
    String(decoding: session.output, as: UTF8.self)
      .matches(of: /\u{1B}\]52;c;([A-Za-z0-9+\/=]*)\u{7}/)
      .compactMap { Data(base64Encoded: String($0.1)) }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `hands over the value and the view, and leaves the screen alone`() throws {
    let session = try exploreSample()
    session.expect("SQNR of mxfp4 in dB", after: "y")
    let value = try #require(copies(session).first)
    #expect(Double(value).map { abs($0 - session.ratios[0]) < 0.01 } == true, "\(value)")
    let shown = session.lines[2...20]
    // The words may already stand there, of the value.
    session.expect("the view copied", after: "Y") { copies($0).count == 2 }
    let view = try #require(copies(session).last)
    #expect(view.contains("weights.bin") && view.contains("SQNR dB, higher better"))
    #expect(Array(session.lines[2...20]) == Array(shown))
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test func `goes through screen in its own wrapping`() throws {
    let session = try exploreSample(environment: ["TERM": "screen-256color", "STY": "1.pts"])
    session.expect("copied", after: "y")
    #expect(String(decoding: session.output, as: UTF8.self).contains("\u{1B}P\u{1B}]52;c;"))
  }

  @Test(arguments: ["vt100", "linux"])
  func `is refused in words where there is no clipboard`(_ term: String) throws {
    let session = try exploreSample(environment: ["TERM": term])
    session.expect("y: TERM=\(term) has no clipboard", after: "y")
    #expect(copies(session).isEmpty)
  }
}

@Suite(.onTerminalThreads) struct `Commands on a terminal` {
  @Test func `are typed, completed and given`() throws {
    let session = try exploreSample()
    session.expect("the list of words", after: ":hist") {
      $0.contains(":hist") && $0.contains("3: the values")
    }
    #expect(session.isCursorVisible)
    session.expect(":histogram", after: "\t")
    session.expect("the histogram", after: "\r") { $0.tab == "Hist" }
    #expect(!session.isCursorVisible)
    session.expect("did you mean quit?", after: ":qiut\r")
    try session.expectEnd(.code(0), after: "\u{15}quit\r")
  }

  @Test func `and options choose colours and characters alike`() throws {
    let light = try exploreSample(["--theme", "light", "--glyphs", "ascii"])
    #expect(light.lines.allSatisfy { $0.allSatisfy(\.isASCII) })
    let dark = try exploreSample(["--theme", "dark"])
    let colours = { (session: TerminalSession) in
      Set((2..<20).flatMap { row in (0..<80).map { session.cell(row, $0).foreground } })
    }
    #expect(colours(light) != colours(dark))
    dark.expect("blocks", after: ":theme light\r") { $0.contains("█") }
    dark.expect("ASCII", after: ":glyphs ascii\r") {
      $0.lines.allSatisfy { $0.allSatisfy(\.isASCII) } && colours($0) == colours(light)
    }
    let auto = try exploreSample(["--glyphs", "ascii"], environment: ["COLORFGBG": "0;15"])
    #expect(colours(auto) == colours(light))
    dark.expect("no colours", after: ":color never\r") { !$0.hasColours() }
  }

  @Test func `name what an option has to be`() throws {
    for options in [["--palette", "rainbow"], ["--theme", "pink"], ["--glyphs", "braille"]] {
      let session = try explore(ProgramRun.sample("weights.bin"), options, columns: 160)
      #expect(session.waitForExit(upTo: .seconds(30)) == .code(2))
      #expect(session.line(0).contains(options[1]), "\(session.picture)")
    }
  }
}
