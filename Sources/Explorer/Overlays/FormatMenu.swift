internal import Figures
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The choice of the selected slot's format: from a list, or by its identifier.
public struct FormatMenu: Sendable, Equatable {
  /// The selected row of those that are listed.
  private(set) var selected: Int
  /// What is typed to narrow the list, or to name a format that it does not show; nil while nothing is.
  private(set) var query: String?

  init(selecting id: FormatID) {
    selected = Self.formats.firstIndex { $0.id == id } ?? 0
  }

  static let formats = FormatRegistry.all

  /// The formats that contain what is typed, after the one that it names exactly.
  var listed: [any QuantizationFormat] {
    guard let query, !query.isEmpty else { return Self.formats }
    let named = (try? FormatRegistry.format(named: query)).map { [$0] } ?? []
    return named
      + Self.formats.filter { format in
        format.id != named.first?.id && format.id.description.contains(query)
      }
  }

  /// The selected format; nil where none contains what is typed.
  var choice: FormatID? {
    let listed = listed
    return listed.indices.contains(selected) ? listed[selected].id : nil
  }

  mutating func move(_ distance: Int) {
    selected = min(max(selected + distance, 0), max(0, listed.count - 1))
  }

  /// Starts typing, changes what is typed, or ends it.
  mutating func type(_ text: String?) {
    query = text
    selected = 0
  }

  private static func box(in size: Size) -> Rect {
    let width = min(size.columns, size.columns < 100 ? 76 : min(size.columns - 4, 144))
    let height = min(size.rows, formats.count + 4 + Self.noteRows)
    return Rect(
      column: (size.columns - width) / 2, row: (size.rows - height) / 2, columns: width,
      rows: height)
  }

  /// The rows of what the selected format is, which the list has no room to say in full.
  private static let noteRows = 2

  private static func parts(of room: Rect) -> (list: Rect, note: Rect, foot: Rect) {
    let (upper, foot) = room.splitBottom(room.rows >= 3 ? 1 : 0)
    let (list, note) = upper.splitBottom(room.rows >= 12 ? noteRows : 0)
    return (list, note, foot)
  }

  private func firstRow(in list: Rect) -> Int {
    let page = max(1, list.rows - 1)
    return min(max(0, selected - page + 1), max(0, listed.count - page))
  }

  /// Which of the listed formats is drawn at a place.
  func row(at point: Point, in size: Size) -> Int? {
    let list = Self.parts(of: Self.box(in: size).inset(by: 1)).list
    return Table(columns: []).row(
      at: point, in: list, firstRow: firstRow(in: list), count: listed.count)
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let formats = listed
    let box = Self.box(in: frame.size)
    frame.fill(box)
    let slots = state.slots
    let title = "format of slot \(slots.selected + 1), now \(slots.current)"
    let room = frame.drawPanel(title, in: box, traits: state.traits)
    let (list, note, foot) = Self.parts(of: room)
    let columns = [
      Table.Column(
        "id", minimumWidth: formats.map(\.id.description.count).max() ?? 10, priority: 10),
      Table.Column("rule", minimumWidth: 5, priority: 6),
      Table.Column("bits", alignment: .right, minimumWidth: 5, priority: 5),
      Table.Column("what it is", minimumWidth: 10, priority: 1, isFlexible: true),
    ]
    let rows = formats.map { format in
      let slot = slots.formats.firstIndex(of: format.id)
      let style = slot.map { Style.slot($0) } ?? .normal
      return [
        StyledText(format.id.description, style: style),
        StyledText(format.rule),
        StyledText(Self.bits(format, of: state)),
        StyledText(Self.note(format), style: .dim),
      ]
    }
    let first = firstRow(in: list)
    frame.draw(
      Table(columns: columns, rows: rows), in: list, traits: state.traits, firstRow: first,
      selectedRow: selected)
    if formats.indices.contains(selected) {
      let format = formats[selected]
      frame.put(
        facts: ["\(format.id): \(Self.note(format))"], in: note, traits: state.traits)
    }
    guard let query else {
      let hint = "Enter take  Esc leave  / find or name  + add a slot  - remove this slot"
      frame.put(state.traits.shortened(hint, to: foot.columns), at: foot.origin, style: .dim)
      return
    }
    let used = frame.put("id  ", at: foot.origin, style: .dim)
    let typed = Point(column: foot.left + used, row: foot.top)
    let end = frame.put(query, at: typed, maxWidth: max(0, foot.columns - used - 1))
    frame.textCursor = Point(column: typed.column + end, row: foot.top)
    guard formats.isEmpty else { return }
    frame.put(
      facts: [Self.refusal(of: query)?.description ?? ""], in: list.splitTop(1).rest,
      traits: state.traits, style: .warning)
  }

  /// What tells a format from its relatives: its rule, or else what it is.
  private static func note(_ format: any QuantizationFormat) -> String {
    guard let family = FormatRegistry.family(of: format.id) else { return "" }
    return family.ruleNotes[format.rule] ?? family.summary
  }

  /// Why nothing answers to what is typed.
  fileprivate static func refusal(of query: String) -> UnknownFormat? {
    do throws(UnknownFormat) {
      _ = try FormatRegistry.format(named: query)
      return nil
    } catch {
      return error
    }
  }

  /// Bits per weight of the open tensor, or of a usual matrix where none is open.
  private static func bits(_ format: any QuantizationFormat, of state: AppState) -> String {
    let tensor = state.current.map { state.tensors[$0] }
    let size = tensor.map { (rows: $0.rows, columns: $0.columns) } ?? (rows: 4096, columns: 4096)
    guard let bits = format.bitsPerWeight(rows: size.rows, columns: size.columns) else {
      return FigureText.undefined
    }
    return FigureText.number(bits)
  }
}

extension AppState {
  /// Selects the format that was clicked; one that is selected already is taken.
  mutating func click(at point: Point, on menu: FormatMenu) {
    guard let row = menu.row(at: point, in: size) else { return }
    guard row != menu.selected else {
      take(menu)
      return
    }
    var menu = menu
    menu.move(row - menu.selected)
    overlay = .formats(menu)
  }

  mutating func press(_ key: Key, on menu: FormatMenu) -> [Effect] {
    if menu.query != nil { return type(key, into: menu) }
    var menu = menu
    switch key {
    case .character("/"): menu.type("")
    case .character("j"), .down: menu.move(1)
    case .character("k"), .up: menu.move(-1)
    case .character("g"), .home: menu.move(-FormatMenu.formats.count)
    case .character("G"), .end: menu.move(FormatMenu.formats.count)
    case .pageDown, .control("d"): menu.move(5)
    case .pageUp, .control("u"): menu.move(-5)
    case .enter:
      take(menu)
      return []
    case .character("+"):
      guard let choice = menu.choice else { return [] }
      if let slot = slots.formats.firstIndex(of: choice) {
        notice = Notice("\(choice) is already in slot \(slot + 1)")
        return []
      }
      if slots.add(choice) {
        overlay = nil
        work.isPaused = false
      } else {
        notice = Notice("there are \(Slots.limit) slots at most; - removes one")
      }
      return []
    case .character("-"):
      notice = Notice(slots.remove() ? "slot removed" : "the last slot stays")
      return []
    case .escape, .backspace, .character("q"), .character("F"):
      overlay = nil
      return []
    default:
      notice = Notice("\(key.name) does nothing here; Esc leaves the menu")
      return []
    }
    overlay = .formats(menu)
    return []
  }

  private mutating func take(_ menu: FormatMenu) {
    guard let choice = menu.choice else {
      // What could stand in its place is in the menu.
      let refusal = FormatMenu.refusal(of: menu.query ?? "")
      let reason = refusal.map { "format \($0.text): \($0.reason); " } ?? ""
      notice = Notice(reason + "Esc lists all", weight: .warning)
      return
    }
    slots.replace(with: choice)
    work.isPaused = false
    overlay = nil
  }

  private mutating func type(_ key: Key, into menu: FormatMenu) -> [Effect] {
    var menu = menu
    let query = menu.query ?? ""
    switch key {
    case .enter:
      take(menu)
      return []
    case .escape: menu.type(nil)
    case .backspace: menu.type(query.isEmpty ? nil : String(query.dropLast()))
    case .control("u"): menu.type("")
    case .down, .tab: menu.move(1)
    case .up, .backTab: menu.move(-1)
    case .character(let character): menu.type(query + String(character))
    default: break
    }
    overlay = .formats(menu)
    return []
  }
}
