internal import QuantCore

/// What a linear layer multiplies: the format of its weights and that of its activations, `WEIGHTS@ACTIVATIONS`.
///
/// Only what the cost needs: how many bits are read, and what kind of operands meet in the matrix unit.
public struct LayerRecipe: Sendable, Hashable, CustomStringConvertible {
  /// The identifier in full.
  public let id: String
  /// The weights.
  public let weights: LayerOperand
  /// The activations, quantized as the layer is called unless they are BF16 or F32.
  public let activations: LayerOperand

  /// Short names of some recipes.
  public static let aliases = [
    "bf16": "bf16@bf16", "f32": "f32@f32", "a16w16": "bf16@bf16", "a16w4": "int4-g128@bf16",
    "a8w8": "int8-row@int8-row", "a8w4": "int4-g128@int8-g128",
  ]

  /// The recipes that are compared, from the most bits to the fewest.
  public static let compared: [LayerRecipe] = [
    "bf16@bf16", "int8-row@bf16", "int8-row@int8-row", "fp8-row@fp8-row", "fp8-128x128@fp8-g128",
    "mxfp8-e4m3@mxfp8-e4m3", "mxfp6-e2m3@mxfp6-e2m3", "nvfp4@bf16", "mxfp4@bf16", "int4-g128@bf16",
    "int4-g128@int8-g128", "mxfp4@mxfp8-e4m3", "nvfp4@nvfp4", "mxfp4@mxfp4", "int2-g64@bf16",
    "ternary@int8-row",
  ].compactMap { try? LayerRecipe($0) }

  /// Reads an identifier: both formats, an alias, or weights alone, whose activations are BF16.
  ///
  /// - Throws: `UnknownRecipe` where a format is not known.
  public init(_ text: String) throws(UnknownRecipe) {
    let full = Self.aliases[text] ?? text
    let sides = full.split(separator: "@", omittingEmptySubsequences: false).map { String($0) }
    guard let first = sides.first, sides.count <= 2 else {
      throw UnknownRecipe(text: text, reason: "a recipe is WEIGHTS@ACTIVATIONS")
    }
    let second = sides.count == 2 ? sides[1] : "bf16"
    weights = try LayerOperand(first, in: text)
    activations = try LayerOperand(second, in: text)
    id = "\(first)@\(second)"
  }

  /// The identifier.
  public var description: String { id }

  /// Whether activations stay as they come.
  public var isWeightOnly: Bool { activations.isPlain && !weights.isPlain }
}

/// Says why a recipe is none.
public struct UnknownRecipe: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text as asked for.
  public let text: String
  /// Why it names no recipe.
  public let reason: String

  /// One line for the user.
  public var description: String { "recipe \(text): \(reason)" }
}
