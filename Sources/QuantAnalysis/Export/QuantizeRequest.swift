public import QuantCore
internal import TensorFiles

/// What to make of a checkpoint.
public struct QuantizeRequest: Sendable {
  /// Which format weights get.
  enum Assignment: Sendable {
    /// One for all.
    case format(any QuantizationFormat)
    /// What a recipe says; those that it keeps are not in it.
    case recipe([ByteName: any QuantizationFormat])
  }

  let assignment: Assignment
  /// How they are laid down.
  public let layout: any ExportLayout
  /// Names or patterns of the tensors that get it; empty for every weight that the layout has a place for.
  public let tensors: [String]
  /// Patterns of weights that share a tensor scale, each among those whose names differ in the last part alone.
  public let sharedScales: [String]
  /// The UTF-8 of names that a recipe spells out.
  let namedInRecipe: Set<[UInt8]>

  /// Creates a request.
  public init(
    format: any QuantizationFormat, layout: any ExportLayout, tensors: [String] = [],
    sharedScales: [String] = []
  ) {
    assignment = .format(format)
    self.layout = layout
    self.tensors = tensors
    self.sharedScales = sharedScales
    namedInRecipe = []
  }

  /// Creates a request that a recipe spells out.
  ///
  /// - Parameters:
  ///   - recipe: What becomes of each tensor; those that it doesn't name stay as they are stored.
  ///   - layout: How they are laid down.
  ///   - sharedScales: Patterns of weights that share a tensor scale.
  ///   - names: The names that the recipe spells out: one of a tensor that nothing can hold quantized is an error, and
  ///     no reason to keep it silently.
  /// - Throws: `UnknownFormat` where no format answers to an identifier of the recipe.
  public init(
    recipe: Recipe, layout: any ExportLayout, sharedScales: [String] = [],
    naming names: [String] = []
  ) throws(UnknownFormat) {
    var formats: [FormatID: any QuantizationFormat] = [:]
    for id in recipe.formats { formats[id] = try FormatRegistry.format(id) }
    var assigned: [ByteName: any QuantizationFormat] = [:]
    for entry in recipe.entries {
      guard case .format(let id) = entry.choice else { continue }
      assigned[ByteName(entry.tensor.name)] = formats[id]
    }
    assignment = .recipe(assigned)
    self.layout = layout
    tensors = []
    self.sharedScales = sharedScales
    namedInRecipe = Set(names.map { Array($0.utf8) })
  }

  /// The format that a tensor gets; nil where it stays as it is stored.
  func format(of tensor: TensorDescriptor) -> (any QuantizationFormat)? {
    switch assignment {
    case .format(let format): format
    case .recipe(let formats): formats[ByteName(tensor.name)]
    }
  }

  /// Whether a recipe says what becomes of each tensor.
  var isRecipe: Bool {
    if case .recipe = assignment { true } else { false }
  }

  /// All formats that tensors get.
  var formats: [any QuantizationFormat] {
    switch assignment {
    case .format(let format): return [format]
    case .recipe(let formats):
      var seen: Set<FormatID> = []
      return formats.values.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }
  }
}

/// Why a checkpoint can't be quantized as asked: what, where, and what to try.
public struct QuantizeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One line for the user.
  public let description: String
  /// What was found out about the checkpoint before, one line each: it may be the cause.
  public let notes: [String]

  init(_ description: String, notes: [String] = []) {
    self.description = description
    self.notes = notes
  }
}

/// How far quantizing is.
public struct QuantizeProgress: Sendable, Hashable {
  /// What is worked on: a tensor or a file.
  public let name: String
  /// How many bytes were just read.
  public let byteCount: Int
}
