internal import TensorFiles

/// The tensors of a recipe that a program can't hold as the recipe says.
///
/// A format that has no place there is no reason to write nothing: each of them gets the best of what the program
/// holds, or stays as it is stored, and a line says so.
public struct RecipeRefusals: Sendable, Hashable {
  /// The name of the program.
  public let kind: String
  /// How many tensors there are.
  public let count: Int
  private let first: Recipe.Entry?
  private let reason: String

  /// Looks for them.
  ///
  /// - Parameters:
  ///   - recipe: The recipe.
  ///   - kind: The way in which it is to be written down.
  public init(in recipe: Recipe, for kind: any RecipeExporter) {
    self.kind = kind.name
    var count = 0
    var first: (entry: Recipe.Entry, reason: String)?
    for entry in recipe.entries {
      guard case .format(let id) = entry.choice,
        let reason = kind.refusal(of: entry.tensor, as: id)
      else { continue }
      count += 1
      if first == nil { first = (entry, reason) }
    }
    self.count = count
    self.first = first?.entry
    reason = first?.reason ?? ""
  }

  /// A line about them, with the first and its reason; nil where there are none.
  public var note: String? {
    guard let first else { return nil }
    let what =
      count == 1
      ? "1 tensor gets another format or stays" : "\(count) tensors get another format or stay"
    return
      "\(kind) can't hold \(PrintableName.quoted(first.tensor.name)) as \(first.choice): \(reason); "
      + "\(what) as stored"
  }
}
