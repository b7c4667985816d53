internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The tensor list: what is folded, sought, sorted and selected.
public struct BrowserState: Sendable, Equatable {
  /// The order of the rows.
  enum Order: String, Sendable, CaseIterable {
    case name, size, sqnr

    var next: Order {
      switch self {
      case .name: .size
      case .size: .sqnr
      case .sqnr: .name
      }
    }
  }

  private let tree: TensorTree
  /// The names in lower case, as bytes: a filter is sought in all of them at each key.
  private let names: [[UInt8]]
  private let sizes: [Int]
  private(set) var folded: Set<String>
  /// What is sought; empty shows all.
  private(set) var filter = ""
  /// Which tensors' names hold the filter; nil where all are shown.
  private var matching: [Bool]?
  /// Whether keys go into the filter.
  var isTyping = false
  private(set) var order = Order.name
  /// The rows on show, from top to bottom.
  private(set) var rows: [TensorTree.Node] = []
  private(set) var selected = 0
  private(set) var firstRow = 0
  /// The ratios that the list was sorted by, in dB.
  private var ratios: [Int: Double] = [:]
  private var pools: FolderPools

  init(_ tensors: [TensorDescriptor]) {
    tree = TensorTree(tensors)
    names = tensors.map { Array($0.name.lowercased().utf8) }
    sizes = tensors.map(\.byteCount)
    pools = FolderPools(tree, of: tensors)
    folded = tensors.count > 60 ? tree.numberedFolders : []
    listRows()
  }

  /// The tensor in the selected row; nil for a folder.
  var selectedTensor: Int? { rows.indices.contains(selected) ? rows[selected].tensor : nil }

  /// The tensors in the rows that are on show.
  ///
  /// - Parameter height: Rows of the body, with the heading and the two lines below the list.
  /// - Returns: Indices of tensors, from top to bottom.
  func visibleTensors(rows height: Int) -> [Int] {
    rows.dropFirst(firstRow).prefix(BrowserLayout(height: height).listRows).compactMap(\.tensor)
  }

  /// The first tensors whose names hold a text, in upper or lower case, those that begin with it first.
  func tensors(holding text: String, limit: Int) -> [Int] {
    let wanted = Array(text.lowercased().utf8)
    guard !wanted.isEmpty else { return Array(names.indices.prefix(limit)) }
    var beginning: [Int] = []
    var others: [Int] = []
    for (index, name) in names.enumerated() where Self.holds(name, wanted) {
      if name.starts(with: wanted) {
        beginning.append(index)
      } else {
        others.append(index)
      }
      if beginning.count == limit { break }
    }
    return Array((beginning + others).prefix(limit))
  }

  /// Selects a tensor, and brings it into sight: unfolds its folders, and ends a filter that hides it.
  mutating func select(tensor index: Int, rows height: Int) {
    isTyping = false
    if !matches(index) { seek("") }
    folded.subtract(tree.folders(of: index))
    listRows()
    selected = rows.firstIndex { $0.tensor == index } ?? selected
    keepSelectionInSight(rows: height)
  }

  /// Adds a tensor's complete figures to those of its folders.
  mutating func pool(_ report: FormatReport, of tensor: Int) {
    for path in tree.folders(of: tensor) { pools[path].add(report) }
  }

  /// What is known of a folder's tensors together.
  func pool(of folder: TensorTree.Node) -> FolderPool { pools[folder.path] }

  mutating func move(_ distance: Int, rows height: Int) {
    selected = min(max(selected + distance, 0), max(0, rows.count - 1))
    keepSelectionInSight(rows: height)
  }

  /// Selects a row of those that are listed.
  mutating func select(row: Int, rows height: Int) {
    selected = row
    keepSelectionInSight(rows: height)
  }

  mutating func keepSelectionInSight(rows height: Int) {
    let page = max(1, BrowserLayout(height: height).listRows)
    selected = min(max(selected, 0), max(0, rows.count - 1))
    firstRow = min(max(firstRow, selected - page + 1), selected)
    firstRow = max(0, min(firstRow, rows.count - page))
  }

  /// Folds the selected folder, or the one that the selected row lies in.
  mutating func fold() {
    guard rows.indices.contains(selected) else { return }
    let row = rows[selected]
    if row.tensor == nil, !folded.contains(row.path) {
      folded.insert(row.path)
    } else if let parent = rows[..<selected].lastIndex(where: { $0.depth < row.depth }) {
      selected = parent
    }
    listRows()
  }

  /// Unfolds the selected folder; in an open one goes to its first row.
  mutating func unfold() {
    guard rows.indices.contains(selected), rows[selected].tensor == nil else { return }
    if folded.remove(rows[selected].path) == nil {
      selected = min(selected + 1, rows.count - 1)
    }
    listRows()
  }

  mutating func toggle() {
    guard rows.indices.contains(selected), rows[selected].tensor == nil else { return }
    if folded.contains(rows[selected].path) { unfold() } else { fold() }
  }

  func isFolded(_ node: TensorTree.Node) -> Bool {
    node.tensor == nil && filter.isEmpty && folded.contains(node.path)
  }

  /// Seeks a text in names, upper or lower case; the selection stays on its tensor if that matches.
  ///
  /// Where its folder is folded again, the folder is selected.
  mutating func seek(_ text: String) {
    let kept = rows.indices.contains(selected) ? rows[selected].path : ""
    filter = text
    let wanted = Array(text.lowercased().utf8)
    matching = wanted.isEmpty ? nil : names.map { Self.holds($0, wanted) }
    listRows()
    selected =
      rows.firstIndex { $0.path == kept && ($0.tensor != nil || text.isEmpty) }
      ?? rows.lastIndex { $0.tensor == nil && isFolded($0) && kept.hasPrefix($0.path + ".") }
      ?? rows.firstIndex { $0.tensor != nil } ?? 0
  }

  /// Whether a name holds a text that is not empty.
  private static func holds(_ name: [UInt8], _ text: [UInt8]) -> Bool {
    guard name.count >= text.count else { return false }
    for start in 0...name.count - text.count where name[start] == text[0] {
      if name[start...].starts(with: text) { return true }
    }
    return false
  }

  /// Sorts the list anew; `ratios` are the tensors' SQNR, in dB, where they are known.
  mutating func sort(_ order: Order, ratios: [Int: Double]) {
    self.order = order
    self.ratios = ratios
    listRows()
    selected = 0
    firstRow = 0
  }

  /// Selects the next tensor row in a direction, from the last on to the first.
  mutating func step(_ distance: Int, rows height: Int) {
    let matches = rows.indices.filter { rows[$0].tensor != nil }
    guard let first = matches.first, let last = matches.last else { return }
    selected =
      distance > 0
      ? matches.first { $0 > selected } ?? first
      : matches.last { $0 < selected } ?? last
    keepSelectionInSight(rows: height)
  }

  private mutating func listRows() {
    rows = order == .name ? treeRows() : flatRows()
    selected = min(selected, max(0, rows.count - 1))
  }

  private func matches(_ tensor: Int) -> Bool {
    matching?[tensor] ?? true
  }

  private func treeRows() -> [TensorTree.Node] {
    var rows: [TensorTree.Node] = []
    var index = 0
    while index < tree.nodes.count {
      let node = tree.nodes[index]
      if node.members.contains(where: matches) { rows.append(node) }
      index += 1 + (isFolded(node) ? node.descendants : 0)
    }
    return rows
  }

  private func flatRows() -> [TensorTree.Node] {
    let rows = tree.nodes.compactMap { node -> TensorTree.Node? in
      guard let tensor = node.tensor, matches(tensor) else { return nil }
      return TensorTree.Node(
        label: node.path, path: node.path, depth: 0, tensor: tensor, members: [tensor],
        descendants: 0)
    }
    guard order == .sqnr else {
      return rows.sorted { sizes[$0.members[0]] > sizes[$1.members[0]] }
    }
    return rows.sorted { left, right in
      ratios[left.members[0]] ?? .infinity < ratios[right.members[0]] ?? .infinity
    }
  }
}

/// How the body of the browser is divided: a heading, the list, two lines below it, and what is selected.
struct BrowserLayout {
  let listRows: Int
  let footRows: Int
  /// The selected tensor's figures; none where the list needs the room.
  let detailRows: Int
  let hasHeading: Bool

  init(height: Int) {
    footRows = height >= 12 ? 2 : (height >= 4 ? 1 : 0)
    hasHeading = height >= 3
    detailRows = height >= 50 ? 20 : (height >= 30 ? 14 : 0)
    listRows = max(0, height - footRows - detailRows - (hasHeading ? 1 : 0))
  }
}
