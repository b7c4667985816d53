internal import Figures
internal import TensorFiles
internal import TerminalKit

/// What the files say about themselves, key by key.
public struct MetadataPage: Sendable, Equatable {
  /// The first line on show.
  var firstLine = 0

  init() {}

  /// A key and the beginning of its value, or what the value goes on with.
  struct Line: Sendable, Equatable {
    let key: String
    let text: String
  }

  /// The lines, values wrapped beside their keys, or below them where both have no room.
  func lines(_ state: AppState) -> [Line] {
    let width = Self.parts(in: state.size).page.columns
    let rows = state.source.metadata.rows
    let keyColumns = Self.keyColumns(rows, width: width)
    return rows.flatMap { row -> [Line] in
      let key = PrintableName.escaped(row.key)
      let isBeside = keyColumns > 0 && DisplayWidth.of(key) < keyColumns
      let texts = Self.texts(of: row, width: max(1, width - keyColumns - (isBeside ? 0 : 2)))
      guard isBeside else {
        return [Line(key: key, text: "")] + texts.map { Line(key: "", text: $0) }
      }
      return texts.enumerated().map { Line(key: $0.offset == 0 ? key : "", text: $0.element) }
    }
  }

  /// A value line by line as it has line ends, each wrapped.
  private static func texts(of row: MetadataTable.Row, width: Int) -> [String] {
    guard case .string(let text) = row.value else {
      return wrapped("\(MetadataText.value(of: row))  (\(row.type))", width: width)
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      chopped(PrintableName.escaped(String(line)), width: width)
    }
  }

  /// The text in pieces that fit, its blanks kept: programs and templates are texts too.
  private static func chopped(_ text: String, width: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var used = 0
    for character in text {
      let columns = DisplayWidth.of(String(character))
      if used + columns > width, used > 0 {
        pieces.append(piece)
        piece = ""
        used = 0
      }
      piece.append(character)
      used += columns
    }
    return pieces + [piece]
  }

  /// The columns that keys take; 0 where they stand above their values.
  private static func keyColumns(_ rows: [MetadataTable.Row], width: Int) -> Int {
    guard width >= 60 else { return 0 }
    let widest = rows.map { DisplayWidth.of(PrintableName.escaped($0.key)) }.max() ?? 0
    return min(widest + 2, width / 2)
  }

  /// Where the lines are, and the line below them.
  private static func parts(in size: Size) -> (box: Rect, page: Rect, foot: Rect) {
    let margin = size.columns >= 60 ? 3 : 0
    let space = size.rows >= 16 ? 1 : 0
    let box = Rect(size: size).inset(left: margin, top: space, right: margin, bottom: space)
    let room = box.inset(by: 1)
    let (page, foot) = room.splitBottom(room.rows >= 3 ? 1 : 0)
    return (box, page, foot)
  }

  /// How many lines are on show at once.
  static func linesOnShow(in size: Size) -> Int { max(1, parts(in: size).page.rows) }

  func draw(_ state: AppState, into frame: inout Frame) {
    let (box, page, foot) = Self.parts(in: frame.size)
    frame.fill(box)
    let rows = state.source.metadata.rows
    frame.drawPanel(
      "metadata, \(FigureText.count(rows.count)) keys", in: box, traits: state.traits)
    let lines = lines(state)
    let keyColumns = Self.keyColumns(rows, width: page.columns)
    let first = min(firstLine, max(0, lines.count - page.rows))
    for (row, line) in lines.dropFirst(first).prefix(page.rows).enumerated() {
      let place = Point(column: page.left, row: page.top + row)
      frame.put(state.traits.shortened(line.key, to: page.columns), at: place, style: .bold)
      frame.put(
        state.traits.shortened(line.text, to: page.columns),
        at: Point(column: place.column + (keyColumns > 0 ? keyColumns : 2), row: place.row),
        maxWidth: max(0, page.columns - max(keyColumns, 2)))
    }
    let shown = min(lines.count, first + page.rows)
    let hint = ScrollHint.text(
      shown, of: lines.count, fits: lines.count <= page.rows, width: foot.columns - 1)
    frame.put(" " + hint, at: foot.origin, style: .dim)
  }
}

extension AppState {
  mutating func press(_ key: Key, on page: MetadataPage) -> [Effect] {
    var page = page
    let height = MetadataPage.linesOnShow(in: size)
    let count = page.lines(self).count
    switch key {
    case .character("j"), .down: page.firstLine += 1
    case .character("k"), .up: page.firstLine -= 1
    case .pageDown, .character(" "): page.firstLine += height
    case .pageUp: page.firstLine -= height
    case .control("d"): page.firstLine += height / 2
    case .control("u"): page.firstLine -= height / 2
    case .character("g"), .home: page.firstLine = 0
    case .character("G"), .end: page.firstLine = count
    default:
      overlay = nil
      return []
    }
    page.firstLine = min(max(0, page.firstLine), max(0, count - height))
    overlay = .metadata(page)
    return []
  }
}
