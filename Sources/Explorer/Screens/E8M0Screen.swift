internal import TerminalKit

struct E8M0Screen: Screen {
  let id = ScreenID.e8m0
  let digit: Character = "5"
  let tab = "E8M0"
  let summary = "E8M0"

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
  }
}
