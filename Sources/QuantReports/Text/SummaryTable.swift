internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// One row for each tensor: name, type, shape, and the SQNR of each format.
///
/// The widths are known before any figure is, so that rows can be shown as they come.
struct SummaryTable {
  private let formats: [FormatID]
  private let widths: [Int]

  private static let sides: [TextTable.Side] = [.left, .left, .right]
  /// The widest SQNR: `-1.234e-05`.
  private static let widestNumber = 10

  init(of tensors: [TensorDescriptor], formats: [FormatID]) {
    self.formats = formats
    var table = TextTable(sides: Self.sides + formats.map { _ in .right })
    table.rows = [Self.titles(formats)]
    for tensor in tensors {
      table.rows.append(Self.names(tensor) + formats.map { _ in "" })
    }
    let natural = table.widths
    widths = natural.enumerated().map { column, width in
      column < Self.sides.count ? width : max(width, Self.widestNumber)
    }
  }

  /// The titles.
  var header: String { line(Self.titles(formats)) }

  /// The row of a tensor.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - report: What was found; nil where it could not be analysed.
  /// - Returns: The line.
  func row(of tensor: TensorDescriptor, _ report: TensorReport?) -> String {
    line(Self.names(tensor) + Self.figures(report, formats: formats))
  }

  /// The SQNR of each format.
  static func figures(_ report: TensorReport?, formats: [FormatID]) -> [String] {
    formats.map { id in
      guard let report else { return "-" }
      return report.format(id).map { Metric.sqnrText($0) } ?? FigureText.undefined
    }
  }

  private func line(_ cells: [String]) -> String {
    TextTable.line(
      cells, sides: Self.sides + formats.map { _ in .right }, widths: widths)
  }

  private static func titles(_ formats: [FormatID]) -> [String] {
    ["SQNR in dB", "dtype", "shape"] + formats.map(\.description)
  }

  private static func names(_ tensor: TensorDescriptor) -> [String] {
    [
      PrintableName.escaped(tensor.name), tensor.type.name, FigureText.shape(tensor.shape),
    ]
  }
}
