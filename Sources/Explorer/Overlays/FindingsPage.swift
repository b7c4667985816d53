internal import Figures
internal import TensorFiles
internal import TerminalKit

/// All that stands out in a tensor, in full: what a screen has no room for can be read here at every size.
public struct FindingsPage: Sendable, Equatable {
  /// The first line on show.
  var firstLine = 0

  /// The key that shows it.
  static let key = "W"

  private static func box(in size: Size) -> Rect {
    let margin = size.columns >= 60 ? 3 : 0
    let space = size.rows >= 16 ? 1 : 0
    return Rect(size: size).inset(left: margin, top: space, right: margin, bottom: space)
  }

  /// Where the lines are, and the line below them; very small terminals have no room for a frame.
  private static func parts(of size: Size) -> (page: Rect, foot: Rect, hasFrame: Bool) {
    let box = box(in: size)
    let hasFrame = box.rows >= 6 && box.columns >= 24
    let (page, foot) = (hasFrame ? box.inset(by: 1) : box).splitBottom(box.rows >= 3 ? 1 : 0)
    return (page, foot, hasFrame)
  }

  /// How many lines are on show at once.
  static func linesOnShow(in size: Size) -> Int { max(1, parts(of: size).page.rows) }

  /// The findings, a blank line between two where the page is large, and what the reader noted about the file.
  func lines(_ state: AppState) -> [StyledText] {
    guard let index = state.judged else { return [] }
    let width = Self.parts(of: state.size).page.columns
    let isLarge = state.size.rows >= 16
    let notes = state.source.notes.map { Finding(.note, $0) }
    return (state.findings(of: index) + notes).enumerated().flatMap { place, finding in
      (place > 0 && isLarge ? [StyledText("")] : [])
        + FindingLines([finding], width: width).page(.max, key: "", traits: state.traits)
    }
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let (page, foot, hasFrame) = Self.parts(of: frame.size)
    let box = Self.box(in: frame.size)
    frame.fill(box)
    if hasFrame {
      let name = state.judged.map { PrintableName.escaped(state.tensors[$0].name) } ?? ""
      frame.drawPanel("warnings and notes: \(name)", in: box, traits: state.traits)
    }
    let lines = lines(state)
    let first = min(firstLine, max(0, lines.count - page.rows))
    for (row, line) in lines.dropFirst(first).prefix(page.rows).enumerated() {
      frame.put(
        state.traits.shortened(line.text, to: page.columns),
        at: Point(column: page.left, row: page.top + row), style: line.style)
    }
    let shown = min(lines.count, first + page.rows)
    frame.put(
      ScrollHint.text(
        shown, of: lines.count, fits: lines.count <= page.rows, width: foot.columns),
      at: foot.origin, style: .dim)
  }
}

extension AppState {
  mutating func press(_ key: Key, on page: FindingsPage) -> [Effect] {
    var page = page
    let height = FindingsPage.linesOnShow(in: size)
    switch key {
    case .character("j"), .down: page.firstLine += 1
    case .character("k"), .up: page.firstLine -= 1
    case .pageDown, .control("d"), .character(" "): page.firstLine += max(1, height - 1)
    case .pageUp, .control("u"): page.firstLine -= max(1, height - 1)
    case .character("g"), .home: page.firstLine = 0
    case .character("G"), .end: page.firstLine = page.lines(self).count
    default:
      overlay = nil
      return []
    }
    page.firstLine = min(max(0, page.firstLine), max(0, page.lines(self).count - height))
    overlay = .findings(page)
    return []
  }
}
