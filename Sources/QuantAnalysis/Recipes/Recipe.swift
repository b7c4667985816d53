public import QuantCore
public import TensorFiles

/// What becomes of every tensor of a model: a format, or nothing.
public struct Recipe: Sendable, Hashable {
  /// What becomes of one tensor.
  public enum Choice: Sendable, Hashable {
    /// It stays as it is stored.
    case keep
    /// It gets this format.
    case format(FormatID)
  }

  /// A tensor and what becomes of it.
  public struct Entry: Sendable, Hashable {
    /// The tensor.
    public let tensor: TensorDescriptor
    /// What becomes of it.
    public let choice: Choice

    /// Creates an entry.
    public init(tensor: TensorDescriptor, choice: Choice) {
      self.tensor = tensor
      self.choice = choice
    }
  }

  /// The tensors in the order of the model; no name stands twice.
  public let entries: [Entry]

  /// Creates a recipe.
  public init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The formats that tensors get, in the order of the first of each.
  public var formats: [FormatID] {
    var seen: Set<FormatID> = []
    return entries.compactMap { entry in
      guard case .format(let id) = entry.choice, seen.insert(id).inserted else { return nil }
      return id
    }
  }
}

extension Recipe.Choice: CustomStringConvertible {
  /// The word for tensors that stay as they are stored.
  static let keepWord = "keep"

  /// The format's identifier, or `keep`.
  public var description: String {
    switch self {
    case .keep: Self.keepWord
    case .format(let id): id.description
    }
  }

  /// Reads what `description` writes.
  ///
  /// - Parameter text: An identifier, or `keep`.
  /// - Throws: `UnknownFormat` where no format answers to it.
  public init(_ text: String) throws(UnknownFormat) {
    self = text == Self.keepWord ? .keep : .format(try FormatRegistry.format(named: text).id)
  }
}

/// Why a recipe can't be read, applied or exported: what, where, and what to try.
public struct RecipeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One line for the user.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
