internal import TensorFiles

/// Two tensors that are to be compared.
struct CheckPair: Sendable {
  /// What the report calls them: the original's name.
  let name: String
  /// What the quantized checkpoint calls its own, where that is something else.
  let storedName: String?
  let quantized: TensorDescriptor
  let original: TensorDescriptor

  init(_ quantized: TensorDescriptor, _ original: TensorDescriptor) {
    name = original.name
    storedName = ByteName(quantized.name) == ByteName(original.name) ? nil : quantized.name
    (self.quantized, self.original) = (quantized, original)
  }

  /// One expert of a stack, and the tensor that it is elsewhere.
  init(_ quantized: TensorDescriptor, _ original: TensorDescriptor, expert: Int, isMade: Bool) {
    // Of a stack every expert has the same name.
    name = isMade ? original.name : "\(original.name)[\(expert)]"
    storedName = isMade ? "\(quantized.name)[\(expert)]" : quantized.name
    (self.quantized, self.original) = (quantized, original)
  }
}

/// Which tensors of two checkpoints are compared with which, and which have no partner.
///
/// Tensors of one name belong together; of the others, where one side has llama.cpp's names and the other Hugging
/// Face's, those that mean the same. Where each side has but one tensor, these two do whatever they are called.
struct CheckPairs: Sendable {
  /// The pairs, in the order of the quantized checkpoint.
  private(set) var pairs: [CheckPair] = []
  /// Names that only the original has.
  private(set) var missing: [String] = []
  /// Names that only the quantized checkpoint has.
  private(set) var extra: [String] = []
  /// How many pairs were found by what their two names mean.
  private(set) var pairedNames = 0
  /// How many tensors of the original are no weights, and not stored by llama.cpp.
  private(set) var buffers = 0

  init(_ quantized: [TensorDescriptor], _ originals: [TensorDescriptor]) {
    if quantized.count == 1, originals.count == 1 {
      pairs = [CheckPair(quantized[0], originals[0])]
      return
    }
    var byName = Dictionary(originals.map { (ByteName($0.name), $0) }) { first, _ in first }
    var found: [(place: Int, pair: CheckPair)] = []
    var alone: [(place: Int, tensor: TensorDescriptor)] = []
    for (place, tensor) in quantized.enumerated() {
      if let original = byName.removeValue(forKey: ByteName(tensor.name)) {
        found.append((place, CheckPair(tensor, original)))
      } else {
        alone.append((place, tensor))
      }
    }
    let others = originals.filter { byName[ByteName($0.name)] != nil }
    var search = PartnerSearch(alone, others)
    let partners = search.pairs()
    pairedNames = partners.count
    found += partners
    found.sort { $0.place < $1.place }
    pairs = found.map(\.pair)
    missing = others.map(\.name).filter { !search.taken.contains(ByteName($0)) }
    if pairedNames > 0 {
      let all = missing.count
      missing.removeAll { ModelPlace(name: $0).role == .buffer }
      buffers = all - missing.count
    }
    extra = alone.map(\.tensor.name).filter { !search.taken.contains(ByteName($0)) }
  }
}

/// Finds what llama.cpp calls otherwise than Hugging Face's libraries.
private struct PartnerSearch {
  /// The names that have found a partner.
  private(set) var taken: Set<ByteName> = []
  private let quantized: [(place: Int, tensor: TensorDescriptor)]
  private let originals: [TensorDescriptor]

  init(_ quantized: [(place: Int, tensor: TensorDescriptor)], _ originals: [TensorDescriptor]) {
    self.quantized = quantized
    self.originals = originals
  }

  /// The pairs, each with the place of the quantized tensor.
  mutating func pairs() -> [(place: Int, pair: CheckPair)] {
    let made = quantized.enumerated().map { (index: $0.offset, tensor: $0.element.tensor) }
    let kept = originals.enumerated().map { (index: $0.offset, tensor: $0.element) }
    let places = quantized.map(\.place)
    if made.contains(where: { Self.isKnown($0.tensor) }) {
      return partners(of: made, among: kept).map { own, other, expert in
        let pair = Self.pair(own.tensor, other.tensor, expert: expert, isMade: true)
        return (places[own.index], pair)
      }
    }
    return partners(of: kept, among: made).map { own, other, expert in
      let pair = Self.pair(other.tensor, own.tensor, expert: expert, isMade: false)
      return (places[other.index], pair)
    }
  }

  private typealias Numbered = (index: Int, tensor: TensorDescriptor)

  private static func isKnown(_ tensor: TensorDescriptor) -> Bool {
    GGUFNames.isNative(tensor.name) || !LlamaNames.candidates(for: tensor.name).isEmpty
      || !LlamaNames.expertCandidates(for: tensor.name, count: 1).isEmpty
  }

  private static func pair(
    _ quantized: TensorDescriptor, _ original: TensorDescriptor, expert: Int?, isMade: Bool
  ) -> CheckPair {
    guard let expert else { return CheckPair(quantized, original) }
    return CheckPair(quantized, original, expert: expert, isMade: isMade)
  }

  /// What belongs to tensors with llama.cpp's names among others; of stacks each expert for itself.
  private mutating func partners(
    of own: [Numbered], among others: [Numbered]
  ) -> [(own: Numbered, other: Numbered, expert: Int?)] {
    var byKey = Dictionary(others.map { (ByteName(LlamaNames.key(of: $0.tensor.name)), $0) }) {
      first, _ in first
    }
    // What other families call their matrices is known the other way round.
    let byOwnName = Dictionary(
      others.compactMap { other in
        GGUFNames.name(of: other.tensor.name).map {
          (ByteName($0), ByteName(LlamaNames.key(of: other.tensor.name)))
        }
      }
    ) { first, _ in first }
    var found: [(own: Numbered, other: Numbered, expert: Int?)] = []
    for one in own {
      let keys =
        LlamaNames.candidates(for: one.tensor.name).map { ByteName($0) }
        + (one.tensor.shape.count < 3
          ? [byOwnName[ByteName(one.tensor.name)]].compactMap(\.self) : [])
      if let key = keys.first(where: { byKey[$0] != nil }) {
        guard let other = byKey.removeValue(forKey: key) else { continue }
        found.append((one, other, nil))
        taken.formUnion([ByteName(one.tensor.name), ByteName(other.tensor.name)])
        continue
      }
      guard one.tensor.shape.count == 3 else { continue }
      let ways = LlamaNames.expertCandidates(for: one.tensor.name, count: one.tensor.shape[0])
      guard
        let experts = ways.lazy.map({ $0.compactMap { byKey[ByteName($0)] } })
          .first(where: { $0.count == one.tensor.shape[0] && !$0.isEmpty })
      else { continue }
      let slices = experts.indices.compactMap { one.tensor.slice($0) }
      guard slices.count == experts.count else { continue }
      taken.insert(ByteName(one.tensor.name))
      for (expert, other) in experts.enumerated() {
        found.append(((one.index, slices[expert]), other, expert))
        taken.insert(ByteName(other.tensor.name))
      }
    }
    return found
  }
}

extension TensorDescriptor {
  /// One matrix of a stack; nil where its bytes do not lie together.
  fileprivate func slice(_ index: Int) -> TensorDescriptor? {
    guard shape.count == 3, (0..<shape[0]).contains(index), type.encoding != .matrix,
      !order.isColumnMajor, order.strides == nil, byteCount % shape[0] == 0
    else { return nil }
    let size = byteCount / shape[0]
    return TensorDescriptor(
      name: name, type: type, shape: Array(shape.dropFirst()), offset: offset + index * size,
      byteCount: size, order: order)
  }
}
