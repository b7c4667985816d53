/// A name that is compared by its bytes.
///
/// Swift holds two strings equal when they are canonically equivalent, so a composed and a decomposed “é” would
/// count as one tensor's name; a file that holds both holds two tensors.
struct ByteName: Hashable {
  let name: String

  init(_ name: String) {
    self.name = name
  }

  static func == (left: ByteName, right: ByteName) -> Bool {
    // Equal bytes make equal strings, and those are compared much faster.
    left.name == right.name && left.name.utf8.elementsEqual(right.name.utf8)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(name)
  }

  /// Whether the name comes before another in the order of their bytes.
  func precedes(_ other: ByteName) -> Bool {
    name.utf8.lexicographicallyPrecedes(other.name.utf8)
  }
}
