/// What is to become of a tensor where the model is quantized.
public enum TensorMark: Sendable, Hashable {
  /// It gets a format.
  case quantized(Ground)
  /// It stays as it is stored.
  case kept(Reason)

  /// Why a tensor is quantized.
  public enum Ground: Sendable, Hashable {
    /// Nothing speaks against it.
    case usual
    /// It was asked for by this name or pattern.
    case asked(String)
  }

  /// Why a tensor stays as it is stored.
  public enum Reason: Sendable, Hashable {
    /// What it is in the model, in a word: `norm`, `embedding`, `head`, `router`.
    case role(String)
    /// It has fewer than two dimensions, or no elements.
    case noMatrix
    /// Its type can't be read as numbers.
    case type(String)
    /// No format that was asked for can hold it.
    case refused
    /// It was asked for by this name or pattern.
    case asked(String)
  }

  /// Whether it stays as it is stored.
  public var isKept: Bool {
    if case .kept = self { true } else { false }
  }

  /// Why, in a word or two, as it stands in tables; a pattern is quoted as given.
  public var word: String {
    switch self {
    case .quantized(.usual): "quantized"
    case .quantized(.asked(let pattern)): "asked for by \(pattern)"
    case .kept(.role(let role)): role
    case .kept(.noMatrix): "no matrix"
    case .kept(.type(let type)): type
    case .kept(.refused): "no format holds it"
    case .kept(.asked(let pattern)): "kept by \(pattern)"
    }
  }
}
