internal import Figures
internal import QuantAnalysis
internal import QuantCore

/// How the heat map is looked at, and what is mapped.
public struct HeatmapState: Sendable, Equatable {
  var pool = ScalePool.max
  /// How many times the cells were halved from the widest view.
  var zoom = 0
  /// An element of the block under the cursor, so that another block shape keeps the place.
  var row = 0
  var column = 0
  /// The first element on show.
  var top = 0
  var left = 0
  /// What is mapped.
  var finished: Mapped?
  /// What the running work has mapped so far.
  var growing: Mapped?
  /// The work that maps; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: Subject?
  /// What could not be mapped, and why.
  var failed: Failure?

  /// A window of one tensor's scales in one format.
  struct Subject: Sendable, Hashable {
    let tensor: Int
    let format: FormatID
    let window: ScaleWindow
  }

  /// A map and what it is of.
  struct Mapped: Sendable, Equatable {
    let subject: Subject
    let map: ScaleMap
  }

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
  }

  /// The cells of a window as far as they are known: what is being mapped, then what was mapped before.
  func cells(of subject: Subject) -> [ScaleCell] {
    let sources = [growing, finished].compactMap { $0 }.filter { $0.matches(subject) }
    if let first = sources.first, first.subject == subject, first.map.isComplete {
      return first.map.cells
    }
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
      && subject.window.cellRows == other.window.cellRows
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
