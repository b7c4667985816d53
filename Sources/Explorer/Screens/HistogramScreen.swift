internal import TerminalKit

struct HistogramScreen: Screen {
  let id = ScreenID.histogram
  let digit: Character = "3"
  let tab = "Hist"
  let summary = "Hist"

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
  }
}
