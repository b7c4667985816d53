import TerminalTestSupport
import TestSupport
import Testing

/// The explorer as a job of a shell, and bursts of anything that a terminal can send.
struct TerminalStorm {
  private let session: TerminalSession
  private var random: SplitMix64
  private var columns = 80
  private var rows = 24
  /// What was done last, for messages.
  private var log: [String] = []

  /// Sizes at which layouts change, beside any others.
  private static let sizes = [
    (1, 1), (16, 4), (20, 5), (40, 12), (80, 24), (120, 40), (200, 60), (300, 100), (1, 100),
    (300, 1),
  ]
  /// All but those that quit or write files; ^C and ^Z have their own turns.
  private static let keys: [String] =
    (0x20..<0x7F).compactMap(Unicode.Scalar.init).map { String(Character($0)) }
    .filter { !["q", "Q", "e", "E"].contains($0) }
    + ["\t", "\t", "\r", "\u{1B}", "\u{7F}", "\u{4}", "\u{15}", "\u{0C}", "é", "漢", "e\u{301}"]
    + ["A", "B", "C", "D", "H", "F", "Z", "5~", "6~", "1;5A", "11~"].map { "\u{1B}[" + $0 }
    + ["A", "B", "C", "D", "H", "F", "P"].map { "\u{1B}O" + $0 }
  /// Sequences that no terminal would send whole, and bytes that are no text.
  private static let broken: [[UInt8]] =
    [
      "[", "[1;", "[<0;5", "[200", "]52;c;", "O", "[?1;2c", "[99999999999999999999A", "P1$r",
      "[;;;;;m",
    ]
    .map { Array("\u{1B}\($0)".utf8) }
    + [[0x9B], [0xC3, 0x28], [0xFF, 0xFE], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0]]
  private static let pastes = [
    "", "3Q\u{3}\nq", "blk.0.ffn", String(repeating: "x\n", count: 3000), "\u{202E}漢\u{7}\u{9B}31m",
  ]

  /// Starts the explorer with the mouse on, in a directory that it may write to.
  init(seed: UInt64, in directory: TemporaryDirectory) throws {
    random = SplitMix64(seed: seed)
    session = try TerminalSession("/bin/bash", ["--norc", "-i"], environment: ["PS1": "$ "])
    session.expect("the prompt") { $0.contains("$") }
    let file = ProgramRun.sample("transformer.safetensors")
    session.send("cd '\(directory.path)' && '\(ProgramRun.program)' --mouse '\(file)'\n")
    session.expect("the browser") { $0.tab == "Browse" && $0.footer.contains("mouse") }
  }

  /// Sends a burst of a few things, or stops the explorer and goes on with it.
  mutating func strike() {
    if Int.random(in: 0..<12, using: &random) == 0 { return stop() }
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      switch Int.random(in: 0..<24, using: &random) {
      case 0, 1: resize()
      case 2: click()
      case 3:
        let text = Self.pastes.randomElement(using: &random) ?? ""
        send("\u{1B}[200~" + text)
        // Some never end by themselves.
        if Bool.random(using: &random) { send("\u{1B}[201~") }
      case 4: send(bytes: Self.broken.randomElement(using: &random) ?? [])
      case 5: send(String(Int.random(in: 0...9, using: &random)))
      default: send(Self.keys.randomElement(using: &random) ?? "j")
      }
    }
  }

  private mutating func send(_ text: String) { send(bytes: Array(text.utf8)) }

  private mutating func send(bytes: [UInt8]) {
    let shown = String(decoding: bytes.prefix(24), as: UTF8.self)
    log = log.suffix(20) + [shown.debugDescription]
    session.send(bytes: bytes)
  }

  private mutating func resize() {
    (columns, rows) =
      Bool.random(using: &random)
      ? Self.sizes.randomElement(using: &random) ?? (80, 24)
      : (Int.random(in: 1...300, using: &random), Int.random(in: 1...100, using: &random))
    log = log.suffix(20) + ["\(columns)x\(rows)"]
    session.resize(columns: columns, rows: rows)
  }

  /// A press, a wheel's turn or a move with odd coordinates, in each way that mice are reported.
  private mutating func click() {
    let column = Int.random(in: 0...columns + 3, using: &random)
    let row = Int.random(in: 0...rows + 3, using: &random)
    let button = [0, 1, 2, 32, 35, 64, 65, 66, 128].randomElement(using: &random) ?? 0
    if Int.random(in: 0..<6, using: &random) == 0 {
      // The old way, whose bytes are no text.
      return send(bytes: [0x1B, 0x5B, 0x4D, 0x20, UInt8(33 + column % 40), UInt8(33 + row % 40)])
    }
    send("\u{1B}[<\(button);\(column);\(row)\(Bool.random(using: &random) ? "M" : "m")")
  }

  /// Stops by ^Z, changes the size a few times, and goes on in the foreground.
  private mutating func stop() {
    calm()
    log = log.suffix(20) + ["^Z"]
    session.expect("the shell after \(log)", after: "\u{1A}") {
      !$0.isAlternateScreen && $0.isCursorVisible
    }
    for _ in 0..<Int.random(in: 0...20, using: &random) { resize() }
    session.expect("the explorer again after \(log)", after: "fg\n") { $0.isAlternateScreen }
  }

  /// Ends what is half sent, so that a control key is one.
  private func calm() {
    session.drain(untilAtRestFor: .milliseconds(60))
    session.send("\u{1B}[201~")
    session.drain(untilAtRestFor: .milliseconds(60))
  }

  /// Stops all work, so that only keys can change the picture, and compares it with a repaint of all.
  ///
  /// - Returns: whether it is valid and the same; what is not is recorded.
  mutating func settle() throws -> Bool {
    calm()
    session.send("\u{3}")
    // The word on it, where there is room, tells that all before it is answered.
    if rows >= 2, columns >= 12 {
      let last = rows - 1
      _ = session.wait(upTo: .seconds(10)) {
        let word = $0.line(last)
        return word.contains("^C") || word.contains("stop")
      }
    } else {
      session.drain(untilAtRestFor: .milliseconds(300))
    }
    session.drain(untilAtRestFor: .milliseconds(60))
    let before = cells
    let count = session.output.count
    session.send("\u{0C}")
    _ = session.wait(upTo: .seconds(10)) { $0.output.count > count }
    session.drain(untilAtRestFor: .milliseconds(60))
    // On a busy machine a picture comes in pieces.
    var after = cells
    let start = ContinuousClock.now
    while difference(before, after) != nil, ContinuousClock.now - start < .seconds(3) {
      session.drain(untilSilentFor: .milliseconds(100))
      after = cells
    }
    #expect(session.exitStatus == nil && session.isAlternateScreen, "\(log)\n\(session.picture)")
    if let fault = fault(of: before) ?? fault(of: after) ?? difference(before, after) {
      // The picture has as many lines as the terminal; after them, what is wrong would be hard to find.
      print(session.picture)
      Issue.record("\(columns)x\(rows), \(fault), after \(log)")
      return false
    }
    // Work goes on.
    session.send("a")
    return session.isAlternateScreen
  }

  private var cells: [[ScreenCell]] {
    (0..<rows).map { row in (0..<columns).map { session.cell(row, $0) } }
  }

  /// The first cell that a repaint changed, in words.
  private func difference(_ before: [[ScreenCell]], _ after: [[ScreenCell]]) -> String? {
    // A message goes with the next key. It ends in the last row, which tells it where it is wide enough, and
    // may take a quarter of them.
    let hasMessage = columns < 12 || before.last != after.last
    let said = hasMessage ? max(1, rows / 4) : 0
    for row in 0..<max(0, rows - said) {
      for column in 0..<columns where before[row][column] != after[row][column] {
        return
          "row \(row), column \(column): \(before[row][column]), repainted \(after[row][column])"
      }
    }
    return nil
  }

  /// What no cell may hold.
  private func fault(of cells: [[ScreenCell]]) -> String? {
    for (row, line) in cells.enumerated() {
      for (column, cell) in line.enumerated() {
        let place = "row \(row), column \(column): \(cell)"
        let isText = cell.text.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) && $0.value != 0xFFFD
        }
        if !isText { return "\(place) is no text" }
        if cell.width == 2, column + 1 >= columns { return "\(place) is cut in half" }
        if !(0...2).contains(cell.width) { return "\(place) has no such width" }
        if !(-1...255).contains(cell.foreground) || !(-1...255).contains(cell.background) {
          return "\(place) has no such colour"
        }
      }
    }
    return nil
  }

  /// Quits and expects the shell, its terminal as it was.
  mutating func end() throws {
    calm()
    session.resize(columns: 80, rows: 24)
    for key in ["\u{3}", "\u{1B}", "\u{1B}"] {
      session.send(key)
      session.drain(untilSilentFor: .milliseconds(100))
    }
    session.expect("the shell", after: "Q") { !$0.isAlternateScreen && $0.isCursorVisible }
    session.expect("status 0", after: "echo status $?\n")
    #expect(session.isPlain && !session.isSet(mode: 1000))
  }
}
