/// A figure and where it comes from.
public struct Fact: Sendable, Hashable {
  /// Where a figure comes from.
  public enum Source: Sendable, Hashable {
    /// A publication, the name of which is given.
    case cited(String)
    /// From memory, or from places that disagree; the note says which.
    case unverified(String)
    /// The user's own file.
    case user(String)
  }

  /// The figure, in the unit that its name says.
  public let value: Double
  /// Where it comes from.
  public let source: Source

  /// Creates a figure.
  public init(_ value: Double, _ source: Source) {
    self.value = value
    self.source = source
  }

  /// Whether a source stands behind the figure.
  public var isVerified: Bool { source.isVerified }
}

extension Fact.Source {
  /// Whether there is a source.
  public var isVerified: Bool {
    if case .unverified = self { return false }
    return true
  }

  /// The source in words; `unverified` comes first where there is none.
  public var text: String {
    switch self {
    case .cited(let name): name
    case .unverified(let note): note.isEmpty ? "unverified" : "unverified: \(note)"
    case .user(let path): path
    }
  }
}
