/// What there is to know of a program besides its commands: what its help and its manual are made from.
public struct ProgramGuide: Sendable {
  /// Something by its name, and what it means.
  public struct Entry: Sendable, Hashable {
    /// The name: a variable, a file, an exit status, keys.
    public let name: String
    /// What it means, in one sentence.
    public let meaning: String

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - meaning: What it means.
    public init(_ name: String, _ meaning: String) {
      self.name = name
      self.meaning = meaning
    }
  }

  /// Entries under a heading.
  public struct Section: Sendable, Hashable {
    /// The heading.
    public let title: String
    /// The entries.
    public let entries: [Entry]

    /// Creates a section.
    ///
    /// - Parameters:
    ///   - title: The heading.
    ///   - entries: The entries.
    public init(_ title: String, _ entries: [Entry]) {
      self.title = title
      self.entries = entries
    }
  }

  /// The commands.
  public let tree: CommandTree
  /// What the exit status says.
  public let exitStatus: [Entry]
  /// The variables that the program heeds.
  public let environment: [Entry]
  /// The files that it reads.
  public let files: [Entry]
  /// The keys, by where they act.
  public let keys: [Section]

  /// Creates a guide.
  ///
  /// - Parameters:
  ///   - tree: The commands.
  ///   - exitStatus: What the exit status says.
  ///   - environment: The variables that the program heeds.
  ///   - files: The files that it reads.
  ///   - keys: The keys, by where they act.
  public init(
    tree: CommandTree, exitStatus: [Entry], environment: [Entry], files: [Entry],
    keys: [Section]
  ) {
    self.tree = tree
    self.exitStatus = exitStatus
    self.environment = environment
    self.files = files
    self.keys = keys
  }
}
