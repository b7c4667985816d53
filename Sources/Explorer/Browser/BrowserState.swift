internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The tensor list: what is folded, sought, sorted and selected.
public struct BrowserState: Sendable, Equatable {
  /// The order of the rows.
  enum Order: String, Sendable, CaseIterable {
    case name, size, sqnr, flushed, sigma

    var next: Order {
      switch self {
      case .name: .size
      case .size: .sqnr
      case .sqnr: .flushed
      case .flushed: .sigma
      case .sigma: .name
      }
    }
  }

  private let tree: TensorTree
  private let names: SoughtNames
  private let sizes: [Int]
  /// Whether layers and experts are folded unless somebody unfolded them.
  private var foldsLayers: Bool
  /// The folders that are not as they were at first: of a long list there are too many to name all that are folded.
  private var turned: Set<String> = []
  /// What is sought; empty shows all.
  private(set) var filter = ""
  /// Which tensors' names hold the filter; nil where all are shown.
  private var matching: [Bool]?
  /// Whether keys go into the filter.
  var isTyping = false
  private(set) var order = Order.name
  /// The rows on show, from top to bottom.
  private(set) var rows: BrowserRows
  private(set) var selected = 0
  private(set) var firstRow = 0
  /// The figures that the list was sorted by, the lowest first.
  private var ratios: [Int: Double] = [:]
  private var pools: FolderPools

  init(_ tensors: [TensorDescriptor]) {
    tree = TensorTree(tensors)
    names = SoughtNames(tensors)
    sizes = tensors.map(\.byteCount)
    pools = FolderPools(tree, of: tensors)
    foldsLayers = tensors.count > 60
    rows = BrowserRows([], of: tree, isFlat: false, tensorCount: 0)
    listRows()
  }

  /// The tensor in the selected row; nil for a folder.
  var selectedTensor: Int? {
    rows.indices.contains(selected) ? rows.tensor(inRow: selected) : nil
  }

  /// The selected tensor, or those of the selected folder that the filter shows.
  var selectedMembers: [Int] {
    guard rows.indices.contains(selected) else { return [] }
    return rows[selected].members.filter { matching?[$0] ?? true }
  }

  /// How many rows are tensors.
  var tensorRows: Int { rows.tensorCount }

  /// The tensors in the rows that are on show.
  ///
  /// - Parameter height: Rows of the body, with the heading and the two lines below the list.
  /// - Returns: Indices of tensors, from top to bottom.
  func visibleTensors(rows height: Int) -> [Int] {
    rows.indices.dropFirst(firstRow).prefix(BrowserLayout(height: height).listRows).compactMap {
      rows.tensor(inRow: $0)
    }
  }

  /// The first tensors whose names hold a text, in upper or lower case, those that begin with it first.
  func tensors(holding text: String, limit: Int) -> [Int] {
    names.first(limit, holding: text)
  }

  /// Which tensors' names hold a text, in upper or lower case; nil where it is empty and all do.
  func tensors(holding text: String) -> [Bool]? { names.holding(text) }

  /// Folds, seeks and selects what another list does, as far as it is here.
  ///
  /// - Parameters:
  ///   - other: The list of the tensors as they were before.
  ///   - height: Rows of the body.
  ///   - isExtended: Whether those tensors are the first of these, so that what was known of them still holds.
  mutating func follow(_ other: BrowserState, rows height: Int, isExtended: Bool = false) {
    foldsLayers = isExtended ? foldsLayers : other.foldsLayers
    turned = isExtended && foldsLayers != other.foldsLayers ? [] : other.turned
    // The errors by which it may be sorted are not known any more.
    order = isExtended || other.order == .size ? other.order : .name
    ratios = isExtended ? other.ratios : [:]
    listRows()
    seek(other.filter)
    isTyping = isExtended && other.isTyping
    if other.rows.indices.contains(other.selected) {
      let node = other.rows[other.selected]
      // Who has not moved yet looks at the top of the list.
      let isAtTop = isExtended && other.selected == 0 && other.firstRow == 0
      let row = isAtTop ? nil : tree.place(of: node).flatMap { rows.row(ofPlace: $0) }
      selected = isAtTop ? 0 : row ?? selected
      // Rows that come in above leave the screen as it is.
      if isExtended { firstRow = selected - (other.selected - other.firstRow) }
    }
    keepSelectionInSight(rows: height)
  }

  /// Selects a tensor, and brings it into sight: unfolds its folders, and ends a filter that hides it.
  mutating func select(tensor index: Int, rows height: Int) {
    isTyping = false
    if !matches(index) { seek("") }
    for folder in tree.folders(of: index) { turn(folder, folded: false) }
    listRows()
    selected = rows.row(ofPlace: tree.place(ofTensor: index)) ?? selected
    keepSelectionInSight(rows: height)
  }

  /// Adds a tensor's complete figures to those of its folders.
  mutating func pool(_ report: FormatReport, of tensor: Int) {
    pools.add(report, of: tensor, in: tree)
  }

  /// Notes what the user said of tensors: whether they are to be quantized; nil leaves it to what they are.
  mutating func mark(_ tensors: [Int], _ isQuantized: Bool?) {
    pools.mark(tensors, isQuantized, in: tree)
  }

  /// What is known together of those of a folder's tensors that the filter shows.
  func pool(of folder: TensorTree.Node) -> FolderPool { pools.pool(of: folder) }

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
    if row.tensor == nil, !isShut(row) {
      turn(row, folded: true)
    } else if let parent = rows.parent(ofRow: selected) {
      selected = parent
    }
    listRows()
  }

  /// Unfolds the selected folder; in an open one goes to its first row.
  mutating func unfold() {
    guard rows.indices.contains(selected), rows[selected].tensor == nil else { return }
    if isShut(rows[selected]) {
      turn(rows[selected], folded: false)
    } else {
      selected = min(selected + 1, rows.count - 1)
    }
    listRows()
  }

  mutating func toggle() {
    guard rows.indices.contains(selected), rows[selected].tensor == nil else { return }
    if isShut(rows[selected]) { unfold() } else { fold() }
  }

  func isFolded(_ node: TensorTree.Node) -> Bool {
    node.tensor == nil && filter.isEmpty && isShut(node)
  }

  /// Whether a folder is folded where no filter opens all.
  private func isShut(_ folder: TensorTree.Node) -> Bool {
    let first = foldsLayers && folder.isFoldedAtFirst
    return turned.isEmpty ? first : first != turned.contains(folder.path)
  }

  private mutating func turn(_ folder: TensorTree.Node, folded: Bool) {
    if (foldsLayers && folder.isFoldedAtFirst) == folded {
      turned.remove(folder.path)
    } else {
      turned.insert(folder.path)
    }
  }

  /// Seeks a text in names, upper or lower case; the selection stays on its tensor if that matches.
  ///
  /// Where its folder is folded again, the folder is selected.
  mutating func seek(_ text: String) {
    let keptTensor = selectedTensor
    let kept =
      rows.indices.contains(selected) && (keptTensor != nil || text.isEmpty)
      ? rows.place(ofRow: selected) : nil
    filter = text
    matching = names.holding(text)
    pools.show(matching)
    listRows()
    selected =
      kept.flatMap { rows.row(ofPlace: $0) }
      ?? keptTensor.flatMap { tensor in
        tree.folderPlaces(of: tensor).compactMap { rows.row(ofPlace: $0) }
          .first { isFolded(rows[$0]) }
      }
      ?? rows.indices.first { rows.tensor(inRow: $0) != nil } ?? 0
  }

  /// Sorts the list anew; `ratios` are the figures to sort by, the lowest first, where they are known.
  mutating func sort(_ order: Order, ratios: [Int: Double]) {
    self.order = order
    self.ratios = ratios
    listRows()
    selected = 0
    firstRow = 0
  }

  /// Selects the next tensor row in a direction, from the last on to the first.
  mutating func step(_ distance: Int, rows height: Int) {
    guard tensorRows > 0 else { return }
    let count = rows.count
    repeat {
      selected = (selected + (distance > 0 ? 1 : count - 1)) % count
    } while rows.tensor(inRow: selected) == nil
    keepSelectionInSight(rows: height)
  }

  private mutating func listRows() {
    rows = order == .name ? treeRows() : flatRows()
    selected = min(selected, max(0, rows.count - 1))
  }

  private func matches(_ tensor: Int) -> Bool {
    matching?[tensor] ?? true
  }

  private func treeRows() -> BrowserRows {
    let before = matching.map { tree.counts(of: $0) }
    var places: [Int] = []
    var tensorCount = 0
    var place = 0
    while place < tree.nodes.count {
      let members = tree.nodes[place].members.indices
      let isShown = before.map { $0[members.upperBound] > $0[members.lowerBound] } ?? true
      if isShown {
        places.append(place)
        if tree.nodes[place].tensor != nil { tensorCount += 1 }
      }
      let goesIn = isShown && !isFolded(tree.nodes[place])
      place += 1 + (goesIn ? 0 : tree.nodes[place].descendants)
    }
    return BrowserRows(places, of: tree, isFlat: false, tensorCount: tensorCount)
  }

  private func flatRows() -> BrowserRows {
    let tensors = tree.order.filter { matches($0) }
    let sorted: [Int]
    if order == .size {
      sorted = tensors.map { (key: sizes[$0], tensor: $0) }.sorted { $0.key > $1.key }
        .map(\.tensor)
    } else {
      sorted = tensors.map { (key: ratios[$0] ?? .infinity, tensor: $0) }
        .sorted { $0.key < $1.key }.map(\.tensor)
    }
    return BrowserRows(
      sorted.map { tree.place(ofTensor: $0) }, of: tree, isFlat: true, tensorCount: sorted.count)
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
