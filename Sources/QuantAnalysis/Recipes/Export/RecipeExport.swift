public import QuantCore
public import TensorFiles

/// A way to write a recipe down for a program to read.
///
/// A new way is one file and one row in `RecipeExport.kinds`.
public protocol RecipeExporter: Sendable {
  /// The name by which it is asked for, one word.
  var name: String { get }
  /// The suffix of its files, without the dot.
  var suffix: String { get }
  /// What it is for, in a line.
  var summary: String { get }

  /// Writes a recipe down.
  ///
  /// - Parameter recipe: The recipe.
  /// - Returns: The text, and what has to be known about it.
  /// - Throws: `RecipeError` about a choice that it has no words for.
  func text(of recipe: Recipe) throws(RecipeError) -> RecipeText

  /// Why the program can't hold a tensor in a format; nil where it can, or says nothing of that tensor.
  func refusal(of tensor: TensorDescriptor, as id: FormatID) -> String?

  /// What a tensor has in common with those that have to get the same format; nil where it stands alone.
  func bond(of tensor: TensorDescriptor) -> String?
}

extension RecipeExporter {
  /// What the program can't take of a recipe as it stands: formats that it does not hold, and tensors that have to be
  /// alike and are not.
  ///
  /// - Parameter recipe: The recipe.
  /// - Returns: A line about each kind of objection; none where it takes the recipe.
  public func objections(to recipe: Recipe) -> [String] {
    [RecipeRefusals(in: recipe, for: self).note, RecipeBonds(in: recipe, for: self).note]
      .compactMap(\.self)
  }
}

/// A recipe as it is written to a file.
public struct RecipeText: Sendable, Hashable {
  /// The content of the file.
  public let text: String
  /// What the file can't say, and how to use it: a line each.
  public let notes: [String]

  init(_ text: String, notes: [String] = []) {
    self.text = text
    self.notes = notes
  }
}

/// The ways to write recipes down.
public enum RecipeExport {
  /// All of them, quantview's own last.
  public static let kinds: [any RecipeExporter] = [
    LlamaQuantizeRecipe(), CompressedTensorsRecipe(), ModelOptRecipe(), PlainRecipe.csv,
    PlainRecipe.json,
  ]

  /// Writes a recipe down for a program.
  ///
  /// - Parameters:
  ///   - recipe: The recipe.
  ///   - name: The name of a kind.
  /// - Returns: The text, and what has to be known about it.
  /// - Throws: `RecipeError` about an unknown name, or a choice that the program has no words for.
  public static func text(
    _ recipe: Recipe, for name: String
  ) throws(RecipeError) -> RecipeText {
    try kind(named: name).text(of: recipe)
  }

  /// The kind with a name.
  ///
  /// - Throws: `RecipeError` where there is none.
  public static func kind(named name: String) throws(RecipeError) -> any RecipeExporter {
    guard let kind = kinds.first(where: { $0.name == name }) else {
      let names = kinds.map(\.name).joined(separator: ", ")
      throw RecipeError("a recipe for \(name): expected one of \(names)")
    }
    return kind
  }
}
