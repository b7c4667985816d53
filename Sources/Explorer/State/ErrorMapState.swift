internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore

/// How the map of errors is looked at, and what is mapped.
public struct ErrorMapState: Sendable, Equatable {
  var quantity = ErrorQuantity.sqnr
  /// Which pair of slots the difference is of; nil where a quantity is drawn.
  var pair: Int?
  var place = MapPlace()
  /// What is mapped: of each format on show the widest window and the last other one.
  private(set) var maps: [Mapped] = []
  /// What the running work has mapped so far.
  var growing: Mapped?
  /// How much of it is done, 0…1.
  var done = 0.0
  /// The work that maps; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: Subject?
  /// Why the tensor could not be mapped.
  var failure: String?
  /// Which of the tiles was shown as the worst, from 0.
  var worst: Worst?

  /// What of one tensor in one format is mapped.
  struct Subject: Sendable, Hashable {
    let tensor: Int
    let format: FormatID
    let window: ScaleWindow
    /// Whether rows and columns are summed up over the whole tensor, too.
    let gathersLines: Bool
  }

  /// A map and what it is of.
  struct Mapped: Sendable, Equatable {
    let subject: Subject
    let map: ErrorMap
  }

  /// The tile that `T` went to last.
  struct Worst: Sendable, Equatable {
    let rank: Int
    let row: Int
    let column: Int
  }

  init() {}

  /// The view of another tensor: what is drawn and its colours stay.
  init(keepingLooksOf other: ErrorMapState) {
    quantity = other.quantity
    pair = other.pair
    running = other.running
    asked = other.asked
  }

  /// Keeps a map, and lets go of what is no longer looked at.
  mutating func keep(_ mapped: Mapped, widest: ScaleWindow?, formats: [FormatID]) {
    maps.removeAll { known in
      guard formats.contains(known.subject.format) else { return true }
      guard known.subject.format == mapped.subject.format else { return false }
      let isLines = known.map.rows != nil && mapped.map.rows == nil
      return !isLines && known.subject.window != widest
        || known.subject.window == mapped.subject.window && !isLines
    }
    maps.append(mapped)
  }

  /// A finished map of a window.
  func map(of format: FormatID, _ window: ScaleWindow) -> ErrorMap? {
    maps.last { $0.subject.format == format && $0.subject.window == window }?.map
  }

  /// The cells of a window as far as they are known; empty where none is.
  func cells(of format: FormatID, _ window: ScaleWindow) -> [ErrorCell] {
    if let map = map(of: format, window) { return map.cells }
    guard let growing, growing.subject.format == format, growing.subject.window == window
    else { return [] }
    return growing.map.cells
  }

  /// The finished map that has a format's rows and columns.
  func lines(of format: FormatID) -> ErrorMap? {
    maps.last { $0.subject.format == format && $0.map.rows != nil }?.map
  }
}
