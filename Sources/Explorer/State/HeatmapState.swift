internal import Charts
internal import QuantAnalysis
internal import QuantCore

/// How the heat map is looked at, and what is mapped.
public struct HeatmapState: Sendable, Equatable {
  /// Which of a cell's scales is drawn.
  enum Pool: String, Sendable, CaseIterable {
    case max, mean, min
  }

  var pool = Pool.max
  var palette = Palette.cividis
  /// How many times the cells were halved from the widest view.
  var zoom = 0
  /// The block under the cursor.
  var row = 0
  var column = 0
  /// What is mapped or being mapped.
  var map: ScaleMap?
  /// The work that maps; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: Subject?

  /// A window of one tensor's scales in one format.
  struct Subject: Sendable, Hashable {
    let tensor: Int
    let format: FormatID
    let window: ScaleWindow
  }

  init() {}

  /// The view of another tensor: palette and pool stay.
  init(keepingLooksOf other: HeatmapState) {
    pool = other.pool
    palette = other.palette
    running = other.running
    asked = other.asked
  }
}

extension AppState {
  mutating func scheduleScaleMap() -> [Effect] { [] }

  mutating func take(_ event: ScaleMapEvent, of id: WorkID) {}
}
