public import TensorFiles
public import TerminalKit

/// Keys to press and screens to keep, a step on each line: the explorer without anybody at it.
///
/// A line holds keys by their names (`Down`, `3`, `^L`), several with blanks between them; any other word is typed
/// letter by letter. A line that begins with a colon is a command, one that begins with `#` a comment.
public struct ReplayScript: Sendable, Hashable {
  /// What is done.
  public enum Action: Sendable, Hashable {
    /// Presses keys, one after the other.
    case press([Key])
    /// Waits until nothing is computed or written any more, and all of it is on show.
    case waitUntilIdle
    /// Goes on where a text is on show, within one row, at the latest when nothing is computed any more.
    case expect(String)
    /// Goes on where a text is not on show once nothing is computed any more.
    case reject(String)
    /// Gives the terminal another size.
    case resize(Size)
    /// Writes the screen to a file, as text; with the letters of its styles below where asked for.
    case dump(path: String, hasStyles: Bool)
    /// Ends the session.
    case quit
  }

  /// A step, and where it stands.
  public struct Step: Sendable, Hashable {
    /// The line, counted from 1.
    public let line: Int
    /// What is done.
    public let action: Action
  }

  /// The path as the user gave it.
  public let path: String
  /// The steps in their order.
  public private(set) var steps: [Step] = []
  /// The terminal's size at first: 80x24 unless the script says otherwise.
  public private(set) var size = Size(columns: 80, rows: 24)
  /// What the terminal can show: everything unless the script says otherwise.
  public private(set) var traits = TerminalTraits.full

  /// Reads a script.
  ///
  /// - Parameter file: The text.
  /// - Throws: A `ReplayError` that names the first line that is wrong.
  public init(_ file: TextFile) throws(ReplayError) {
    path = file.path
    traits.name = "script"
    for (index, text) in file.lines.enumerated() {
      let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if first.hasPrefix(":") && first.count > 1 {
        try add(first, rest(of: text), line: index + 1)
      } else {
        steps.append(Step(line: index + 1, action: .press(words.flatMap(Self.keys))))
      }
    }
  }

  /// The command's own words: what is behind its name, without blanks around it.
  private func rest(of text: Substring) -> String {
    let behind = text.drop(while: \.isWhitespace).drop { !$0.isWhitespace }
    let start = behind.drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  private static func keys(_ word: String) -> [Key] {
    // A key is named exactly: "end" is a word to be typed, "End" a key.
    if let key = Key(name: word), key.name == word || word.hasPrefix("^") { return [key] }
    return word.map { .character($0) }
  }

  private mutating func add(
    _ command: String, _ rest: String, line: Int
  ) throws(ReplayError) {
    let wrong = { [path] (detail: String) in ReplayError(path: path, line: line, detail) }
    func step(_ action: Action) { steps.append(Step(line: line, action: action)) }
    let place = PrintableName.quoted(rest)
    switch command {
    case ":size", ":glyphs", ":colors":
      guard steps.isEmpty else { throw wrong("\(command) stands before the first step") }
      try set(command, rest, wrong)
    case ":resize":
      guard let size = Self.size(rest) else {
        throw wrong(":resize \(place), expected COLUMNSxROWS such as 120x40")
      }
      step(.resize(size))
    case ":wait":
      guard rest == "idle" else { throw wrong(":wait \(place), expected :wait idle") }
      step(.waitUntilIdle)
    case ":type": step(.press(rest.map { .character($0) }))
    case ":expect", ":reject":
      guard !rest.isEmpty else { throw wrong("\(command) without a text") }
      step(command == ":expect" ? .expect(rest) : .reject(rest))
    case ":dump", ":dump-styles":
      guard !rest.isEmpty else { throw wrong("\(command) without the path of a file") }
      step(.dump(path: rest, hasStyles: command == ":dump-styles"))
    case ":quit": step(.quit)
    default:
      throw wrong(
        "there is no \(PrintableName.escaped(command)), expected one of :size :glyphs :colors :resize"
          + " :wait :type :expect :reject :dump :dump-styles :quit")
    }
  }

  private mutating func set(
    _ command: String, _ rest: String, _ wrong: (String) -> ReplayError
  ) throws(ReplayError) {
    let place = PrintableName.quoted(rest)
    switch command {
    case ":size":
      guard let size = Self.size(rest) else {
        throw wrong(":size \(place), expected COLUMNSxROWS such as 80x24")
      }
      self.size = size
    case ":glyphs":
      guard let glyphs = GlyphLevel(rawValue: rest) else {
        throw wrong(":glyphs \(place), expected \(Self.names(GlyphLevel.allCases))")
      }
      traits.glyphs = glyphs
      traits.isUTF8 = glyphs != .ascii
    default:
      let depths: [String: ColourDepth] = ["none": .none, "8": .eight, "256": .palette256]
      guard let colours = depths[rest] else {
        throw wrong(":colors \(place), expected none, 8 or 256")
      }
      traits.colours = colours
    }
  }

  private static func names(_ levels: [GlyphLevel]) -> String {
    levels.map(\.rawValue).joined(separator: ", ")
  }

  private static func size(_ text: String) -> Size? {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let columns = sides[0], let rows = sides[1],
      (1...1000).contains(columns), (1...500).contains(rows)
    else { return nil }
    return Size(columns: columns, rows: rows)
  }
}

/// What is wrong with a script, or what went wrong while it was played, in one line.
public struct ReplayError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path of the script as the user gave it.
  public let path: String
  /// The line, counted from 1.
  public let line: Int
  /// What is wrong, and what was expected.
  public let detail: String

  init(path: String, line: Int, _ detail: String) {
    self.path = path
    self.line = line
    self.detail = detail
  }

  /// The one line that a user sees.
  public var description: String {
    "\(PrintableName.escaped(path)): line \(line): \(detail)"
  }
}
