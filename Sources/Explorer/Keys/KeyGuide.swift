/// The explorer's keys for readers without it: the table that dispatches them, by where they act.
public enum KeyGuide {
  /// Keys, and what they do.
  public struct Entry: Sendable, Hashable {
    /// The keys' names, with blanks between them.
    public let keys: String
    /// What they do.
    public let action: String
  }

  /// The keys of a place.
  public struct Section: Sendable, Hashable {
    /// What the keys are about, or the screen that alone knows them.
    public let title: String
    /// The keys.
    public let entries: [Entry]
  }

  /// The keys of everywhere by what they are about, then those of each screen.
  public static var sections: [Section] {
    KeyBinding.Group.allCases.compactMap { group in
      section(group.rawValue, KeyTable.everywhere.filter { $0.group == group })
    }
      + Screens.all.compactMap { screen in
        section("In \(screen.tab): \(screen.summary)", screen.bindings)
      }
  }

  private static func section(_ title: String, _ bindings: [KeyBinding]) -> Section? {
    guard !bindings.isEmpty else { return nil }
    return Section(
      title: title, entries: bindings.map { Entry(keys: $0.names, action: $0.help) })
  }
}
