internal import TensorFiles

/// A few names in a line, for notes about many tensors.
enum NamedTensors {
  /// The first three in quotes, and how many more there are.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(3).map { PrintableName.quoted($0) }.joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}

extension Recipe {
  /// Whether a tensor takes part in multiplications: one of two dimensions or more that has elements.
  static func isMatrix(_ tensor: TensorDescriptor) -> Bool {
    tensor.shape.count >= 2 && tensor.elementCount > 0
  }
}
