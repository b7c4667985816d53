/// A default that users may set for themselves: one row of the table that the configuration is checked against
/// and its commented default is made from.
public struct Setting<Value: Sendable>: SettingRow {
  /// The key, as it stands in the file.
  public let key: String
  /// The value that is in force where nothing is set.
  public let usual: String
  /// What it does, in one sentence.
  public let help: String
  /// What values there are, as a phrase behind "expected".
  public let expected: String
  private let read: @Sendable (String) -> Value?

  /// Creates a setting.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - usual: The value that is in force where nothing is set.
  ///   - help: What it does, in one sentence.
  ///   - expected: What values there are, as a phrase behind "expected".
  ///   - read: Reads a value; nil where it is none.
  public init(
    _ key: String, usual: String, help: String, expected: String,
    read: @escaping @Sendable (String) -> Value?
  ) {
    self.key = key
    self.usual = usual
    self.help = help
    self.expected = expected
    self.read = read
  }

  /// The value that a text stands for; nil where it is none.
  public func value(of text: String) -> Value? { read(text) }

  /// Whether a text is a value.
  public func accepts(_ text: String) -> Bool { read(text) != nil }
}

extension Setting {
  /// Creates a setting with one value out of a few words.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - words: The words, the usual one first.
  ///   - help: What it does, in one sentence.
  ///   - read: What a word stands for; nil where it is none after all.
  public init(
    _ key: String, oneOf words: [String], help: String,
    read: @escaping @Sendable (String) -> Value?
  ) {
    self.init(
      key, usual: words.first ?? "", help: help,
      expected: words.count > 1
        ? words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "") : words.joined()
    ) { words.contains($0) ? read($0) : nil }
  }
}

/// A setting whatever the type of its value.
public protocol SettingRow: Sendable {
  /// The key, as it stands in the file.
  var key: String { get }
  /// The value that is in force where nothing is set.
  var usual: String { get }
  /// What it does, in one sentence.
  var help: String { get }
  /// What values there are, as a phrase behind "expected".
  var expected: String { get }

  /// Whether a text is a value.
  func accepts(_ text: String) -> Bool
}
