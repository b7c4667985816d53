internal import Charts
internal import Figures
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The list of keys, made from the table that dispatches them.
public struct HelpPage: Sendable, Equatable {
  /// Whether all screens' keys are listed, not only those of the screen on show.
  let showsEverything: Bool
  /// The first line on show.
  var firstLine = 0

  init(showsEverything: Bool) {
    self.showsEverything = showsEverything
  }

  /// One line: a heading, or keys and what they do.
  struct Line: Sendable, Equatable {
    let keys: String
    let text: String
    /// What the command line calls it; empty where the keys are words themselves.
    var words = ""
    var isHeading: Bool { keys.isEmpty }

    init(keys: String, text: String) {
      self.keys = keys
      self.text = text
    }

    init(_ binding: KeyBinding) {
      self.init(keys: binding.names, text: binding.help)
      if !binding.keys.isEmpty { words = binding.usage }
    }
  }

  func lines(_ state: AppState) -> [Line] {
    let screen = Screens.screen(state.screen)
    let others = showsEverything ? Screens.all.filter { $0.id != screen.id } : []
    var lines = Self.lines(of: screen) + others.flatMap(Self.lines)
    // Keys to which the screen gives a meaning of its own do nothing else here.
    let own = showsEverything ? [] : Set(screen.bindings.flatMap(\.keys))
    let shared = KeyTable.everywhere.filter { $0.keys.isEmpty || !own.isSuperset(of: $0.keys) }
    for group in KeyBinding.Group.allCases where group != .start || showsEverything {
      let entries = shared.filter { $0.group == group }
      guard !entries.isEmpty else { continue }
      lines.append(Line(keys: "", text: group.rawValue))
      lines += entries.map { Line($0) }
    }
    lines.append(Line(keys: "", text: "Signs"))
    lines += Self.signs
    if showsEverything {
      lines.append(Line(keys: "", text: "Not here, as weights alone can't give it"))
      for method in BeyondWeights.all {
        lines.append(Line(keys: method.name, text: "needs \(method.needs)"))
        lines.append(Line(keys: " ", text: method.nearest))
      }
    }
    lines.append(Line(keys: "", text: "This terminal"))
    return lines + terminal(state)
  }

  /// The lines as they are drawn: what is too wide goes on below, beside its keys.
  func wrappedLines(_ state: AppState) -> [Line] {
    let page = Self.box(in: state.size).inset(by: 1)
    let width = page.columns / Self.columns(of: page)
    return lines(state).flatMap { line -> [Line] in
      let room = width - (line.isHeading ? 1 : Self.keyColumns(width))
      guard room >= 8 else { return [line] }
      // A long word stands above what it does.
      let isLong = !line.isHeading && DisplayWidth.of(line.keys) > Self.keyColumns(width) - 4
      var parts = wrapped(line.text, width: room).enumerated().map { index, text in
        Line(keys: index == 0 && !isLong || line.isHeading ? line.keys : " ", text: text)
      }
      // What the command line calls it stands at the right, below what leaves it no room.
      if !line.words.isEmpty {
        let end = DisplayWidth.of(parts.last?.text ?? "")
        if end + 3 + DisplayWidth.of(line.words) > room { parts.append(Line(keys: " ", text: "")) }
        parts[parts.count - 1].words = line.words
      }
      if isLong { parts.insert(Line(keys: line.keys, text: ""), at: 0) }
      return parts
    }
  }

  /// How many columns the keys take, with a gap.
  private static func keyColumns(_ width: Int) -> Int { max(7, min(22, width * 2 / 5)) }

  /// What a screen shows, and the keys that only it knows.
  private static func lines(of screen: any Screen) -> [Line] {
    [Line(keys: "", text: "\(screen.tab): \(screen.summary)")]
      + screen.bindings.map { Line($0) }
  }

  private static let signs = [
    Line(keys: "*", text: "best of the slots"),
    Line(keys: "!", text: "a warning, in words"),
    Line(keys: "~", text: "a folder's tensors are known in part"),
    Line(keys: "SQNR", text: "10 log10(sum w^2 / sum (w-q)^2), in dB"),
    Line(keys: "rel RMSE", text: "sqrt(sum (w-q)^2 / sum w^2) = 10^(-SQNR/20)"),
    Line(keys: "clip", text: "a block with a magnitude beyond the largest element"),
    Line(keys: "to zero", text: "values that are not 0 but decode to 0"),
  ]

  /// What the program found out about its surroundings, which is what every report of a fault needs.
  private func terminal(_ state: AppState) -> [Line] {
    let traits = state.traits
    let colours =
      switch traits.colours {
      case .none: "no colours"
      case .eight: "8 colours"
      case .sixteen: "16 colours"
      case .palette256: "256 colours"
      }
    let mouse =
      traits.hasMouse ? (state.isMouseOn ? "on; Shift-drag selects text" : "off") : "not reported"
    let clipboard =
      switch traits.clipboard {
      case .direct: "OSC 52"
      case .tmux: "OSC 52 through tmux, with set-clipboard on"
      case .screen: "OSC 52 through screen"
      case .none: "none"
      }
    let facts = [
      (
        "screen",
        "\(state.size.columns)x\(state.size.rows), \(colours), "
          + "\(traits.isUTF8 ? "UTF-8" : "ASCII"), \(traits.glyphs.rawValue) characters"
      ),
      ("TERM", traits.name),
      ("colours", "theme \(traits.theme.rawValue), palette \(state.palette.rawValue)"),
      ("mouse", mouse), ("clipboard", clipboard), ("config", state.configuration ?? "none"),
    ]
    return facts.map { Line(keys: $0.0, text: PrintableName.escaped($0.1)) }
  }

  private static func box(in size: Size) -> Rect {
    let margin = size.columns >= 60 ? 3 : 0
    let space = size.rows >= 16 ? 1 : 0
    return Rect(size: size).inset(left: margin, top: space, right: margin, bottom: space)
  }

  private static func columns(of page: Rect) -> Int { page.columns >= 110 ? 2 : 1 }

  /// Where the lines are, and the line below them.
  private static func parts(of room: Rect) -> (rest: Rect, bottom: Rect) {
    room.splitBottom(room.rows >= 3 ? 1 : 0)
  }

  /// How many lines are on show at once.
  static func linesOnShow(in size: Size) -> Int {
    let page = parts(of: box(in: size).inset(by: 1)).rest
    return max(1, page.rows * columns(of: page))
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let box = Self.box(in: frame.size)
    frame.fill(box)
    let title = showsEverything ? "help: all screens" : "help: this screen, ? all screens"
    let room = frame.drawPanel(title, in: box, traits: state.traits)
    let (page, foot) = Self.parts(of: room)
    let lines = wrappedLines(state)
    let columns = Self.columns(of: page)
    let first = min(firstLine, max(0, lines.count - page.rows * columns))
    let areas = page.splitColumns(Array(repeating: 1, count: columns))
    for (column, area) in areas.enumerated() {
      let start = first + column * page.rows
      for (row, line) in lines.dropFirst(start).prefix(area.rows).enumerated() {
        draw(line, state.traits, in: area, row: row, into: &frame)
      }
    }
    let shown = min(lines.count, first + page.rows * columns)
    let hint = ScrollHint.text(
      shown, of: lines.count, fits: lines.count <= page.rows * columns, width: foot.columns - 1)
    frame.put(" " + hint, at: foot.origin, style: .dim)
  }

  private func draw(
    _ line: Line, _ traits: TerminalTraits, in area: Rect, row: Int, into frame: inout Frame
  ) {
    let point = Point(column: area.left, row: area.top + row)
    if line.isHeading {
      frame.put(" \(line.text)", at: point, style: .title, maxWidth: area.columns)
      return
    }
    let keyColumns = Self.keyColumns(area.columns)
    let indent = area.columns >= 36 ? 3 : 1
    frame.put(
      traits.shortened(
        line.keys, to: (line.text.isEmpty ? area.columns : keyColumns) - indent - 1),
      at: Point(column: point.column + indent, row: point.row), style: .bold)
    let room = max(0, area.columns - keyColumns)
    let used = frame.put(
      traits.shortened(line.text, to: room),
      at: Point(column: point.column + keyColumns, row: point.row))
    frame.putRight(
      line.words, endingAt: Point(column: area.right - 1, row: point.row), style: .dim,
      maxWidth: max(0, room - used - 2))
  }
}

extension AppState {
  mutating func press(_ key: Key, on page: HelpPage) -> [Effect] {
    var page = page
    let height = HelpPage.linesOnShow(in: size)
    switch key {
    case .character("?") where !page.showsEverything:
      overlay = .help(HelpPage(showsEverything: true))
      return []
    case .character("j"), .down: page.firstLine += 1
    case .character("k"), .up: page.firstLine -= 1
    // A line of the page before stays, to go on reading from.
    case .pageDown, .character(" "): page.firstLine += max(1, height - 1)
    case .pageUp: page.firstLine -= max(1, height - 1)
    case .control("d"): page.firstLine += max(1, height / 2)
    case .control("u"): page.firstLine -= max(1, height / 2)
    case .character("g"), .home: page.firstLine = 0
    case .character("G"), .end: page.firstLine = page.wrappedLines(self).count
    default:
      overlay = nil
      return []
    }
    page.firstLine = min(max(0, page.firstLine), max(0, page.wrappedLines(self).count - height))
    overlay = .help(page)
    return []
  }
}
