/// The rows of the list, from top to bottom: places in the tree.
///
/// Of 100,000 rows a picture looks at some fifty, so nodes are taken out of the tree where they are looked at.
struct BrowserRows: RandomAccessCollection, Sendable, Equatable {
  private let nodes: [TensorTree.Node]
  /// Which nodes of the tree there are, in the order of the rows.
  private let places: [Int]
  /// Whether tensors stand alone in an order of their own, by their whole names.
  private let isFlat: Bool
  /// How many rows are tensors.
  let tensorCount: Int

  /// Creates rows of nodes.
  ///
  /// - Parameters:
  ///   - places: Which nodes, rising where the tree is shown.
  ///   - tree: The tree.
  ///   - isFlat: Whether they are tensors in another order than the tree's.
  ///   - tensorCount: How many of them are tensors.
  init(_ places: [Int], of tree: TensorTree, isFlat: Bool, tensorCount: Int) {
    nodes = tree.nodes
    self.places = places
    self.isFlat = isFlat
    self.tensorCount = tensorCount
  }

  var startIndex: Int { 0 }
  var endIndex: Int { places.count }

  subscript(row: Int) -> TensorTree.Node {
    let node = nodes[places[row]]
    guard isFlat else { return node }
    return TensorTree.Node(
      name: node.place, place: node.place, depth: 0, tensor: node.tensor, members: node.members,
      descendants: 0)
  }

  /// The tensor in a row; nil for a folder.
  func tensor(inRow row: Int) -> Int? { nodes[places[row]].tensor }

  /// The place in the tree of what a row shows.
  func place(ofRow row: Int) -> Int { places[row] }

  /// The row of a node; nil where it is not listed.
  func row(ofPlace place: Int) -> Int? {
    guard !isFlat else { return places.firstIndex(of: place) }
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == place ? low : nil
  }

  /// The row of the folder that a row stands in; nil where there is none.
  func parent(ofRow row: Int) -> Int? {
    let depth = nodes[places[row]].depth
    guard !isFlat, depth > 0 else { return nil }
    var other = row - 1
    while other >= 0, nodes[places[other]].depth >= depth { other -= 1 }
    return other >= 0 ? other : nil
  }
}
