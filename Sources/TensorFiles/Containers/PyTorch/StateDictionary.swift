/// The tensors of a state dict under their names: those of nested dictionaries and lists joined with dots.
struct StateDictionary {
  private static let depthLimit = 64
  private static let visitLimit = 1 << 22
  private static let nameLimit = 4096

  private let heap: PickleHeap
  private let scanner: HeaderScanner
  private var found: [(name: String, tensor: TorchTensor)] = []
  private var names: Set<ByteName> = []
  private var visits = 0

  /// Walks through what a pickle is of.
  ///
  /// - Parameters:
  ///   - root: The pickle's value.
  ///   - heap: What the pickle made.
  ///   - stem: The name of a tensor that stands alone.
  ///   - scanner: The pickle, for the place of an error.
  /// - Returns: The tensors, in the order in which they stand there.
  /// - Throws: A `TensorFileError` where two have one name, or where nesting has no end.
  static func tensors(
    of root: PickleValue, heap: PickleHeap, stem: String, scanner: HeaderScanner
  ) throws(TensorFileError) -> [(name: String, tensor: TorchTensor)] {
    var walk = StateDictionary(heap: heap, scanner: scanner)
    if case .tensor(let index) = root { return [(stem, heap.tensors[index])] }
    try walk.visit(root, name: "", depth: 0)
    return walk.found
  }

  private init(heap: PickleHeap, scanner: HeaderScanner) {
    self.heap = heap
    self.scanner = scanner
  }

  private mutating func visit(
    _ value: PickleValue, name: String, depth: Int
  ) throws(TensorFileError) {
    visits += 1
    guard visits <= Self.visitLimit, depth <= Self.depthLimit else {
      throw scanner.malformed("the pickle's objects hold each other without an end", at: 0)
    }
    switch value {
    case .tensor(let index):
      guard name.utf8.count <= Self.nameLimit else {
        throw scanner.malformed(
          "the name \(PrintableName.quoted(name)) has \(name.utf8.count) bytes, at most "
            + "\(Self.nameLimit) are expected", at: 0)
      }
      guard names.insert(ByteName(name)).inserted else {
        throw scanner.malformed("two tensors are called \(PrintableName.quoted(name))", at: 0)
      }
      found.append((name, heap.tensors[index]))
    case .sequence(let cell):
      for (index, member) in heap.cells[cell].enumerated() {
        try visit(member, name: Self.join(name, "\(index)"), depth: depth + 1)
      }
    case .dictionary(let cell):
      let members = heap.cells[cell]
      for place in stride(from: 0, to: members.count - 1, by: 2) {
        guard let key = key(members[place]) else { continue }
        try visit(members[place + 1], name: Self.join(name, key), depth: depth + 1)
      }
    default: break
    }
  }

  private func key(_ value: PickleValue) -> String? {
    if case .integer(let number) = value { return "\(number)" }
    return heap.text(value)
  }

  private static func join(_ name: String, _ part: String) -> String {
    name.isEmpty ? part : name + "." + part
  }
}
