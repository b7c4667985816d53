/// The tensors of a state dict under their names: those of nested dictionaries and lists joined with dots.
struct StateDictionary {
  private static let depthLimit = 64
  private static let visitLimit = 1 << 21

  private let heap: PickleHeap
  private let scanner: HeaderScanner
  private var found: [(name: String, tensor: Int32)] = []
  private var names: Set<ByteName> = []
  private var visits = 0

  /// Walks through what a pickle is of.
  ///
  /// - Parameters:
  ///   - root: The pickle's value.
  ///   - heap: What the pickle made.
  ///   - stem: The name of a tensor that stands alone.
  ///   - scanner: The pickle, for the place of an error.
  /// - Returns: The numbers of the tensors, in the order in which they stand there.
  /// - Throws: A `TensorFileError` where two have one name, or where nesting has no end.
  static func tensors(
    of root: PickleValue, heap: PickleHeap, stem: String, scanner: HeaderScanner
  ) throws(TensorFileError) -> [(name: String, tensor: Int32)] {
    var walk = StateDictionary(heap: heap, scanner: scanner)
    if case .tensor(let index) = root { return [(stem, index)] }
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
    // A long name costs more to make than a short one.
    visits += 1 + name.utf8.count / 64
    guard visits <= Self.visitLimit, depth <= Self.depthLimit else {
      throw scanner.malformed(
        "the pickle's objects hold each other too deeply, or without an end", at: 0)
    }
    switch value {
    case .tensor(let index):
      guard names.insert(ByteName(name)).inserted else {
        throw scanner.malformed("two tensors are called \(PrintableName.quoted(name))", at: 0)
      }
      guard found.count < TensorLimits.perFile else {
        throw scanner.malformed(TensorLimits.tooMany, at: 0)
      }
      found.append((name, index))
    case .sequence(let cell):
      for index in 0..<heap.count(ofCell: cell) {
        let member = heap.value(index, ofCell: cell)
        guard Self.holdsTensors(member) else { continue }
        try visit(member, name: try join(name, "\(index)"), depth: depth + 1)
      }
    case .dictionary(let cell):
      for place in stride(from: 0, to: heap.count(ofCell: cell) - 1, by: 2) {
        let member = heap.value(place + 1, ofCell: cell)
        guard Self.holdsTensors(member), let key = key(heap.value(place, ofCell: cell)) else {
          continue
        }
        try visit(member, name: try join(name, key), depth: depth + 1)
      }
    default: break
    }
  }

  /// Whether a value is a tensor, or something that could hold one.
  private static func holdsTensors(_ value: PickleValue) -> Bool {
    switch value {
    case .tensor, .sequence, .dictionary: true
    default: false
    }
  }

  private func key(_ value: PickleValue) -> String? {
    heap.integer(value).map { String($0) } ?? heap.text(value)
  }

  private func join(_ name: String, _ part: String) throws(TensorFileError) -> String {
    guard name.utf8.count + part.utf8.count < TensorLimits.nameBytes else {
      throw scanner.malformed(TensorLimits.tooLong(name + "." + part), at: 0)
    }
    return name.isEmpty ? part : name + "." + part
  }
}
