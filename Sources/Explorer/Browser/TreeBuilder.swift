internal import TensorFiles

/// Makes the nodes of a tree from its folders.
struct TreeBuilder {
  /// The nodes from top to bottom.
  private(set) var nodes: [TensorTree.Node] = []
  private let tensors: [TensorDescriptor]
  private var folders: TreeFolders
  private var groups: [[Int]: Int] = [:]
  private var ranks: [Int] = []
  /// The tensors in the order of their nodes, and which of them each node has.
  private(set) var order: [Int] = []
  private var shares: [Range<Int>] = []

  /// Something that stands in a folder.
  private struct Entry {
    enum Kind {
      case tensor(Int)
      case folder(Int)
      case fused([TreeFolders.Leaf])
    }

    let label: Int
    let kind: Kind
  }

  init(_ tensors: [TensorDescriptor]) {
    self.tensors = tensors
    folders = TreeFolders(tensors)
    let entries = folders.all.indices.map { self.entries(of: $0) }
    ranks = folders.labels.ranks
    append(0, entries, depth: 0)
    for (index, share) in shares.enumerated() { nodes[index].members = order[share] }
  }

  /// What stands in a folder, with projections that are fused together.
  private mutating func entries(of index: Int) -> [Entry] {
    let folder = folders.all[index]
    var entries = folder.folders.map { Entry(label: folders.all[$0].label, kind: .folder($0)) }
    var fused: [(kind: Int, leaves: [(order: Int, leaf: TreeFolders.Leaf)])] = []
    for leaf in folder.leaves {
      guard let place = folders.labels.fusions[leaf.label] else {
        entries.append(Entry(label: leaf.label, kind: .tensor(leaf.tensor)))
        continue
      }
      if let group = fused.firstIndex(where: { $0.kind == place.kind }) {
        fused[group].leaves.append((place.order, leaf))
      } else {
        fused.append((place.kind, [(place.order, leaf)]))
      }
    }
    for (_, leaves) in fused {
      // One of each, and not one alone: the two halves of a low-rank query are no fusion.
      guard leaves.count > 1, Set(leaves.map(\.order)).count == leaves.count else {
        entries += leaves.map { Entry(label: $0.leaf.label, kind: .tensor($0.leaf.tensor)) }
        continue
      }
      let sorted = leaves.sorted { $0.order < $1.order }.map(\.leaf)
      entries.append(Entry(label: group(sorted.map(\.label)), kind: .fused(sorted)))
    }
    return entries
  }

  /// The label of a group of tensors with the given ones.
  private mutating func group(_ labels: [Int]) -> Int {
    if let known = groups[labels] { return known }
    let text = FusionFinder.label(of: labels.map { folders.labels.labels[$0] })
    let label = folders.number(ofGroup: text)
    groups[labels] = label
    return label
  }

  /// Appends what a folder holds, in natural order.
  private mutating func append(_ folder: Int, _ entries: [[Entry]], depth: Int) {
    for entry in entries[folder].sorted(by: { ranks[$0.label] < ranks[$1.label] }) {
      switch entry.kind {
      case .tensor(let tensor):
        append(tensor, named: folders.labels.labels[entry.label], depth: depth)
      case .folder(let inner):
        let inside = folders.all[inner]
        open(inside.name, inside.place, kind(of: inside), depth: depth) {
          $0.append(inner, entries, depth: depth + 1)
        }
      case .fused(let leaves):
        open(folders.labels.labels[entry.label], folders.all[folder].place, .fused, depth: depth) {
          for leaf in leaves {
            $0.append(leaf.tensor, named: $0.folders.labels.labels[leaf.label], depth: depth + 1)
          }
        }
      }
    }
  }

  private mutating func append(_ tensor: Int, named name: Substring, depth: Int) {
    shares.append(order.count..<order.count + 1)
    order.append(tensor)
    nodes.append(
      TensorTree.Node(
        name: name, place: Substring(tensors[tensor].name), depth: depth, tensor: tensor,
        members: [], descendants: 0))
  }

  /// Appends a folder, then what is in it.
  private mutating func open(
    _ name: Substring, _ place: Substring, _ group: TensorTree.Group, depth: Int,
    _ contents: (inout TreeBuilder) -> Void
  ) {
    let position = nodes.count
    let start = order.count
    shares.append(start..<start)
    nodes.append(
      TensorTree.Node(
        name: name, place: place, depth: depth, tensor: nil, group: group, members: [],
        descendants: 0))
    contents(&self)
    shares[position] = start..<order.count
    nodes[position].descendants = nodes.count - position - 1
  }

  private func kind(of folder: TreeFolders.Folder) -> TensorTree.Group {
    if folder.name.folderNumber != nil { return .numbered }
    guard folder.folders.count > 1, folder.name == "experts" || folder.name.hasPrefix("ffn_")
    else { return .folder }
    let numbers = folder.folders.compactMap { folders.all[$0].name.folderNumber }
    guard numbers.count == folder.folders.count, let low = numbers.min(), let high = numbers.max()
    else { return .folder }
    return .experts(low...high)
  }
}
