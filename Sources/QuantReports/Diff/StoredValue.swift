/// A scalar of a report that was read back.
public enum StoredValue: Sendable, Hashable {
  /// A figure that was undefined.
  case null
  /// A figure or a count.
  case number(Double)
  /// A name, or a list as JSON writes it.
  case text(String)
  /// Whether something is so.
  case flag(Bool)

  /// The figure; nil for anything else.
  public var number: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }
}

/// Scalars by their names, in the order in which they were written; a dot leads into an object.
struct StoredFields: Sendable, Hashable {
  private(set) var names: [String] = []
  private var values: [String: StoredValue] = [:]

  subscript(_ name: String) -> StoredValue? { values[name] }

  mutating func add(_ name: String, _ value: StoredValue) {
    if values.updateValue(value, forKey: name) == nil { names.append(name) }
  }
}
