/// A name that is compared by its bytes.
///
/// Swift holds two strings equal when they are canonically equivalent, so a composed and a decomposed “é” would
/// count as one tensor's name; a file that holds both holds two tensors.
public struct ByteName: Sendable, Hashable {
  /// The name.
  public let name: String

  /// Wraps a name.
  public init(_ name: String) {
    self.name = name
  }

  /// Whether two names have the same bytes.
  public static func == (left: ByteName, right: ByteName) -> Bool {
    left.name.utf8.count == right.name.utf8.count
      && left.name.utf8.elementsEqual(right.name.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    // A string's own hash brings its marks into order first, which takes the square of their number.
    var name = name
    name.withUTF8 { bytes in
      unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
  }

  /// Whether the name comes before another in the order of their bytes.
  public func precedes(_ other: ByteName) -> Bool {
    name.utf8.lexicographicallyPrecedes(other.name.utf8)
  }
}
