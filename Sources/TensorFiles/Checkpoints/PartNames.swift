/// Which part of a checkpoint has the tensor of which name.
struct PartNames {
  /// A tensor that a second part has too.
  struct Double {
    let name: String
    let earlier: Int
    let later: Int
  }

  /// The part of each tensor; where two have it, the earlier one.
  private(set) var parts: [ByteName: Int]
  /// The tensors that stand in several parts, once for each part but the first.
  private(set) var doubles: [Double] = []
  /// How many tensors each part has, and the sum of their names' hashes.
  private(set) var sums: [(count: Int, hash: Int)] = []

  init(_ sources: [any TensorSource]) {
    parts = Dictionary(minimumCapacity: sources.reduce(0) { $0 + $1.tensors.count })
    for (index, source) in sources.enumerated() {
      sums.append((source.tensors.count, 0))
      for tensor in source.tensors {
        let name = ByteName(tensor.name)
        sums[index].hash &+= name.hashValue
        guard let earlier = parts.updateValue(index, forKey: name) else { continue }
        parts[name] = earlier
        doubles.append(Double(name: tensor.name, earlier: earlier, later: index))
      }
    }
  }

  /// Has a tensor read from another part.
  mutating func settle(_ name: String, in part: Int) {
    parts[ByteName(name)] = part
  }
}
