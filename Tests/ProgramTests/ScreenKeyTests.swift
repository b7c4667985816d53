import TerminalTestSupport
import Testing

@Suite(.onTerminalThreads) struct `Keys that lead from screen to screen` {
  private let names = ["Browse", "Over", "Hist", "Scale", "E8M0", "E4M3"]
  /// Those after them in the order of Tab.
  private let others = ["Fix", "Error", "Block", "Kern", "Advise", "Attn", "Unit", "Rank"]

  @Test func `are the digits`() throws {
    let session = try exploreSample()
    for (index, name) in names.enumerated().reversed() {
      session.expect("screen \(name)", after: "\(index + 1)") { $0.tab == name }
      session.expect("the tab in reverse") { $0.reversed(row: 1) == "[\(index + 1)\(name)]" }
    }
  }

  @Test func `are Tab and Shift-Tab, round and round`() throws {
    let session = try exploreSample()
    for name in ["Report"] + names[2...] + others + names[..<2] {
      session.expect("screen \(name)", after: "\t") { $0.tab == name }
    }
    for name in names[...0] + (["Report"] + names[2...] + others).reversed() {
      session.expect("screen \(name)", after: "\u{1B}[Z") { $0.tab == name }
    }
  }

  @Test func `go back with q, Esc and Backspace until the first one`() throws {
    let session = try exploreSample()
    for (index, name) in names.enumerated() where index > 1 {
      session.expect("screen \(name)", after: "\(index + 1)") { $0.tab == name }
    }
    session.expect("screen E8M0", after: "q") { $0.tab == "E8M0" }
    session.expect("screen Scale", after: "\u{1B}") { $0.tab == "Scale" }
    session.expect("screen Hist", after: "\u{7F}") { $0.tab == "Hist" }
    session.expect("screen Over", after: "q") { $0.tab == "Over" }
    try session.expectEnd(.code(0), after: "q")
  }

  @Test func `keep what each screen showed`() throws {
    let session = try exploreSample()
    let before = session.picture
    session.expect("screen Hist", after: "3") { $0.tab == "Hist" }
    session.expect("the same overview", after: "q") { $0.picture == before }
  }

  @Test(arguments: ["x", "$", "é", "漢", "\u{1}", "\u{1B}[24~", "\u{0}"])
  func `say so where they mean nothing`(_ key: String) throws {
    let session = try exploreSample()
    session.expect("does nothing here; ? lists the keys", after: key)
    session.expect("the footer again", after: "]") { !$0.contains("does nothing here") }
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test(arguments: ["3", "4", "5", "6", "7"])
  func `of a screen's own change only that screen`(_ digit: String) throws {
    let session = try exploreSample()
    session.expect("the screen", after: digit) { $0.contains("[\(digit)") }
    session.send("LzzZZpcuu" + "hjkl" + "gG" + "\u{4}\u{15}" + "A")
    session.expect("slot 2 of 3", after: "]")
    #expect(session.contains("[\(digit)") && session.line(0).hasPrefix(" qv "))
    session.expect("the complete overview", after: "2") { $0.isComplete }
  }

  @Test func `of the histogram change its axes`() throws {
    let session = try exploreSample()
    session.expect("mxfp4  log count", after: "3")
    session.expect("mxfp4  log-log", after: "L")
    session.expect("nvfp4  log-log", after: "V")
    session.expect("nvfp4  linear", after: "L")
    session.expect("zoom", after: "L") { $0.contains("nvfp4  log count") }
    let before = session.picture
    session.expect("another range", after: "z") { $0.contains("zoom") && $0.picture != before }
    session.expect("the range of before", after: "Z") { $0.picture == before }
  }

  @Test func `of the heat map change its cells`() throws {
    let session = try exploreSample()
    session.expect("the map", after: "4") {
      $0.contains("max-pooled") && $0.contains("zoom 0/")
    }
    #expect(session.hasColours() && session.contains("mxfp4 E8M0"))
    session.expect("mean-pooled", after: "p")
    session.expect("palette", after: "c")
    session.expect("zoom 1/", after: "z")
    session.expect("zoom 0/", after: "Z")
    session.expect("nvfp4 E4M3", after: "V")
  }

  @Test func `of the error map change its quantity, its pair and its tiles`() throws {
    let session = try exploreSample()
    session.expect("the map", after: "7") {
      $0.line(0).contains("mxfp4 SQNR") && $0.contains("worst mxfp4 rows")
    }
    session.expect("the largest errors", after: "p") { $0.line(0).contains("mxfp4 max |error|") }
    session.expect("a difference", after: "d") { $0.line(0).contains("mxfp4 - nvfp4") }
    session.expect("the next, mapped", after: "d") {
      $0.line(0).contains("mxfp4 - int4-g128") && $0.contains("mxfp4 and int4-g128 differ most")
    }
    session.expect("largest difference 1 of", after: "T")
    session.expect("zoom 1/", after: "z")
    session.expect("the block inspector", after: "\r") { $0.tab == "Block" }
  }

  @Test func `of the scale grids show the nearest slot that has such scales`() throws {
    let session = try exploreSample()
    session.expect("the E8M0 codes", after: "5") { $0.tab == "E8M0" && $0.contains("0xFF") }
    session.expect("a word on the slot", after: "V") {
      $0.tab == "E8M0" && $0.line(0).contains("mxfp4") && !$0.contains("0xFF NaN")
    }
    session.expect("the E4M3 codes", after: "6") {
      $0.tab == "E4M3" && $0.line(0).contains("nvfp4") && $0.contains("0x00")
    }
  }

  @Test func `switch to plain characters and back`() throws {
    let session = try exploreSample()
    #expect(session.contains("█"))
    session.expect("only ASCII", after: "u") { $0.lines.allSatisfy { $0.allSatisfy(\.isASCII) } }
    session.expect("bars of letters") { $0.contains("#") || $0.contains("@") }
    session.expect("blocks again", after: "u") { $0.contains("█") }
  }
}
