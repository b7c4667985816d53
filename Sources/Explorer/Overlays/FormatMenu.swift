internal import Figures
internal import QuantCore
internal import TerminalKit

/// The choice of the selected slot's format.
public struct FormatMenu: Sendable, Equatable {
  /// The selected row.
  private(set) var selected: Int

  init(selecting id: FormatID) {
    selected = Self.formats.firstIndex { $0.id == id } ?? 0
  }

  static let formats = FormatRegistry.all

  var choice: FormatID { Self.formats[selected].id }

  mutating func move(_ distance: Int) {
    selected = min(max(selected + distance, 0), Self.formats.count - 1)
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let size = frame.size
    let width = min(size.columns, 76)
    let height = min(size.rows, Self.formats.count + 4)
    let box = Rect(
      column: (size.columns - width) / 2, row: (size.rows - height) / 2, columns: width,
      rows: height)
    frame.fill(box)
    let slots = state.slots
    let title = "format of slot \(slots.selected + 1), now \(slots.current)"
    let room = frame.drawPanel(title, in: box, traits: state.traits)
    let (list, foot) = room.splitBottom(room.rows >= 3 ? 1 : 0)
    let columns = [
      Table.Column(
        "id", minimumWidth: Self.formats.map(\.id.description.count).max() ?? 10, priority: 10),
      Table.Column("rule", minimumWidth: 5, priority: 6),
      Table.Column("bits", alignment: .right, minimumWidth: 5, priority: 5),
      Table.Column("what it is", minimumWidth: 10, priority: 1, isFlexible: true),
    ]
    let rows = Self.formats.map { format in
      let slot = slots.formats.firstIndex(of: format.id)
      let style = slot.map { Style.slot($0) } ?? .normal
      return [
        StyledText(format.id.description, style: style),
        StyledText(format.rule),
        StyledText(Self.bits(format)),
        StyledText(Self.note(format), style: .dim),
      ]
    }
    let page = max(1, list.rows - 1)
    let first = min(max(0, selected - page + 1), max(0, rows.count - page))
    frame.draw(
      Table(columns: columns, rows: rows), in: list, traits: state.traits, firstRow: first,
      selectedRow: selected)
    let hint = "Enter take  Esc leave  + add a slot  - remove this slot"
    frame.put(state.traits.shortened(hint, to: foot.columns), at: foot.origin, style: .dim)
  }

  /// What tells a format from its relatives: its rule, or else what it is.
  private static func note(_ format: any QuantizationFormat) -> String {
    guard let family = FormatRegistry.family(of: format.id) else { return "" }
    return family.ruleNotes[format.rule] ?? family.summary
  }

  /// Bits per weight of a large matrix, where what is stored once no longer counts.
  private static func bits(_ format: any QuantizationFormat) -> String {
    guard let bits = format.bitsPerWeight(rows: 4096, columns: 4096) else { return "" }
    return FigureText.number(bits)
  }
}

extension AppState {
  mutating func press(_ key: Key, on menu: FormatMenu) -> [Effect] {
    var menu = menu
    switch key {
    case .character("j"), .down: menu.move(1)
    case .character("k"), .up: menu.move(-1)
    case .character("g"), .home: menu.move(-FormatMenu.formats.count)
    case .character("G"), .end: menu.move(FormatMenu.formats.count)
    case .pageDown, .control("d"): menu.move(5)
    case .pageUp, .control("u"): menu.move(-5)
    case .enter:
      slots.replace(with: menu.choice)
      work.isPaused = false
      overlay = nil
      return []
    case .character("+"):
      if slots.add(menu.choice) {
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
}
