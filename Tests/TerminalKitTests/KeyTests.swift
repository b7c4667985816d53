import TerminalKit
import Testing

@Suite struct `A key` {
  static let keys: [Key] =
    [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .tab, .backTab, .enter, .escape,
      .backspace, .delete, .insert, .control("l"), .control("z"), .control("c"), .control("@"),
      .function(1), .function(12), .character(" "),
    ] + "jJ?:/[]=^F1é漢".map(Key.character)

  @Test(arguments: keys) func `is found again by its name`(key: Key) {
    #expect(Key(name: key.name) == key)
  }

  @Test(arguments: [
    (Key.control("l"), "^L"), (.pageUp, "PgUp"), (.backTab, "S-Tab"), (.function(1), "F1"),
    (.character("G"), "G"), (.character(" "), "Space"),
  ])
  func `is written as in the footer`(key: Key, name: String) {
    #expect(key.name == name)
  }

  @Test(arguments: ["", "NoKey", "F0", "F64", "F", "^", "^AB"])
  func `has no other names`(name: String) {
    #expect(
      Key(name: name) == (name == "^" ? .character("^") : name == "F" ? .character("F") : nil))
  }

  @Test(arguments: [("pgup", Key.pageUp), ("^l", .control("l")), ("^M", .enter), ("^[", .escape)])
  func `is found by other spellings`(name: String, key: Key) {
    #expect(Key(name: name) == key)
  }

  @Test func `is read from every control code`() {
    let keys = (0..<UInt8(32)).map { Key(scalar: Unicode.Scalar($0)) }
    #expect(keys[3] == .control("c") && keys[0] == .control("@") && keys[27] == .escape)
    #expect(keys[8] == .backspace && keys[9] == .tab && keys[10] == .enter && keys[13] == .enter)
    #expect(Key(scalar: "\u{7F}") == .backspace && Key(scalar: "é") == .character("é"))
    #expect(Set(keys).count == 31)
  }
}
