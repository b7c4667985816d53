internal import TensorFiles

/// The tensors of a recipe that a program needs to be alike and that are not.
///
/// What was chosen for each alone is no reason to write nothing, or what can't be loaded: the choice is made again
/// for those together, and a line says so.
public struct RecipeBonds: Sendable, Hashable {
  /// The name of the program.
  public let kind: String
  /// How many sets of tensors differ among themselves.
  public let count: Int
  private let first: String?

  /// Looks for them.
  ///
  /// - Parameters:
  ///   - recipe: The recipe; that a tensor is kept counts as a choice, too.
  ///   - kind: The way in which it is to be written down.
  public init(in recipe: Recipe, for kind: any RecipeExporter) {
    self.kind = kind.name
    var found: [String: Recipe.Choice] = [:]
    var torn: Set<String> = []
    var first: String?
    for entry in recipe.entries {
      guard let bond = kind.bond(of: entry.tensor) else { continue }
      guard let other = found[bond] else {
        found[bond] = entry.choice
        continue
      }
      guard other != entry.choice, torn.insert(bond).inserted else { continue }
      first = first ?? bond
    }
    count = torn.count
    self.first = first
  }

  /// A line about them, with the first; nil where there are none.
  public var note: String? {
    guard let first else { return nil }
    return "\(kind) has one format for \(PrintableName.quoted(first))"
      + (count > 1 ? " and \(count - 1) more such set\(count > 2 ? "s" : "")" : "")
      + ": what belongs together was chosen together"
  }
}
