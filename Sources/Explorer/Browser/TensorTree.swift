internal import TensorFiles

/// The tensors' names as a tree.
///
/// A name's folders end with its last numbered part, so that what belongs to one layer stands in one folder:
/// `model.layers.0.mlp.up_proj.weight` is `mlp.up_proj.weight` in `model`, `layers`, `0`. A name without
/// numbers is filed under its first part where several names share it.
struct TensorTree: Sendable, Equatable {
  /// A folder or a tensor.
  struct Node: Sendable, Equatable {
    /// The part of the name that is shown.
    let label: String
    /// The whole name up to here: what folding remembers.
    let path: String
    let depth: Int
    /// The tensor; nil for a folder.
    let tensor: Int?
    /// The tensors in a folder, or the tensor itself.
    var members: [Int]
    /// How many following nodes lie within.
    var descendants: Int
  }

  /// Folders in folders, at most: what a name has beyond stays in its label.
  private static let deepest = 32

  /// The nodes from top to bottom, folders before what they hold.
  let nodes: [Node]
  /// The folder that holds each node.
  private let folderOfNode: [Int?]
  private let nodeOfTensor: [Int]

  init(_ tensors: [TensorDescriptor]) {
    let names = tensors.map { Self.parts(of: $0.name) }
    var shared: [Substring: Int] = [:]
    for parts in names {
      if let first = parts.first { shared[first, default: 0] += 1 }
    }
    let root = Folder()
    for (index, parts) in names.enumerated() {
      let numbered = parts.dropLast().lastIndex { Int($0) != nil }
      var folders = numbered.map { Array(parts[...$0].prefix(Self.deepest)) } ?? []
      if folders.isEmpty, parts.count > 1, let first = parts.first, !first.isEmpty,
        shared[first, default: 0] > 1
      {
        folders = [first]
      }
      let label = tensors[index].name[parts[folders.count].startIndex...]
      root.add(index, label: String(label), folders: folders[...])
    }
    var nodes: [Node] = []
    root.append(to: &nodes, path: "", depth: 0)
    self.nodes = nodes
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

  /// A name's parts between its dots, at least one.
  private static func parts(of name: String) -> [Substring] {
    // By bytes: finding where characters end takes longer than all the rest.
    name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { Substring($0) }
  }

  /// The paths of the folders that a tensor lies in, the innermost first.
  func folders(of tensor: Int) -> [String] {
    var paths: [String] = []
    var node = nodeOfTensor[tensor]
    while let folder = folderOfNode[node] {
      paths.append(nodes[folder].path)
      node = folder
    }
    return paths
  }

  /// The folders of numbered things, such as the layers of a model.
  var numberedFolders: Set<String> {
    Set(nodes.filter { $0.tensor == nil && Int($0.label) != nil }.map(\.path))
  }
}

/// A folder while the tree is built.
private final class Folder {
  var folders: [String: Folder] = [:]
  var tensors: [(label: String, index: Int)] = []

  func add(_ index: Int, label: String, folders path: ArraySlice<Substring>) {
    guard let first = path.first else {
      tensors.append((label, index))
      return
    }
    let name = String(first)
    let folder = folders[name] ?? Folder()
    folders[name] = folder
    folder.add(index, label: label, folders: path.dropFirst())
  }

  /// Appends what the folder holds, in natural order, and returns its tensors.
  @discardableResult
  func append(to nodes: inout [TensorTree.Node], path: String, depth: Int) -> [Int] {
    var entries: [(label: String, folder: Folder?, index: Int, key: [UInt8])] = tensors.map {
      ($0.label, nil, $0.index, Array($0.label.utf8))
    }
    entries += folders.map { ($0.key, $0.value, -1, Array($0.key.utf8)) }
    entries.sort { NaturalOrder.precedes($0.key, $1.key) }
    var members: [Int] = []
    for entry in entries {
      let here = path.isEmpty ? entry.label : path + "." + entry.label
      guard let folder = entry.folder else {
        nodes.append(
          TensorTree.Node(
            label: entry.label, path: here, depth: depth, tensor: entry.index,
            members: [entry.index], descendants: 0))
        members.append(entry.index)
        continue
      }
      let position = nodes.count
      nodes.append(
        TensorTree.Node(
          label: entry.label, path: here, depth: depth, tensor: nil, members: [], descendants: 0))
      nodes[position].members = folder.append(to: &nodes, path: here, depth: depth + 1)
      nodes[position].descendants = nodes.count - position - 1
      members += nodes[position].members
    }
    return members
  }
}
