import TerminalTestSupport
import Testing

/// Starts the explorer on a terminal of its own.
func explore(
  _ file: String, _ options: [String] = [], environment: [String: String?] = [:],
  columns: Int = 80, rows: Int = 24
) throws -> TerminalSession {
  try TerminalSession(
    ProgramRun.program, [file] + options, environment: environment, columns: columns, rows: rows)
}

/// Explores `weights.bin` and waits until its overview is complete.
func exploreSample(
  _ options: [String] = [], environment: [String: String?] = [:], columns: Int = 80,
  rows: Int = 24, sourceLocation: SourceLocation = #_sourceLocation
) throws -> TerminalSession {
  let session = try explore(
    ProgramRun.sample("weights.bin"), options, environment: environment, columns: columns,
    rows: rows)
  session.expect("the complete overview", sourceLocation: sourceLocation) {
    $0.isComplete && $0.footer.contains("? help")
  }
  return session
}

extension TerminalSession {
  /// The screen as one text, for messages.
  var picture: String { lines.joined(separator: "\n") }

  /// Types keys and expects a text to be on the screen before long.
  func expect(
    _ text: String, after keys: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expect("\"\(text)\"", after: keys, sourceLocation: sourceLocation) { $0.contains(text) }
  }

  /// Types keys and expects a condition to hold before long.
  func expect(
    _ what: String, after keys: String = "", sourceLocation: SourceLocation = #_sourceLocation,
    until condition: (TerminalSession) -> Bool
  ) {
    if !keys.isEmpty { send(keys) }
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(30) {
      // A picture may arrive in pieces: what holds has to hold when it is whole.
      guard wait(upTo: .seconds(30), until: condition) else { break }
      drain(untilSilentFor: .milliseconds(20))
      if condition(self) { return }
    }
    Issue.record(
      "\(what) never came after \(keys.debugDescription):\n\(picture)",
      sourceLocation: sourceLocation)
  }

  /// Expects the program to end, with the terminal as it was before.
  func expectEnd(
    _ expected: Exit, after keys: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if !keys.isEmpty { send(keys) }
    let exit = waitForExit(upTo: .seconds(30))
    #expect(exit == expected, "\(picture)", sourceLocation: sourceLocation)
    #expect(isCursorVisible, sourceLocation: sourceLocation)
    #expect(!isAlternateScreen, sourceLocation: sourceLocation)
    #expect(isPlain, "attributes are left", sourceLocation: sourceLocation)
    // Clicks, motion and pastes are reported in other ways than the shell knows.
    for mode in [9, 1000, 1002, 1003, 1005, 1006, 2004] {
      #expect(!isSet(mode: mode), "mode \(mode)", sourceLocation: sourceLocation)
    }
    #expect(try modes == TerminalSession.freshModes(), sourceLocation: sourceLocation)
  }

  /// The modes of a terminal that nobody has changed.
  private static func freshModes() throws -> UInt {
    let session = try TerminalSession("/bin/sh", ["-c", ":"])
    _ = session.waitForExit()
    return session.modes
  }

  /// The row of the overview that has every slot's SQNR, as words.
  private var ratioWords: [Substring] {
    for line in lines {
      // Panels have borders, and narrow tables short names.
      let words = line.split(separator: " ").drop { $0 == "│" }.map { $0.drop { $0 == "│" } }
      if words.starts(with: ["SQNR"]) { return Array(words.dropFirst()) }
    }
    return []
  }

  /// The SQNR of every slot in the overview.
  var ratios: [Double] { ratioWords.compactMap { Double($0.last == "*" ? $0.dropLast() : $0) } }

  /// How many slots the overview compares.
  private var slotCount: Int? {
    let heads = lines.lazy.compactMap { $0.firstMatch(of: /\bweights only +([^│]*)/) }
    return heads.first.map { $0.1.split(separator: " ").count }
  }

  /// Whether the overview is on show and the analysis is done.
  var isComplete: Bool {
    contains("[2Over]") && !line(0).contains("%") && !line(0).contains("stopped")
      && slotCount == ratios.count
      && (ratios.count == 1 || ratioWords.contains { $0.hasSuffix("*") })
  }

  /// The name of the screen on show, from the row of tabs.
  var tab: String? {
    line(1).split(separator: " ").first { $0.hasPrefix("[") && $0.hasSuffix("]") }.map {
      String($0.dropFirst().dropLast().drop(while: \.isNumber))
    }
  }

  /// The lowest row: hints or a message.
  var footer: String { lines.last ?? "" }

  /// The reversed cells of a row, as text.
  func reversed(row: Int, columns: Int = 80) -> String {
    (0..<columns).map { cell(row, $0) }.filter(\.isReversed).map(\.text).joined()
  }

  /// Whether some cell has a colour.
  func hasColours(rows: Int = 24, columns: Int = 80) -> Bool {
    (0..<rows).contains { row in
      (0..<columns).contains { column in
        let cell = cell(row, column)
        return cell.foreground >= 0 || cell.background >= 0
      }
    }
  }
}
