import Charts
import TerminalKit
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct `The clipboard` {
  @Test(arguments: ["", "a", "ab", "abc", "é漢\n", String(repeating: "0.123 ", count: 700)])
  func `is handed text in base 64`(_ text: String) throws {
    let bytes = try #require(Clipboard.sequence(copying: text, by: .direct))
    let sequence = String(decoding: bytes, as: UTF8.self)
    #expect(sequence.hasPrefix("\u{1B}]52;c;") && sequence.hasSuffix("\u{7}"))
    let content = sequence.dropFirst(7).dropLast()
    #expect(content == Data(text.utf8).base64EncodedString())
    #expect(Clipboard.sequence(copying: text, by: .tmux) == bytes)
  }

  @Test func `takes 74,994 bytes, which make less than 100,000 of the sequence, and not one more`()
  {
    let most = String(repeating: "x", count: 74_994)
    // 7 bytes before and 1 after what base64 makes of it.
    #expect(Clipboard.sequence(copying: most, by: .direct)?.count == 100_000)
    for route in ClipboardRoute.allCases {
      #expect(Clipboard.sequence(copying: most + "x", by: route) == nil)
    }
    // Bytes count, not characters.
    #expect(Clipboard.sequence(copying: String(repeating: "é", count: 37_498), by: .direct) == nil)
  }

  @Test func `is reached through screen in pieces that it hands on`() throws {
    let text = String(repeating: "quantization ", count: 100)
    let plain = try #require(Clipboard.sequence(copying: text, by: .direct))
    let bytes = try #require(Clipboard.sequence(copying: text, by: .screen))
    let wrapped = String(decoding: bytes, as: UTF8.self)
    #expect(wrapped.hasPrefix("\u{1B}P\u{1B}]52;c;") && wrapped.hasSuffix("\u{7}\u{1B}\\"))
    let pieces = wrapped.components(separatedBy: "\u{1B}\\").filter { !$0.isEmpty }
    #expect(pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count <= 256 })
    let joined = pieces.map { $0.dropFirst(2) }.joined()
    #expect(Array(joined.utf8) == plain)
  }

  @Test(arguments: [
    ("xterm-256color", false, false, ClipboardRoute.direct), ("foot", false, false, .direct),
    ("xterm", false, false, .direct), ("tmux-256color", true, false, .tmux),
    ("tmux-256color", false, false, .tmux), ("screen-256color", true, false, .tmux),
    ("screen-256color", false, false, .tmux), ("screen-256color", false, true, .screen),
    ("screen.xterm-256color", false, false, .screen), ("screen", true, true, .tmux),
    ("linux", false, false, .none), ("linux-16color", false, false, .none),
    ("vt100", false, false, .none), ("vt220", false, false, .none), ("dumb", false, false, .none),
    ("", false, false, .none), ("vte-256color", false, false, .direct),
  ])
  func `is where the terminal's type and surroundings say`(
    _ name: String, _ isInTmux: Bool, _ isInScreen: Bool, _ route: ClipboardRoute
  ) {
    #expect(ClipboardRoute(terminal: name, isInTmux: isInTmux, isInScreen: isInScreen) == route)
  }

  @Test func `that there is not is handed nothing`() {
    #expect(Clipboard.sequence(copying: "x", by: .none) == nil)
  }
}

@Suite struct `A frame as text` {
  @Test(arguments: [TerminalTraits.full, .plain])
  func `has neither boxes nor spaces at the ends`(_ traits: TerminalTraits) {
    var frame = Frame(Size(columns: 30, rows: 6))
    let room = frame.drawPanel(
      "title", in: Rect(column: 2, row: 1, columns: 20, rows: 4), traits: traits)
    frame.put("a  -1.5 | b", at: room.origin)
    frame.put("+2", at: Point(column: room.left, row: room.top + 1))
    let text = frame.plainText(in: frame.bounds)
    #expect(text == ["  title", "a  -1.5 | b", "+2"])
  }

  @Test func `shows a map's colours as shades`() {
    var frame = Frame(Size(columns: 20, rows: 4))
    let map = HeatMap(rows: 2, columns: 3, values: [0, 0.5, 1, nil, 1, 0])
    frame.draw(map, in: frame.bounds, traits: .full)
    let text = frame.plainText(in: frame.bounds).joined(separator: "\n")
    #expect(text.contains("@") && text.contains(".") && !text.contains("█"))
  }

  @Test func `of nothing is nothing`() {
    let frame = Frame(Size(columns: 8, rows: 3))
    #expect(frame.plainText(in: frame.bounds).isEmpty)
    #expect(frame.plainText(in: Rect(column: 90, row: 9, columns: 4, rows: 4)).isEmpty)
  }
}
