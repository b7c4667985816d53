import TerminalTestSupport
import Testing

@Suite(.onTerminalThreads) struct `Help` {
  @Test(arguments: ["?", "\u{1B}OP"])
  func `lists the keys and is closed by another`(_ key: String) throws {
    let session = try exploreSample()
    let before = session.picture
    session.expect("help: this screen", after: key)
    session.expect("h j k l")
    session.expect("the slots side by side")
    session.expect("the overview as before", after: "x") { $0.picture == before }
  }

  @Test func `lists the keys of all screens when asked twice`() throws {
    let session = try exploreSample()
    session.resize(columns: 80, rows: 80)
    session.expect("help: this screen", after: "?")
    #expect(!session.contains("filter names"))
    session.expect("help: all screens", after: "?")
    session.expect("filter names")
    session.expect("the overview", after: "\u{1B}") {
      !$0.contains("help: all") && $0.tab == "Over"
    }
  }

  @Test func `scrolls to its end and back`() throws {
    let session = try exploreSample()
    session.expect("help: this screen", after: "?")
    let first = try #require(Self.place(session))
    session.expect("one line further", after: "j") { Self.place($0)?.shown == first.shown + 1 }
    session.expect("the end", after: "G") { Self.place($0).map { $0.shown == $0.count } ?? false }
    session.expect("80x24, 256 colours")
    session.expect("the start", after: "g") { Self.place($0)?.shown == first.shown }
  }

  /// How far help is scrolled, from its foot `19/47 j k scroll`.
  private static func place(_ session: TerminalSession) -> (shown: Int, count: Int)? {
    for line in session.lines {
      guard let found = line.firstMatch(of: /(\d+)\/(\d+) j k/) else { continue }
      return Int(found.1).flatMap { shown in Int(found.2).map { (shown, $0) } }
    }
    return nil
  }
}
