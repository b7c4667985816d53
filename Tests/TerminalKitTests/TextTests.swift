import TerminalKit
import Testing

@Suite struct `The width of text` {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ｱ", 1), ("Ａ", 2), ("🙂", 2),
    ("─▀█", 3),
    ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{200B}\u{202E}", 0), ("±×°", 3), ("…", 1),
    ("\u{1B}[m", 3), ("☃", 1), ("❤\u{FE0F}", 1),
  ])
  func `is counted in columns`(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }
}

@Suite struct `Shortened text` {
  @Test(arguments: [
    (10, "layers.0.q", "layers.0.q"), (8, "layers.…", "…ers.0.q"), (1, "l", "l"), (0, "", ""),
  ])
  func `keeps its beginning or its end`(width: Int, start: String, end: String) {
    let traits = TerminalTraits.full
    #expect(traits.shortened("layers.0.q", to: width) == start)
    #expect(traits.shortened("layers.0.q", to: width, keeping: .end) == end)
  }

  @Test func `keeps both ends and says so in ASCII`() {
    #expect(TerminalTraits.full.shortened("abcdefghij", to: 7, keeping: .ends) == "abc…hij")
    #expect(TerminalTraits.plain.shortened("abcdefghij", to: 6, keeping: .ends) == "ab..ij")
    #expect(TerminalTraits.plain.shortened("abcdefghij", to: -4) == "")
  }

  @Test(arguments: 0...9) func `never takes more than its room`(width: Int) {
    for part in [KeptPart.start, .end, .ends] {
      let text = TerminalTraits.full.shortened("漢a字b界c世d", to: width, keeping: part)
      #expect(DisplayWidth.of(text) <= width)
    }
  }
}
