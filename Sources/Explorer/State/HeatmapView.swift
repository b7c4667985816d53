internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What the heat map shows: follows from the tensor, the selected slot, the terminal's size, zoom and cursor.
struct HeatmapView: Sendable, Equatable {
  let format: any QuantizationFormat
  let tensor: TensorDescriptor
  let block: BlockShape
  let rows: HeatmapSpan
  let columns: HeatmapSpan
  let subject: HeatmapState.Subject

  static func == (left: HeatmapView, right: HeatmapView) -> Bool {
    left.subject == right.subject && left.rows == right.rows && left.columns == right.columns
  }

  /// The largest zoom: every cell is one block.
  var deepest: Int { max(rows.deepest, columns.deepest) }
  /// The cursor's cell in the window.
  var cursorRow: Int { rows.cursorCell }
  var cursorColumn: Int { columns.cursorCell }
}

/// One direction of the heat map: which blocks are on show, and how many make up a cell.
struct HeatmapSpan: Sendable, Equatable {
  /// Blocks in the tensor.
  let blocks: Int
  /// Blocks in a cell, a power of two.
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
    var halvings = 0
    while (blocks - 1) >> halvings >= capacity { halvings += 1 }
    let cell = 1 << max(0, halvings - max(0, zoom))
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
    deepest = halvings
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
      let format = try? FormatRegistry.format(slots.current), noScalesToMap == nil
    else { return nil }
    let tensor = tensors[current]
    let layout = HeatMapLayout(in: HeatmapLayout(bodyRect).map, traits: traits)
    guard layout.rowCapacity > 0, layout.columnCapacity > 0 else { return nil }
    let block = format.blockShape(rows: tensor.rows, columns: tensor.columns)
    let rows = HeatmapSpan(
      blocks: (tensor.rows - 1) / max(1, block.rows) + 1, capacity: layout.rowCapacity,
      zoom: heatmap.zoom, cursor: heatmap.row / max(1, block.rows),
      first: heatmap.top / max(1, block.rows))
    let columns = HeatmapSpan(
      blocks: (tensor.columns - 1) / max(1, block.columns) + 1, capacity: layout.columnCapacity,
      zoom: heatmap.zoom, cursor: heatmap.column / max(1, block.columns),
      first: heatmap.left / max(1, block.columns))
    let window = ScaleWindow(
      top: rows.first, left: columns.first, cellRows: rows.cell, cellColumns: columns.cell,
      rows: rows.count, columns: columns.count)
    return HeatmapView(
      format: format, tensor: tensor, block: block, rows: rows, columns: columns,
      subject: HeatmapState.Subject(tensor: current, format: slots.current, window: window))
  }

  /// Writes down where cursor and window came to stand, so that the window stays there.
  mutating func settleHeatmap() {
    guard let view = heatmapView else { return }
    heatmap.zoom = min(max(heatmap.zoom, 0), view.deepest)
    let block = view.block
    if heatmap.row / max(1, block.rows) != view.rows.cursor {
      heatmap.row = view.rows.cursor * block.rows
    }
    if heatmap.column / max(1, block.columns) != view.columns.cursor {
      heatmap.column = view.columns.cursor * block.columns
    }
    heatmap.top = view.rows.first * block.rows
    heatmap.left = view.columns.first * block.columns
  }
}

/// How the body of the heat map's screen is divided.
struct HeatmapLayout {
  /// One line on what is drawn; empty where there is no room.
  let heading: Rect
  let map: Rect
  /// The cursor's cell in words.
  let words: Rect
  /// Whether the words stand in a panel beside the map.
  let hasPanel: Bool

  init(_ body: Rect) {
    let (heading, rest) = body.splitTop(body.rows >= 6 ? 1 : 0)
    self.heading = heading
    hasPanel = body.columns >= 108 && body.rows >= 12
    if hasPanel {
      (map, words) = rest.splitRight(body.columns >= 150 ? 40 : 34)
    } else {
      let lines = body.rows >= 16 ? 3 : (body.rows >= 8 ? 2 : (body.rows >= 3 ? 1 : 0))
      (map, words) = rest.splitBottom(lines)
    }
  }
}
