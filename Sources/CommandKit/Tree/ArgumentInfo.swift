/// An argument, an option or a flag of a command.
public struct ArgumentInfo: Sendable, Hashable {
  /// How it is written.
  public enum Kind: Sendable, Hashable {
    /// A value that stands alone.
    case positional
    /// A name with a value.
    case option
    /// A name.
    case flag
  }

  /// What a shell may offer for its value.
  public enum Values: Sendable, Hashable {
    /// Nothing: a number, or text of the user's.
    case anything
    /// One of these words. A word that ends in a dot is the first half of a value, one that begins with a dot the
    /// second.
    case words([String])
    /// The name of a file.
    case files
  }

  /// How it is written.
  public let kind: Kind
  /// Its names with their dashes, a short one first.
  public let names: [String]
  /// What stands for its value in help, such as `a,b,c`.
  public let valueName: String
  /// What it is for.
  public let abstract: String
  /// Whether it may be left out.
  public let isOptional: Bool
  /// Whether it may be given again.
  public let isRepeating: Bool
  /// Whether help tells of it.
  public let isShown: Bool
  /// What may be offered for its value.
  public let values: Values

  /// Whether its value is a list of words with commas between them: its placeholder has one.
  public var isList: Bool { valueName.contains(",") }

  /// The long name, or the only one.
  var longName: String? { names.last }

  /// How it is written in help, such as `-o, --output OUT`.
  var label: String {
    switch kind {
    case .positional: valueName + (isRepeating ? " ..." : "")
    case .option: names.joined(separator: ", ") + " " + valueName
    case .flag: names.joined(separator: ", ")
    }
  }
}
