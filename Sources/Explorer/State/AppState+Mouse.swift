internal import TerminalKit

extension AppState {
  /// Takes what the mouse did: what lies over the screen first, then the tabs, then the screen itself.
  mutating func take(_ event: MouseEvent) -> [Effect] {
    // One that was on its way when the mouse was turned off.
    guard isMouseOn else { return [] }
    notice = nil
    work.isQuitArmed = false
    if let overlay { return take(event, over: overlay) }
    let screen = Screens.screen(self.screen)
    switch event.action {
    case .wheelUp: screen.scroll(-1, &self)
    case .wheelDown: screen.scroll(1, &self)
    case .press:
      if let tab = tabs.first(where: { $0.rect.contains(event.point) }) {
        endTyping()
        show(tab.screen)
      } else if bodyRect.contains(event.point) {
        return screen.click(at: event.point, in: bodyRect, &self)
      }
    }
    return []
  }

  private mutating func take(_ event: MouseEvent, over overlay: Overlay) -> [Effect] {
    switch (event.action, overlay) {
    case (.press, .help), (.press, .findings), (.press, .metadata): self.overlay = nil
    case (.press, .formats(let menu)): click(at: event.point, on: menu)
    case (.press, .command(let line)): click(at: event.point, on: line)
    case (_, .export), (_, .command), (_, .element): break
    case (.wheelUp, _): return (0..<3).flatMap { _ in pressOverlay(.up) }
    case (.wheelDown, _): return (0..<3).flatMap { _ in pressOverlay(.down) }
    }
    return []
  }

  private mutating func click(at point: Point, on line: CommandLine) {
    let (rect, first) = line.list(in: size)
    guard rect.contains(point) else { return }
    var line = line
    line.choose(first + point.row - rect.top)
    overlay = .command(completed(line))
  }
}
