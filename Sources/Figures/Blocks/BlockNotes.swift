internal import Charts
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What became of a block's elements, in words, the most important first.
public struct BlockNotes: Sendable, Hashable {
  /// The statements.
  public let facts: [String]

  /// Describes the elements on show.
  ///
  /// - Parameters:
  ///   - figure: The elements.
  ///   - inspection: What was seen.
  ///   - deviation: The standard deviation of the tensor's values; nil where it is not known.
  public init(_ figure: BlockFigure, of inspection: Inspection, deviation: Double?) {
    var facts: [String] = []
    if let text = Self.flushed(figure) { facts.append(text) }
    if let text = Self.cause(figure, deviation: deviation) { facts.append(text) }
    facts += Self.clipped(figure)
    facts += Self.leftOut(figure, inspection)
    let exact = figure.formats.indices.filter { slot in
      let cells = figure.rows.compactMap { $0.cells[slot] }
      return !cells.isEmpty && cells.allSatisfy { $0.outcome == .exact }
    }
    if !exact.isEmpty {
      let isZero = figure.rows.allSatisfy { $0.value == 0 }
      facts.append(
        isZero
          ? "all zeros: exact (=) under any scale" : "exact (=) in \(Self.names(exact, figure))")
    }
    self.facts = facts
  }

  /// The formats of some columns: `all three`, `both`, or their names.
  private static func names(_ slots: [Int], _ figure: BlockFigure) -> String {
    guard slots.count == figure.formats.count, slots.count > 1 else {
      return slots.map { figure.formats[$0].description }.joined(separator: ", ")
    }
    return slots.count == 2 ? "both" : slots.count == 3 ? "all three" : "all four"
  }

  private static func count(_ outcome: BlockFigure.Outcome, _ slot: Int, _ figure: BlockFigure)
    -> Int
  {
    figure.rows.count { $0.cells[slot]?.outcome == outcome }
  }

  private static func flushed(_ figure: BlockFigure) -> String? {
    let counts = figure.formats.indices.map { count(.flushed, $0, figure) }
    let total = figure.rows.count
    let groups = Dictionary(grouping: figure.formats.indices.filter { counts[$0] > 0 }) {
      counts[$0]
    }
    guard !groups.isEmpty else { return nil }
    let texts = groups.sorted { $0.key > $1.key }.map { count, slots in
      "\(count)\(slots.count > 1 ? " each" : "") in \(names(slots.sorted(), figure))"
    }
    guard groups.count == 1, let only = groups.first else {
      return "of \(total) flushed (F) to 0: " + texts.joined(separator: ", ")
    }
    return "\(only.key) of \(total) flushed (F) to 0 in \(names(only.value.sorted(), figure))"
  }

  /// The largest element, where it makes most of its neighbours 0.
  private static func cause(_ figure: BlockFigure, deviation: Double?) -> String? {
    let finite = figure.rows.filter { $0.value.isFinite && !$0.isOmitted }
    guard let row = finite.max(by: { $0.value.magnitude < $1.value.magnitude }),
      figure.formats.indices.contains(where: {
        2 * count(.flushed, $0, figure) >= figure.rows.count
      })
    else { return nil }
    var text = "column \(row.column): |w| = \(shortNumber(Double(row.value.magnitude)))"
    if let deviation, deviation > 0 {
      text += ", \(shortNumber(Double(row.value.magnitude) / deviation, digits: 3)) sigma"
    }
    return text
  }

  private static func clipped(_ figure: BlockFigure) -> [String] {
    figure.formats.indices.compactMap { slot in
      let rows = figure.rows.filter { $0.cells[slot]?.outcome == .saturated }
      guard
        let worst = rows.max(by: {
          ($0.cells[slot]?.error.magnitude ?? 0) < ($1.cells[slot]?.error.magnitude ?? 0)
        }), let cell = worst.cells[slot]
      else { return nil }
      let (original, decoded) = (
        shortNumber(Double(worst.value)), shortNumber(Double(cell.decoded))
      )
      // By a rounded scale an amax can lie a hair beyond the largest code.
      guard original != decoded else { return nil }
      let more = rows.count > 1 ? " and \(rows.count - 1) more" : ""
      return "\(figure.formats[slot]) clips \(original) to \(decoded)"
        + " (err \(shortNumber(cell.error, digits: 2)))\(more)"
    }
  }

  private static func leftOut(_ figure: BlockFigure, _ inspection: Inspection) -> [String] {
    let slots = figure.formats.indices.filter { count(.leftOut, $0, figure) > 0 }
    var facts: [String] = []
    if !slots.isEmpty {
      let bad = figure.rows.first { !$0.value.isFinite }
      let what = bad.map { $0.value.isNaN ? "NaN" : "an infinity" } ?? "NaN or an infinity"
      let place = bad.map { " in column \($0.column)" } ?? ""
      facts.append("left out (N) in \(names(slots, figure)): \(what)\(place)")
    }
    for slot in figure.formats.indices where count(.overflown, slot, figure) > 0 {
      facts.append("\(figure.formats[slot]) decodes to infinity (O)")
    }
    return facts
  }
}
