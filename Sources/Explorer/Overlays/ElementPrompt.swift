internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The prompt for an element's row and column.
public struct ElementPrompt: Sendable, Equatable {
  /// What was typed.
  var text = ""
  /// Why it names no element; nil until Enter was pressed.
  var objection: String?

  /// The element that a text names in a tensor, `row,column`; for one row the column alone will do.
  static func place(_ text: String, in tensor: TensorDescriptor) -> Result<
    ValueStatistics.Place, Refusal
  > {
    let numbers = text.split(whereSeparator: { !$0.isNumber }).map { Int($0) }
    var places = numbers.compactMap { $0 }
    if places.count == 1, tensor.rows == 1 { places.insert(0, at: 0) }
    guard places.count == 2, numbers.count <= 2 else {
      return .failure(Refusal("give a row and a column, as in 12,345"))
    }
    guard places[0] < tensor.rows else {
      return .failure(Refusal("row \(places[0]) lies beyond the last, \(tensor.rows - 1)"))
    }
    guard places[1] < tensor.columns else {
      return .failure(Refusal("column \(places[1]) lies beyond the last, \(tensor.columns - 1)"))
    }
    return .success(ValueStatistics.Place(row: places[0], column: places[1]))
  }

  /// Why a text names no element.
  struct Refusal: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let size = frame.size
    let width = min(size.columns, 50)
    let height = min(size.rows, 5)
    let box = Rect(
      column: (size.columns - width) / 2, row: max(0, (size.rows - height) / 2), columns: width,
      rows: height)
    frame.fill(box)
    let room = frame.drawPanel("go to an element", in: box, traits: state.traits)
    let label = frame.put("row,column  ", at: room.origin, style: .dim, maxWidth: room.columns)
    let field = max(1, room.columns - label - 1)
    let shown = state.traits.shortened(text, to: field, keeping: .end)
    let used = frame.put(
      shown, at: Point(column: room.left + label, row: room.top), maxWidth: field)
    frame.textCursor = Point(column: room.left + label + used, row: room.top)
    guard room.rows > 1 else { return }
    let hint = objection.map { "! " + $0 } ?? "Enter goes there  Esc closes"
    frame.put(
      state.traits.shortened(hint, to: room.columns),
      at: Point(column: room.left, row: room.bottom - 1),
      style: objection == nil ? .dim : .warning)
  }
}

extension AppState {
  mutating func press(_ key: Key, on prompt: ElementPrompt) -> [Effect] {
    var next = prompt
    next.objection = nil
    switch key {
    case .escape: overlay = nil
    case .enter:
      guard let tensor else {
        overlay = nil
        return []
      }
      switch ElementPrompt.place(prompt.text, in: tensor) {
      case .success(let place):
        block.row = place.row
        block.column = place.column
        overlay = nil
      case .failure(let refusal):
        next.objection = refusal.reason
        overlay = .element(next)
      }
    case .backspace:
      next.text = String(prompt.text.dropLast())
      overlay = .element(next)
    case .control("u"):
      next.text = ""
      overlay = .element(next)
    case .character(let character)
    where prompt.text.count < 40
      && (character.isASCII && character.isNumber || ", []:".contains(character)):
      next.text.append(character)
      overlay = .element(next)
    default: overlay = .element(next)
    }
    return []
  }
}
