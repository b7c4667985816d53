public import QuantCore

/// How a linear layer is computed: what its weights are stored as, and what its activations become on the way.
///
/// `y[batch, outputs] = x[batch, inputs] · W[outputs, inputs]ᵀ`, both operands as their formats decode them.
public struct LinearRecipe: Sendable {
  /// What one side of the product is made of.
  public enum Operand: Sendable {
    /// As it is.
    case f32
    /// Rounded to BF16, ties to even.
    case bf16
    /// Quantized; activations on the fly.
    case quantized(any QuantizationFormat)

    /// The operand's name: that of its format.
    public var name: String {
      switch self {
      case .f32: "f32"
      case .bf16: "bf16"
      case .quantized(let format): format.id.description
      }
    }
  }

  /// The operand that the weights are.
  public let weights: Operand
  /// The operand that the activations become.
  public let activations: Operand

  /// The identifier: both names.
  public var id: String { "\(weights.name)@\(activations.name)" }

  /// Short names of the usual recipes.
  public static let aliases: KeyValuePairs<String, String> = [
    "f32": "f32@f32", "bf16": "bf16@bf16", "a16w16": "bf16@bf16", "a16w8": "int8-g128@bf16",
    "a16w4": "int4-g128@bf16",
    "a16w3": "int3-g64@bf16", "a16w2": "int2-g64@bf16", "a8w8": "int8-row@int8-row",
    "a8w4": "int4-g128@int8-g128",
  ]

  /// The recipes that are offered, one row each; others can be put together of the same formats.
  public static let offered = [
    "f32@f32", "bf16@bf16",
    "int8-g128@bf16", "int4-g32@bf16", "int4-g64@bf16", "int4-g128@bf16", "int4-g128:asym@bf16",
    "int3-g64@bf16", "int3-g64:asym@bf16", "int2-g64@bf16", "int2-g64:asym@bf16",
    "mxfp4@bf16", "nvfp4@bf16", "ternary@bf16",
    "int8-row@int8-row", "fp8-row@fp8-row", "fp8-128x128@fp8-g128", "int8-32x32@int8-32x32",
    "int4-g128@int8-g128", "int4-g128:asym@int8-g128", "mxfp4@int8-g32", "nvfp4@int8-g16",
    "ternary@int8-row",
    "mxfp8-e4m3@mxfp8-e4m3", "mxfp4@mxfp8-e4m3", "mxfp4@mxfp6-e2m3", "mxfp6-e2m3@mxfp4",
    "mxfp4@mxfp4", "nvfp4@nvfp4",
  ]

  /// The recipe that a text names: an alias, or `WEIGHTS@ACTIVATIONS`.
  ///
  /// - Throws: `LinearError` that says what is unknown or does not go together.
  public init(named text: String) throws(LinearError) {
    let text = Self.aliases.first { $0.key == text }?.value ?? text
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw LinearError(
        "\(text): a recipe is WEIGHTS@ACTIVATIONS, such as int4-g128@bf16, or one of "
          + Self.aliases.map(\.key).joined(separator: ", "))
    }
    weights = try Self.operand(String(parts[0]))
    activations = try Self.operand(String(parts[1]))
    _ = try LinearPlan(self)
  }

  private static func operand(_ name: String) throws(LinearError) -> Operand {
    switch name {
    case "f32": return .f32
    case "bf16": return .bf16
    default:
      do {
        return .quantized(try FormatRegistry.format(named: name))
      } catch {
        throw LinearError("\(name): \(error.reason)")
      }
    }
  }
}

/// Two recipes are the same where they are called the same: names say everything of a format.
extension LinearRecipe: Hashable {
  /// Whether both are called the same.
  public static func == (left: LinearRecipe, right: LinearRecipe) -> Bool { left.id == right.id }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Why a recipe can't be used, in one line.
public struct LinearError: Error, Sendable, Hashable {
  /// What is wrong, and what would do.
  public let message: String

  init(_ message: String) { self.message = message }
}
