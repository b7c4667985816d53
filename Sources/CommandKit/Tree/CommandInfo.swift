/// A command of a program: what it is for, what it takes, and how one begins with it.
public struct CommandInfo: Sendable, Hashable {
  /// The word that names it.
  public let name: String
  /// What it does, in one sentence.
  public let abstract: String
  /// More about it, a paragraph each.
  public let discussion: [String]
  /// What it takes: positional arguments, options and flags.
  public let arguments: [ArgumentInfo]
  /// The commands below it.
  public let subcommands: [CommandInfo]
  /// The name of the command that is meant where none is named.
  public let defaultSubcommand: String?
  /// Command lines to begin with.
  public internal(set) var examples: [CommandExample] = []

  /// The command of a name below this one; nil where there is none.
  public func subcommand(_ name: String) -> CommandInfo? {
    subcommands.first { $0.name == name }
  }

  /// The arguments that are told of.
  var shownArguments: [ArgumentInfo] { arguments.filter(\.isShown) }

  /// What stands where an option's or a flag's value does not.
  var positionals: [ArgumentInfo] { shownArguments.filter { $0.kind == .positional } }

  /// Everything that begins with a dash.
  var options: [ArgumentInfo] { shownArguments.filter { $0.kind != .positional } }
}

/// A command line that can be typed as it stands, and what comes of it.
public struct CommandExample: Sendable, Hashable {
  /// The command line.
  public let line: String
  /// What it does, as a phrase without a full stop.
  public let purpose: String

  /// Creates an example.
  ///
  /// - Parameters:
  ///   - line: The command line.
  ///   - purpose: What it does.
  public init(_ line: String, _ purpose: String) {
    self.line = line
    self.purpose = purpose
  }
}
