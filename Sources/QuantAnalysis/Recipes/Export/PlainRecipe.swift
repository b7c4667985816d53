internal import QuantCore
internal import TensorFiles

/// quantview's own files: JSON in few words, and CSV with a row for each tensor; `quantize --recipe` reads both.
struct PlainRecipe: RecipeExporter {
  let name: String
  let suffix: String
  let summary: String
  private let write: @Sendable (Recipe) -> String

  static let json = PlainRecipe(
    name: "json", suffix: "recipe.json", summary: "names and patterns, for quantize --recipe"
  ) { RecipeJSON.text(RecipeRules($0)) }

  static let csv = PlainRecipe(
    name: "csv", suffix: "recipe.csv", summary: "a row for each tensor, for quantize --recipe"
  ) { RecipeCSV.text($0) }

  /// It says what is to become of tensors, and not where that is to be stored.
  func refusal(of tensor: TensorDescriptor, as id: FormatID) -> String? { nil }

  /// It holds each tensor for itself.
  func bond(of tensor: TensorDescriptor) -> String? { nil }

  func text(of recipe: Recipe) throws(RecipeError) -> RecipeText { RecipeText(write(recipe)) }
}
