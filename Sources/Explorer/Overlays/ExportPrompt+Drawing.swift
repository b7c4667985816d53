internal import TensorFiles
internal import TerminalKit

extension ExportPrompt {
  /// Where the prompt's parts stand; the file goes first where there is hardly any room.
  struct Layout {
    /// The kinds as lines, the selected one in brackets.
    let kinds: [String]
    let kindRows: Rect
    let file: Rect
    let hint: Rect
    let box: Rect
    let hasFrame: Bool
    /// What stands before the kinds and the file.
    let labels: (kind: String, file: String)

    init(_ prompt: ExportPrompt, in size: Size) {
      let width = min(size.columns, 76)
      labels = width < 30 ? ("", "> ") : ("kind  ", "file  ")
      let names = prompt.kinds.enumerated().map { index, kind in
        index == prompt.selected ? "[\(kind.name)]" : " \(kind.name) "
      }
      let all = Self.flowed(names, width: width - 2 - labels.kind.count)
      hasFrame = size.rows >= all.count + 5 && width >= 30
      let count = "\(prompt.selected + 1)/\(names.count)"
      kinds =
        width >= 30 && size.rows >= all.count + 2
        ? all : [names[prompt.selected] + " " + count]
      let rows = min(size.rows, kinds.count + 2 + (hasFrame ? 3 : 0))
      box = Rect(
        column: (size.columns - width) / 2, row: max(0, (size.rows - rows) / 2), columns: width,
        rows: rows)
      let room = hasFrame ? box.inset(by: 1) : box
      let (upper, hint) = room.splitBottom(room.rows >= 2 ? 1 : 0)
      (kindRows, file) = upper.splitTop(upper.rows >= 2 ? kinds.count : 0)
      self.hint = hint
    }

    private static func flowed(_ names: [String], width: Int) -> [String] {
      names.reduce(into: []) { lines, name in
        if let last = lines.last, last.count + name.count <= width {
          lines[lines.count - 1] = last + name
        } else {
          lines.append(name)
        }
      }
    }
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let layout = Layout(self, in: frame.size)
    frame.fill(layout.box)
    if layout.hasFrame {
      frame.drawPanel("export \(subject)", in: layout.box, traits: state.traits)
    }
    let (traits, label) = (state.traits, layout.labels)
    for (offset, line) in layout.kinds.prefix(layout.kindRows.rows).enumerated() {
      let row = layout.kindRows.top + offset
      let name = offset == 0 ? label.kind : String(repeating: " ", count: label.kind.count)
      let start = frame.put(name, at: Point(column: layout.kindRows.left, row: row), style: .dim)
      drawKinds(line, at: Point(column: layout.kindRows.left + start, row: row), into: &frame)
    }
    let used = frame.put(label.file, at: layout.file.origin, style: .dim)
    let field = max(1, layout.file.columns - used - 1)
    let shown = traits.shortened(PrintableName.escaped(path), to: field, keeping: .end)
    let start = Point(column: layout.file.left + used, row: layout.file.top)
    let end = frame.put(shown, at: start, maxWidth: field)
    frame.textCursor = Point(column: start.column + end, row: start.row)
    let hints =
      mayReplace
      ? [
        "! the file exists: Enter replaces it, or type another name",
        "! the file exists: Enter replaces it", "! exists: Enter",
      ]
      : (suitsPath
        ? [] : ["Enter writes it as \(kind.name), although its name ends otherwise  Tab kind"])
        + [
          "Enter write  Esc leave  Tab the next kind", "Enter write  Esc  Tab kind",
          "Enter  Esc  Tab",
        ]
    let hint = hints.first { DisplayWidth.of($0) <= layout.hint.columns } ?? hints[2]
    frame.put(
      traits.shortened(hint, to: layout.hint.columns), at: layout.hint.origin,
      style: mayReplace ? .warning : .dim)
  }

  /// Draws a line of kinds, the one in brackets as selected.
  private func drawKinds(_ line: String, at point: Point, into frame: inout Frame) {
    frame.put(line, at: point, style: .tab)
    let name = "[\(kind.name)]"
    guard let range = line.firstRange(of: name) else { return }
    let before = line.distance(from: line.startIndex, to: range.lowerBound)
    frame.put(name, at: Point(column: point.column + before, row: point.row), style: .selectedTab)
  }
}
