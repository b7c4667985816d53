public import TensorFiles
internal import TerminalKit

/// The defaults that a user has set: `key = value` on a line each, and comments from `#` on.
public struct Configuration: Sendable, Hashable {
  private var texts: [String: String] = [:]
  /// Where it was read from; nil where it was not.
  public private(set) var path: String?

  /// A configuration that sets nothing.
  public init() {}

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - file: The text.
  ///   - table: The settings that there are.
  /// - Throws: A `ConfigurationError` that names the first line that is wrong.
  public init(_ file: TextFile, table: [any SettingRow]) throws(ConfigurationError) {
    path = file.path
    var places: [String: Int] = [:]
    for (index, line) in file.lines.enumerated() {
      let number = index + 1
      func wrong(_ detail: String) -> ConfigurationError {
        ConfigurationError(path: file.path, line: number, detail)
      }
      let content = Self.trimmed(Self.withoutComment(line))
      guard !content.isEmpty else { continue }
      guard let sign = content.firstIndex(of: "=") else {
        throw wrong("\(PrintableName.quoted(content)) has no =, expected KEY = VALUE")
      }
      let key = Self.trimmed(content[..<sign])
      let value = Self.trimmed(content[content.index(after: sign)...])
      guard let setting = table.first(where: { $0.key == key }) else {
        let keys = table.map(\.key).joined(separator: ", ")
        throw wrong("there is no setting \(PrintableName.quoted(key)), expected one of \(keys)")
      }
      guard setting.accepts(value) else {
        throw wrong("\(key) is \(PrintableName.quoted(value)), expected \(setting.expected)")
      }
      if let before = places[key] { throw wrong("\(key) is set in line \(before) already") }
      places[key] = number
      texts[key] = value
    }
  }

  /// What is set; nil where nothing is.
  public subscript<Value>(_ setting: Setting<Value>) -> Value? {
    texts[setting.key].flatMap { setting.value(of: $0) }
  }

  private static func withoutComment(_ line: Substring) -> Substring {
    var isBlankBefore = true
    for index in line.indices {
      if line[index] == "#", isBlankBefore { return line[..<index] }
      isBlankBefore = line[index].isWhitespace
    }
    return line
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  /// A configuration that sets nothing and says what could be set.
  ///
  /// - Parameters:
  ///   - table: The settings that there are.
  ///   - preface: What stands above them, a paragraph.
  /// - Returns: The text, with a line end after each line.
  public static func commentedDefault(of table: [any SettingRow], preface: String) -> String {
    var lines = wrapped(preface, first: "# ", rest: "# ")
    for setting in table {
      lines += [""] + wrapped(setting.help, first: "# ", rest: "# ")
      lines += wrapped("One of: " + setting.expected + ".", first: "# ", rest: "# ")
      lines.append("# \(setting.key) = \(setting.usual)")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// What is wrong with a configuration, in one line.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path as the user gave it.
  public let path: String
  /// The line, counted from 1; nil where the file itself is to blame.
  public let line: Int?
  /// What is wrong, and what was expected.
  public let detail: String

  /// Creates an error.
  public init(path: String, line: Int?, _ detail: String) {
    self.path = path
    self.line = line
    self.detail = detail
  }

  /// The one line that a user sees.
  public var description: String {
    let place = line.map { ": line \($0)" } ?? ""
    return "\(PrintableName.escaped(path))\(place): \(detail)"
  }
}
