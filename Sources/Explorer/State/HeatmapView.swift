internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What the heat map shows: follows from the tensor, the selected slot, the terminal's size, zoom and cursor.
struct HeatmapView: Sendable, Equatable {
  let format: any QuantizationFormat
  /// The weight as its file stores it, where the scales are its own; nil where they are the format's.
  let stored: EncodedMatrix?
  let tensor: TensorDescriptor
  let block: BlockShape
  let rows: HeatmapSpan
  let columns: HeatmapSpan
  let subject: HeatmapState.Subject

  static func == (left: HeatmapView, right: HeatmapView) -> Bool {
    left.subject == right.subject && left.rows == right.rows && left.columns == right.columns
  }

  /// The type of the scales on show.
  var scaleType: ScaleType { stored?.scaleType ?? format.scaleType }
  /// The largest zoom: every cell is one block.
  var deepest: Int { max(rows.deepest, columns.deepest) }
  /// The cursor's cell in the window.
  var cursorRow: Int { rows.cursorCell }
  var cursorColumn: Int { columns.cursorCell }

  /// The cursor's cell as a window of elements.
  var cursorWindow: ScaleWindow {
    let region = subject.window.elements(
      row: cursorRow, column: cursorColumn, block: block, of: tensor)
    return ScaleWindow(
      top: region.rows.lowerBound, left: region.columns.lowerBound, cellRows: region.rows.count,
      cellColumns: region.columns.count, rows: 1, columns: 1)
  }
}

/// One direction of the heat map: which blocks are on show, and how many make up a cell.
struct HeatmapSpan: Sendable, Equatable {
  /// Blocks in the tensor.
  let blocks: Int
  /// Blocks in a cell.
  let cell: Int
  /// The first block on show, a multiple of the cell.
  let first: Int
  /// Cells on show.
  let count: Int
  /// The block under the cursor.
  let cursor: Int
  /// How often the widest view's cells can be halved.
  let deepest: Int

  /// - Parameters:
  ///   - blocks: Blocks in the tensor, at least 1.
  ///   - capacity: Cells that there is room for, at least 1.
  ///   - zoom: How many times the cells were halved from the widest view.
  ///   - cursor: The block under the cursor; clamped.
  ///   - first: The first block on show until now; it moves only to keep the cursor in sight.
  init(blocks: Int, capacity: Int, zoom: Int, cursor: Int, first: Int) {
    var sizes = [Self.widest(blocks: blocks, capacity: capacity)]
    while let last = sizes.last, last > 1 { sizes.append(last / 2 + last % 2) }
    let cell = sizes[min(max(0, zoom), sizes.count - 1)]
    let cells = (blocks - 1) / cell + 1
    let cursor = min(max(cursor, 0), blocks - 1)
    let last = max(0, cells - capacity)
    var origin = min(max(first / cell, cursor / cell - capacity + 1), cursor / cell)
    origin = min(max(origin, 0), last)
    self.blocks = blocks
    self.cell = cell
    self.cursor = cursor
    self.first = origin * cell
    count = min(capacity, cells - origin)
    deepest = sizes.count - 1
  }

  /// The blocks of a cell where all are in sight: the fewest that fit, of long ones the next that ends in enough zeros
  /// in base two, so that edges are round numbers and at most a ninth of the room stays empty.
  private static func widest(blocks: Int, capacity: Int) -> Int {
    let least = (blocks - 1) / capacity + 1
    var unit = 1
    while unit <= least / 16 { unit *= 2 }
    let rest = least % unit
    return rest == 0 || least > .max - unit ? least : least + unit - rest
  }

  var cursorCell: Int { (cursor - first) / cell }

  /// The first block of a view with the cursor in its middle.
  var centred: Int { max(0, cursor - count / 2 * cell) }
}

extension AppState {
  /// Why the selected slot has no scales over the tensor; nil where it has.
  var noScalesToMap: String? { noScalesToMap(in: slots.current) }

  /// Why a format has no scales over the tensor; nil where it has.
  func noScalesToMap(in id: FormatID) -> String? {
    guard let tensor, let format = try? FormatRegistry.format(id) else { return nil }
    if let refusal = format.refusal(rows: tensor.rows, columns: tensor.columns) {
      return "\(format.id) \(refusal)"
    }
    guard format.scaleType == .none else { return nil }
    return "\(format.id) has no block scales to map; [ and ] select another slot"
  }

  /// What the heat map shows; nil without blocks or room.
  var heatmapView: HeatmapView? {
    guard let current, tensors[current].elementCount > 0, tensors[current].isAnalysable,
      let format = try? FormatRegistry.format(slots.current)
    else { return nil }
    let tensor = tensors[current]
    let stored = scaleOrigin() == .stored ? storedWeight() : nil
    guard stored != nil || noScalesToMap == nil else { return nil }
    let area = MapLayout(bodyRect, lines: HeatmapScreen.wordLines)
    let layout = HeatMapLayout(in: area.map, traits: traits, hasProfiles: area.hasProfiles)
    guard layout.rowCapacity > 0, layout.columnCapacity > 0 else { return nil }
    let block = stored?.block ?? format.blockShape(rows: tensor.rows, columns: tensor.columns)
    let rows = HeatmapSpan(
      blocks: (tensor.rows - 1) / max(1, block.rows) + 1, capacity: layout.rowCapacity,
      zoom: heatmap.zoom, cursor: heatmap.row / max(1, block.rows),
      first: heatmap.place.top / max(1, block.rows))
    let columns = HeatmapSpan(
      blocks: (tensor.columns - 1) / max(1, block.columns) + 1, capacity: layout.columnCapacity,
      zoom: heatmap.zoom, cursor: heatmap.column / max(1, block.columns),
      first: heatmap.place.left / max(1, block.columns))
    let window = ScaleWindow(
      top: rows.first, left: columns.first, cellRows: rows.cell, cellColumns: columns.cell,
      rows: rows.count, columns: columns.count)
    return HeatmapView(
      format: format, stored: stored, tensor: tensor, block: block, rows: rows, columns: columns,
      subject: HeatmapState.Subject(
        tensor: current, format: slots.current, window: window, isStored: stored != nil))
  }

  /// The scales under the cursor; nil where they are not mapped yet.
  func cellUnderCursor(_ view: HeatmapView) -> ScaleCell? {
    let cells = heatmap.cells(of: view.subject)
    let index = view.cursorRow * view.columns.count + view.cursorColumn
    return cells.indices.contains(index) && !cells[index].isEmpty ? cells[index] : nil
  }

  /// Writes down where cursor and window came to stand, so that the window stays there.
  mutating func settleHeatmap() {
    guard let view = heatmapView else { return }
    heatmap.place.settle(rows: view.rows, columns: view.columns, block: view.block)
  }
}
