internal import Figures
internal import TensorFiles
public import TerminalKit

extension AppState {
  /// The room of the screens; title, tabs and footer go one after the other when rows are few.
  var pageRect: Rect {
    let margin = size.columns >= 40 ? 1 : 0
    return Rect(size: size).inset(
      left: margin, top: hasTabs ? 2 : (size.rows >= 3 ? 1 : 0), right: margin,
      bottom: size.rows >= 4 ? 1 : 0)
  }

  private var hasTabs: Bool { size.rows >= 16 && size.columns >= 40 }

  /// The names in the row of tabs, and where each stands.
  var tabs: [(screen: ScreenID, label: String, rect: Rect)] {
    guard hasTabs else { return [] }
    let home = Screens.screen(self.screen).home
    let shown = Screens.all.filter { $0.digit != nil || $0.home == home }
    func names(_ length: Int) -> [String] {
      shown.map { screen in
        let label = (screen.digit.map { String($0) } ?? "") + screen.tab
        // Brackets say what the colour says, where there is none.
        return screen.id == self.screen ? "[\(label)]" : String(label.prefix(length))
      }
    }
    // Where not all names fit, the longest of the others lose their ends: every screen can be found and clicked.
    var length = shown.map { $0.tab.count + 1 }.max() ?? 1
    func width(_ names: [String]) -> Int { names.reduce(names.count - 1) { $0 + $1.count } }
    while length > 1, width(names(length)) > size.columns - 1 { length -= 1 }
    var column = 1
    return zip(shown, names(length)).map { screen, name in
      defer { column += name.count + 1 }
      return (screen.id, name, Rect(column: column, row: 1, columns: name.count, rows: 1))
    }
  }

  /// The picture of the state, as large as the terminal.
  public func view() -> Frame {
    var frame = Frame(size)
    frame.look = Look(theme: traits.theme, hasColours: traits.colours != .none)
    let screen = Screens.screen(self.screen)
    if size.rows >= 3 { drawTitle(screen, into: &frame) }
    if hasTabs { drawTabs(into: &frame) }
    drawBody(screen, into: &frame)
    if size.rows >= 4 && notice == nil { drawFooter(into: &frame) }
    drawOverlay(into: &frame)
    // What a key led to is said over everything else.
    if size.rows >= 2 { drawNotice(into: &frame) }
    // A prompt's field may lie beyond a very small terminal.
    if let cursor = frame.textCursor, !frame.bounds.contains(cursor) { frame.textCursor = nil }
    return frame
  }

  private func drawTitle(_ screen: any Screen, into frame: inout Frame) {
    let right = status(screen)
    let end = Point(column: size.columns - 1, row: 0)
    let used = frame.putRight(right, endingAt: end, style: .dim, maxWidth: size.columns / 2)
    let room = size.columns - used - 3
    var name = source.path
    var facts = ""
    if screen.needsTensor, let tensor {
      if tensors.count > 1 || tensor.name != source.stem { name += ":" + tensor.name }
      facts = " \(tensor.type) \(FigureText.shape(tensor.shape))"
      if source.guess != nil { facts += " (a guess)" }
    }
    facts += pinnedTitle
    if change != nil { facts += " (changed on disk)" }
    // Where there is hardly room for the name, it stands alone.
    let mark = size.columns < 20 ? " " : " qv "
    if size.columns < 20 { facts = "" }
    let nameRoom = max(8, room - facts.count - mark.count)
    name = PrintableName.escaped(name)
    if DisplayWidth.of(name) > nameRoom, let last = name.split(separator: "/").last {
      name = String(last)
    }
    var shown = traits.shortened(name, to: nameRoom, keeping: .ends)
    if shown != name, let tensor, let compared, self.screen != .browser {
      // The file is the same; what tells the tensors apart must be read.
      shown = shortenedName(of: tensor, besides: tensors[compared], to: nameRoom)
    }
    let left = frame.put(mark, at: .zero, style: .title, maxWidth: room)
    frame.put(
      shown + facts, at: Point(column: left, row: 0), style: .bold, maxWidth: max(0, room - left))
  }

  /// The right end of the title: how far the work is, or what the screen draws.
  private func status(_ screen: any Screen) -> String {
    if let openingText { return openingText }
    if let running = work.running {
      let percent = "\(Int(running.done * 100))%"
      if running.tensor == current && self.screen != .browser { return percent }
      let progress =
        work.wantsAll
        ? "\(FigureText.count(work.swept.count)) of \(FigureText.count(tensors.count))" : percent
      return size.columns < 40 ? progress : "analysing \(progress)"
    }
    if let share = work.stoppedAt { return "stopped at \(Int(share * 100))%" }
    if work.isPaused { return "stopped" }
    return screen.subject(self)
  }

  private func drawTabs(into frame: inout Frame) {
    for tab in tabs {
      frame.put(
        tab.label, at: tab.rect.origin, style: tab.screen == screen ? .selectedTab : .tab)
    }
  }

  private func drawNotice(into frame: inout Frame) {
    guard let notice else { return }
    // Work that fails meanwhile must not write over what is being typed.
    if case .command = overlay { return }
    let style: Style =
      switch notice.weight {
      case .plain: .accent
      case .warning: .warning
      case .error: .error
      }
    let mark = notice.weight == .plain ? "" : "! "
    // A terminal of a column or two has none to leave free.
    let margin = size.columns < 4 ? 0 : 1
    let width = size.columns - 2 * margin
    var lines = wrapped(
      PrintableName.escaped(notice.text), first: mark, rest: mark.isEmpty ? "" : "  ",
      width: max(1, width))
    // A long one takes as many lines as a small terminal can spare.
    let most = max(1, size.rows / 4)
    if lines.count > most {
      lines[most - 1] = lines[(most - 1)...].joined(separator: " ")
      lines.removeSubrange(most...)
    }
    let area = Rect(size: size).splitBottom(lines.count).bottom
    frame.fill(area)
    for (offset, line) in lines.enumerated() {
      frame.put(
        traits.shortened(line, to: width), at: Point(column: margin, row: area.top + offset),
        style: style)
    }
  }

  private func drawFooter(into frame: inout Frame) {
    let row = size.rows - 1
    var column = 1
    let hints = footerHints
    let right = drawMouse(
      row: row, hints: hints.reduce(2) { $0 + $1.key.count + $1.hint.count + 3 }, into: &frame)
    for (key, hint) in hints {
      guard column + key.count + hint.count + 1 < right else { break }
      column += frame.put(key, at: Point(column: column, row: row), style: .bold)
      column += frame.put(" \(hint)  ", at: Point(column: column, row: row), style: .dim)
    }
  }

  /// Says that the mouse is taken, in full where that takes no hint away.
  ///
  /// - Parameters:
  ///   - row: The footer's row.
  ///   - hints: How many columns all hints take.
  ///   - frame: The picture.
  /// - Returns: The column that hints have to end before.
  private func drawMouse(row: Int, hints: Int, into frame: inout Frame) -> Int {
    guard isMouseOn else { return size.columns }
    let long = "mouse on: Shift-drag selects"
    let text = hints + long.count < size.columns ? long : "mouse"
    let end = Point(column: size.columns - 1, row: row)
    return size.columns - 1 - frame.putRight(text, endingAt: end, style: .dim) - 1
  }

  /// The name of the screen that Tab leads to, where no digit does.
  private var nextUnnumbered: String? {
    let all = Screens.all
    guard let index = all.firstIndex(where: { $0.id == screen }) else { return nil }
    let next = all[(index + 1) % all.count]
    return next.digit == nil ? next.tab : nil
  }

  /// The keys that act now with what they do, the most important first.
  private var footerHints: [(key: String, hint: String)] {
    // An overlay names its own keys.
    if overlay != nil { return [] }
    if isTypingFilter {
      return [("Enter", "keep"), ("Esc", "clear"), ("^U", "empty")]
    }
    // Help and the way out are always there; the rest as far as it fits.
    var known: Set<Key> = []
    // A key that the screen has a use of its own for is not what it is everywhere.
    let inForce = bindings.filter { binding in
      defer { known.formUnion(binding.keys) }
      return binding.keys.first.map { !known.contains($0) } ?? false
    }
    let hinted = inForce.filter { $0.hint != nil && $0.whyNot(self) == nil }
    let ordered = hinted.filter(\.isEssential) + hinted.filter { !$0.isEssential }
    return ordered.compactMap { binding in
      guard let hint = binding.hint, let key = binding.keyHint else { return nil }
      if key == "Tab", let next = nextUnnumbered { return (key, next) }
      return (key, binding.quits(self) ? "quit" : hint)
    }
  }
}
