internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TerminalKit

/// The bytes of the selected slot's elements as lines: each layout's order, then every code by its bits.
struct BlockBytesText {
  let lines: [String]

  /// - Parameters:
  ///   - view: The slot's view.
  ///   - inspection: What was seen.
  ///   - column: The element under the cursor.
  ///   - size: The room there is.
  init(_ view: Inspection.Format, of inspection: Inspection, column: Int, size: Size) {
    let width = max(1, size.columns)
    var lines: [String] = []
    if let stored = inspection.stored.flatMap({ StoredElementText(column, in: $0) }) {
      lines += (stored.place + [stored.scale]).flatMap { wrapped($0, rest: "  ", width: width) }
    }
    if let block = view.block(of: column) {
      let scale = BlockScaleText(block, in: view)
      let type = "scale \(view.scaleType.rawValue) (\(scale.names))"
      lines += wrapped(
        scale.fields.map { "\(type): \($0)" } ?? scale.arithmetic, rest: "  ", width: width)
    }
    if view.stored.isEmpty {
      lines += wrapped(
        "no layout that quantview writes stores \(view.id) of this tensor's size", rest: "  ",
        width: width)
    }
    for stored in view.stored {
      let figure = StoredBytesFigure(stored, column: column, perLine: width >= 68 ? 16 : 8)
      lines += wrapped(figure.title, rest: "  ", width: width) + figure.lines
      lines += (figure.facts + (figure.element.map { [$0] } ?? [])).flatMap {
        wrapped($0, rest: "  ", width: width)
      }
    }
    let codes = Self.codes(view, inspection, column: column, width: width)
    // Codes that there is no room for are left out around the one pointed at.
    let room = max(4, size.rows - lines.count - 1)
    let place = codes.lines.firstIndex { $0.contains(">") } ?? 0
    let first = min(max(0, place - room / 2), max(0, codes.lines.count - room))
    self.lines =
      Array(lines.prefix(max(0, size.rows - min(room, codes.lines.count) - 1))) + [codes.title]
      + codes.lines.dropFirst(first).prefix(room)
  }

  /// Every code in columns: its index, its bits and its value.
  private static func codes(
    _ view: Inspection.Format, _ inspection: Inspection, column: Int, width: Int
  ) -> (title: String, lines: [String]) {
    guard let first = view.elements.first else { return ("", []) }
    let names = CodeFields(first.code, of: view.element).names
    let entries = zip(inspection.columns, view.elements).map { place, element in
      let fields = CodeFields(element.code, of: view.element)
      let index = place - inspection.columns.lowerBound
      let value =
        view.element.values.indices.contains(Int(element.code))
        ? " " + shortNumber(Double(view.element.values[Int(element.code)]), digits: 4) : ""
      let mark = place == column ? ">" : " "
      return "\(mark)\(index) \(fields.hex) \(fields.bits)\(value)"
    }
    let widest = (entries.map(\.count).max() ?? 0) + 2
    let across = max(1, width / max(1, widest))
    let down = (entries.count + across - 1) / across
    let lines = (0..<down).map { line in
      stride(from: line, to: entries.count, by: down).map { index in
        entries[index] + String(repeating: " ", count: max(0, widest - entries[index].count))
      }.joined()
    }
    return ("\(view.element.name) codes, \(names):", lines)
  }
}
