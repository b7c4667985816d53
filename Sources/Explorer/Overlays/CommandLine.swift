internal import TensorFiles
internal import TerminalKit

/// The line in which commands are typed, and what could complete it.
public struct CommandLine: Sendable, Equatable {
  /// A way to go on, and the whole line that it leads to.
  struct Candidate: Sendable, Equatable {
    let line: String
    let label: String
    let help: String
    /// Whether it would do something now.
    let isActing: Bool
  }

  /// The most characters that are typed: names and paths are shorter.
  static let longest = 4096

  /// What is typed.
  private(set) var characters: [Character] = []
  /// Before which character the text cursor stands.
  private(set) var cursor = 0
  /// What could complete the line, the likeliest first.
  var candidates: [Candidate] = []
  /// Which candidate the line shows; nil while what is typed stands.
  private(set) var selected: Int?
  /// Why the last command did nothing.
  var error: String?
  /// Which earlier line is on show, counted from the last; nil for the new one.
  private(set) var recalled: Int?
  /// The new line, while an earlier one is on show.
  private var draft = ""

  var text: String { String(characters) }

  /// Replaces the line; the text cursor goes to its end.
  mutating func replace(with text: String) {
    characters = Array(text.prefix(Self.longest))
    cursor = characters.count
    selected = nil
  }

  mutating func insert(_ text: some Collection<Character>) {
    let taken = text.prefix(Self.longest - characters.count)
    characters.insert(contentsOf: taken, at: cursor)
    cursor += taken.count
    selected = nil
  }

  /// Deletes from the text cursor to a place before or after it.
  mutating func delete(to place: Int) {
    let place = min(max(place, 0), characters.count)
    characters.removeSubrange(min(place, cursor)..<max(place, cursor))
    cursor = min(place, cursor)
    selected = nil
  }

  mutating func move(to place: Int) {
    cursor = min(max(place, 0), characters.count)
    selected = nil
  }

  /// Where the word before the text cursor begins, as ^W deletes it.
  var wordStart: Int {
    var place = cursor
    while place > 0, characters[place - 1] == " " { place -= 1 }
    while place > 0, characters[place - 1] != " " { place -= 1 }
    return place
  }

  /// Takes the next candidate into the line, or as much as all have in common.
  mutating func complete(_ distance: Int) {
    guard !candidates.isEmpty else { return }
    if selected == nil, distance > 0 {
      let common = candidates.dropFirst().reduce(candidates[0].line) { shared, candidate in
        String(zip(shared, candidate.line).prefix { $0 == $1 }.map(\.0))
      }
      if candidates.count == 1 || common.count > characters.count && common.hasPrefix(text) {
        replace(with: common)
        return
      }
    }
    let count = candidates.count
    let next = selected.map { ($0 + distance + count) % count } ?? (distance > 0 ? 0 : count - 1)
    choose(next)
  }

  /// Takes a candidate into the line.
  mutating func choose(_ index: Int) {
    guard candidates.indices.contains(index) else { return }
    replace(with: candidates[index].line)
    selected = index
  }

  /// Shows an earlier line, or again the new one.
  mutating func recall(_ distance: Int, in history: [String]) {
    let next = (recalled ?? -1) + distance
    guard next < history.count else { return }
    if recalled == nil { draft = text }
    recalled = next < 0 ? nil : next
    replace(with: next < 0 ? draft : history[history.count - 1 - next])
  }
}

extension CommandLine {
  /// Where the candidates are drawn, and the first of them on show.
  func list(in size: Size) -> (rect: Rect, first: Int) {
    let count = min(candidates.count, 8, max(0, size.rows - 2))
    let rect = Rect(column: 0, row: size.rows - 1 - count, columns: size.columns, rows: count)
    let first = min(max(0, (selected ?? 0) - count + 1), max(0, candidates.count - count))
    return (rect, first)
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let size = frame.size
    guard size.rows > 0 else { return }
    drawLine(state, row: size.rows - 1, into: &frame)
    if let error, size.rows > 1 {
      let row = Rect(column: 0, row: size.rows - 2, columns: size.columns, rows: 1)
      frame.fill(row)
      let text = state.traits.shortened(PrintableName.escaped("! " + error), to: size.columns - 2)
      frame.put(text, at: Point(column: 1, row: row.top), style: .warning)
      return
    }
    drawCandidates(state, into: &frame)
  }

  private func drawLine(_ state: AppState, row: Int, into frame: inout Frame) {
    let columns = frame.size.columns
    frame.fill(Rect(column: 0, row: row, columns: columns, rows: 1))
    // The end of a long line is what is being typed.
    let room = max(1, columns - 2)
    var first = cursor
    var before = 0
    while first > 0 {
      let width = DisplayWidth.of(String(characters[first - 1]))
      guard before + width <= room - 1 else { break }
      before += width
      first -= 1
    }
    frame.put(first == 0 ? ":" : "<", at: Point(column: 0, row: row), style: .bold)
    let used = frame.put(
      String(characters[first...].prefix(4 * room)), at: Point(column: 1, row: row), maxWidth: room)
    frame.textCursor = Point(column: min(1 + before, max(0, columns - 1)), row: row)
    let hint = candidates.isEmpty ? "" : "Tab \(candidates.count)"
    if used + hint.count + 4 < columns {
      frame.putRight(hint, endingAt: Point(column: columns - 1, row: row), style: .dim)
    }
  }

  private func drawCandidates(_ state: AppState, into frame: inout Frame) {
    let (rect, first) = list(in: frame.size)
    let shown = candidates.dropFirst(first).prefix(rect.rows)
    let widest = shown.map { DisplayWidth.of($0.label) }.max() ?? 0
    let label = rect.columns < 40 ? rect.columns : min(widest + 1, rect.columns / 2)
    for (offset, candidate) in shown.enumerated() {
      let row = Rect(column: 0, row: rect.top + offset, columns: rect.columns, rows: 1)
      let isSelected = first + offset == selected
      frame.fill(row)
      let style: Style = candidate.isActing ? .bold : .dim
      frame.put(
        (isSelected ? ">" : " ") + state.traits.shortened(candidate.label, to: label - 1),
        at: row.origin, style: style)
      let help = state.traits.shortened(candidate.help, to: max(0, rect.columns - label - 4))
      frame.put(help, at: Point(column: label + 3, row: row.top), style: .dim)
      guard isSelected else { continue }
      frame.restyle(row) { $0 = Style(foreground: .selection, isReversed: true) }
    }
  }
}
