internal import Charts
public import QuantAnalysis
public import QuantCore
internal import TensorFiles

/// The same elements in several formats as a table: one line an element, a group of columns a format.
///
/// Each group has a bracket along the elements that share a scale, so that blocks of different lengths line up.
public struct BlockFigure: Sendable, Hashable {
  /// Where an element lies in its block, for the bracket.
  public enum Edge: Sendable, Hashable {
    case first, middle, last
    /// The only one of its block.
    case only
  }

  /// What became of an element, by a letter.
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    /// Not 0, but decodes to 0.
    case flushed = "F"
    /// Beyond the largest code.
    case saturated = "S"
    /// Left out with its block, or by itself: NaN or infinity.
    case leftOut = "N"
    /// Decodes to infinity.
    case overflown = "O"
    /// Decodes to itself.
    case exact = "="
    /// Something near.
    case rounded = " "

    /// The letters in words.
    public static let legend = "F flushed to 0  S saturated  N left out  O overflow  = exact"
  }

  /// One element in one format.
  public struct Cell: Sendable, Hashable {
    /// Where it lies in its block.
    public let edge: Edge
    /// The decoded value; NaN where it is left out.
    public let decoded: Float
    /// The code's value in units of the scale; nil for codes that stand for vectors.
    public let units: Double?
    /// The stored code.
    public let code: UInt16
    /// The original less the decoded value.
    public let error: Double
    /// What became of it.
    public let outcome: Outcome
  }

  /// One element.
  public struct Row: Sendable, Hashable {
    /// Its column in the tensor.
    public let column: Int
    /// Its value in the tensor.
    public let value: Float
    /// Whether it was taken for 0.
    public let isOmitted: Bool
    /// The code that the file stores; nil where the tensor is stored plainly.
    public let stored: String?
    /// What each format makes of it; nil where a format has nothing to show.
    public let cells: [Cell?]
  }

  /// The formats, in the order of the cells.
  public let formats: [FormatID]
  /// The elements.
  public let rows: [Row]
  /// Whether the file's own codes are known.
  public var hasStored: Bool { rows.contains { $0.stored != nil } }
  /// How values are written.
  public let numbers: BlockNumbers

  /// Makes the table.
  ///
  /// - Parameters:
  ///   - inspection: What was seen.
  ///   - formats: The formats' columns, from left to right.
  public init(_ inspection: Inspection, formats: [FormatID]) {
    self.formats = formats
    let views = formats.map { id in inspection.formats.first { $0.id == id } }
    rows = inspection.columns.enumerated().map { offset, column in
      let value = inspection.values[offset]
      let isOmitted =
        inspection.omitted?.row == inspection.row && inspection.omitted?.column == column
      return Row(
        column: column, value: value, isOmitted: isOmitted,
        stored: inspection.stored?.code(of: column).map { FigureText.hex($0) },
        cells: views.map { view in
          guard let view, view.elements.indices.contains(offset), let block = view.block(of: column)
          else { return nil }
          return Cell(
            view.elements[offset], value: isOmitted ? 0 : value, at: column, in: block, of: view)
        })
    }
    numbers = BlockNumbers(rows.flatMap { [$0.value] + $0.cells.map { $0?.decoded ?? 0 } })
  }
}

extension BlockFigure.Cell {
  fileprivate init(
    _ element: Inspection.Element, value: Float, at column: Int, in block: Inspection.Block,
    of format: Inspection.Format
  ) {
    let columns = block.region.columns
    edge =
      columns.count == 1
      ? .only
      : column == columns.lowerBound ? .first : column + 1 == columns.upperBound ? .last : .middle
    decoded = element.decoded
    code = element.code
    let grid = format.element
    units =
      grid.vectorLength == 1 && grid.values.indices.contains(Int(element.code))
      ? Double(grid.values[Int(element.code)] - (block.scale?.offset ?? 0)) : nil
    error = Double(value) - Double(element.decoded)
    if element.decoded.isNaN {
      outcome = .leftOut
    } else if element.isSaturated {
      outcome = element.decoded.isFinite ? .saturated : .overflown
    } else if !element.decoded.isFinite {
      outcome = .overflown
    } else if element.decoded == value {
      outcome = .exact
    } else {
      outcome = element.decoded == 0 ? .flushed : .rounded
    }
  }
}
