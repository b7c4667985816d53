internal import TensorFiles

/// The labels of a tree, each once: the layers of a model have the same ones.
struct LabelTable {
  /// The labels by number.
  private(set) var labels: [Substring] = []
  /// Which group of fused projections each may belong to.
  private(set) var fusions: [FusionFinder.Place?] = []
  private var isLookedAt: [Bool] = []
  private var numbers: [Substring: Int] = [:]
  private var finder = FusionFinder()

  /// The number of a tensor's label.
  mutating func number(ofTensor label: Substring) -> Int {
    let number = number(of: label)
    if !isLookedAt[number] {
      isLookedAt[number] = true
      fusions[number] = finder.place(of: label)
    }
    return number
  }

  /// The number of a folder's label.
  mutating func number(of label: Substring) -> Int {
    if let number = numbers[label] { return number }
    numbers[label] = labels.count
    labels.append(label)
    fusions.append(nil)
    isLookedAt.append(false)
    return labels.count - 1
  }

  /// The place of each label among all in natural order.
  var ranks: [Int] {
    let keys = labels.map { Array($0.utf8) }
    let order = keys.indices.sorted { NaturalOrder.precedes(keys[$0], keys[$1]) }
    var ranks = [Int](repeating: 0, count: keys.count)
    for (rank, number) in order.enumerated() { ranks[number] = rank }
    return ranks
  }
}
