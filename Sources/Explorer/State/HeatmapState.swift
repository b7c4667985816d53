internal import Figures
internal import QuantAnalysis
internal import QuantCore

/// How the heat map is looked at, and what is mapped.
public struct HeatmapState: Sendable, Equatable {
  var pool = ScalePool.max
  var place = MapPlace()
  /// Which of the cells `T` went to last, from 0 for the largest scale.
  var largest: Int?
  /// What is mapped.
  var store = ScaleMapStore()
  /// What the running work has mapped so far.
  var growing: Mapped?
  /// The work that maps; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: Subject?

  /// A window of one tensor's scales in one format.
  struct Subject: Sendable, Hashable {
    let tensor: Int
    let format: FormatID
    let window: ScaleWindow
    /// Whether the scales are those that the file stores.
    var isStored = false
  }

  /// A map and what it is of.
  struct Mapped: Sendable, Equatable {
    let subject: Subject
    let map: ScaleMap
  }

  /// The map that was finished last.
  var finished: Mapped? { store.maps.last }

  /// A window that could not be mapped.
  struct Failure: Sendable, Equatable {
    let subject: Subject
    let reason: String
  }

  init() {}

  /// The view of another tensor: the pool stays.
  init(keepingLooksOf other: HeatmapState) {
    pool = other.pool
    running = other.running
    asked = other.asked
    store = other.store
  }

  /// How many times the cells were halved from the widest view.
  var zoom: Int { place.zoom }
  /// An element of the block under the cursor.
  var row: Int { place.row }
  var column: Int { place.column }

  /// The cells of a window as far as they are known: what is being mapped, then what was mapped before.
  func cells(of subject: Subject) -> [ScaleCell] {
    if let whole = store.maps.last(where: { $0.subject == subject }) { return whole.map.cells }
    let sources = ([growing].compactMap { $0 } + store.maps.reversed())
      .filter { $0.matches(subject) }
    let window = subject.window
    var cells = Array(repeating: ScaleCell(), count: window.rows * window.columns)
    for source in sources.reversed() { source.copy(to: &cells, of: window) }
    return cells
  }
}

extension HeatmapState.Mapped {
  /// Whether the cells of another subject are cells of this map too.
  fileprivate func matches(_ other: HeatmapState.Subject) -> Bool {
    subject.tensor == other.tensor && subject.format == other.format
      && subject.isStored == other.isStored && subject.window.cellRows == other.window.cellRows
      && subject.window.cellColumns == other.window.cellColumns
  }

  /// Copies the cells that a window shares with the map, both cut into equal cells.
  fileprivate func copy(to cells: inout [ScaleCell], of window: ScaleWindow) {
    let mine = subject.window
    let down = (window.top - mine.top) / window.cellRows
    let across = (window.left - mine.left) / window.cellColumns
    for row in 0..<window.rows where (0..<mine.rows).contains(row + down) {
      for column in 0..<window.columns where (0..<mine.columns).contains(column + across) {
        let cell = map[row + down, column + across]
        if !cell.isEmpty { cells[row * window.columns + column] = cell }
      }
    }
  }
}

extension ScaleCell {
  /// Whether no block was mapped here yet.
  var isEmpty: Bool { blocks == 0 && zeroBlocks == 0 && nonfiniteBlocks == 0 }
}
