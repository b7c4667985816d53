internal import TerminalKit

struct E4M3Screen: Screen {
  let id = ScreenID.e4m3
  let digit: Character = "6"
  let tab = "E4M3"
  let summary = "E4M3"

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
  }
}
