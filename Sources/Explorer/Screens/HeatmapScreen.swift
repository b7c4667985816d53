internal import TerminalKit

struct HeatmapScreen: Screen {
  let id = ScreenID.heatmap
  let digit: Character = "4"
  let tab = "Scale"
  let summary = "Scale"

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
  }
}
