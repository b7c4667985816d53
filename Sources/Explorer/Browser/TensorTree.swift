internal import TensorFiles

/// The tensors' names as a tree.
///
/// A name's folders end with its last numbered part, so that what belongs to one layer stands in one folder:
/// `model.layers.0.mlp.up_proj.weight` is `mlp.up_proj.weight` in `model`, `layers`, `0`. A name without
/// numbers is filed under its first part where several names share it. Projections that are fused when the model runs
/// stand in a group of their own.
struct TensorTree: Sendable, Equatable {
  /// What the tensors of a folder have in common.
  enum Group: Sendable, Equatable {
    /// The beginning of their names.
    case folder
    /// The beginning of their names, which ends in a number.
    case numbered
    /// The experts that they serve.
    case experts(ClosedRange<Int>)
    /// That they are fused when the model runs.
    case fused
  }

  /// A folder or a tensor.
  ///
  /// Names are parts of the tensors' own: a hundred thousand copies would take their time.
  struct Node: Sendable, Equatable {
    /// The part of the name that is shown.
    let name: Substring
    /// The whole name up to here; of fused projections that of the folder that they stand in.
    let place: Substring
    let depth: Int
    /// The tensor; nil for a folder.
    let tensor: Int?
    /// What a folder holds together.
    var group = Group.folder
    /// The tensors in a folder, or the tensor itself, in the order of the rows.
    var members: ArraySlice<Int>
    /// How many following nodes lie within.
    var descendants: Int

    /// The part of the name that is shown.
    var label: String { String(name) }

    /// The whole name up to here: what folding remembers.
    var path: String {
      guard group == .fused else { return String(place) }
      return place.isEmpty ? String(name) : place + "." + name
    }

    /// Whether it is folded in a long list: a layer, or all experts of one.
    var isFoldedAtFirst: Bool {
      switch group {
      case .numbered, .experts: true
      case .folder, .fused: false
      }
    }
  }

  /// The nodes from top to bottom, folders before what they hold.
  let nodes: [Node]
  /// The tensors in the order of their nodes; the members of each node are a part of it.
  let order: [Int]
  /// The folder that holds each node.
  private let folderOfNode: [Int?]
  private let nodeOfTensor: [Int]

  init(_ tensors: [TensorDescriptor]) {
    let builder = TreeBuilder(tensors)
    let nodes = builder.nodes
    self.nodes = nodes
    order = builder.order
    var open: [Int] = []
    folderOfNode = nodes.enumerated().map { index, node in
      open.removeLast(open.count - node.depth)
      defer { if node.tensor == nil { open.append(index) } }
      return open.last
    }
    var nodeOfTensor = Array(repeating: 0, count: tensors.count)
    for (index, node) in nodes.enumerated() {
      if let tensor = node.tensor { nodeOfTensor[tensor] = index }
    }
    self.nodeOfTensor = nodeOfTensor
  }

  /// The folders that a tensor lies in, the innermost first.
  func folders(of tensor: Int) -> [Node] { folderPlaces(of: tensor).map { nodes[$0] } }

  /// The places of those folders among the nodes.
  func folderPlaces(of tensor: Int) -> [Int] {
    var folders: [Int] = []
    var node = nodeOfTensor[tensor]
    while let folder = folderOfNode[node] {
      folders.append(folder)
      node = folder
    }
    return folders
  }

  /// The place of a tensor among the nodes.
  func place(ofTensor tensor: Int) -> Int { nodeOfTensor[tensor] }

  /// The place of the node that another tree has, by its path; nil where there is none of that path.
  func place(of other: Node) -> Int? {
    nodes.firstIndex { node in
      (node.tensor == nil) == (other.tensor == nil) && node.place == other.place
        && (node.group == .fused) == (other.group == .fused)
        && (node.group != .fused || node.name == other.name)
    }
  }

  /// How many of the tensors before each place of `order` are among those marked; one number more than tensors.
  func counts(of marked: [Bool]) -> [Int] {
    var counts = [0]
    counts.reserveCapacity(order.count + 1)
    var count = 0
    for tensor in order {
      if marked[tensor] { count += 1 }
      counts.append(count)
    }
    return counts
  }
}
