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
  ///   - width: The width of a line.
  init(
    _ view: Inspection.Format, of inspection: Inspection, column: Int, width: Int,
    listsCodes: Bool = true
  ) {
    var lines: [String] = []
    if view.stored.isEmpty {
      lines.append("no layout that quantview writes stores \(view.id) of this tensor's size")
    }
    for stored in view.stored {
      let figure = StoredBytesFigure(stored, column: column, perLine: width >= 68 ? 16 : 8)
      lines += wrapped(figure.title, rest: "  ", width: max(1, width))
      lines += figure.lines + figure.facts.flatMap { wrapped($0, rest: "  ", width: max(1, width)) }
      if let element = figure.element {
        lines += wrapped(element, rest: "  ", width: max(1, width))
      }
    }
    if listsCodes { lines += Self.codes(view, inspection, column: column, width: width) }
    self.lines = lines
  }

  /// Every code in columns: its index, its bits and its value.
  private static func codes(
    _ view: Inspection.Format, _ inspection: Inspection, column: Int, width: Int
  ) -> [String] {
    guard let first = view.elements.first else { return [] }
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
    return ["\(view.element.name) codes, \(names):"]
      + (0..<down).map { line in
        stride(from: line, to: entries.count, by: down).map { index in
          entries[index] + String(repeating: " ", count: max(0, widest - entries[index].count))
        }.joined()
      }
  }
}
