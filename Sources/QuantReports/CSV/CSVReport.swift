internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The report as comma-separated values by RFC 4180: a row for each tensor and format.
///
/// The columns are the scalar members of `quantview.report/1` under their names there, with the shape and the
/// format's id before them. Undefined figures and absent members are empty.
enum CSVReport {
  static let format = ReportFormat(
    id: "csv", fileSuffix: "csv", summary: "a row for each tensor and format, every scalar",
    rendering: .streamed(write))

  /// The titles of the columns.
  static let columns: [String] =
    names(TensorField.identity) + ["shape"] + names(TensorField.size) + names(TensorField.values)
    + ["id"] + names(ReportField.names) + names(ReportField.all) + [ReportField.scaleType.name]
    + names(SourceField.all) + names(ToolField.all)

  private static func names(_ fields: [some ScalarField]) -> [String] { fields.map(\.name) }

  private static func write(
    _ document: ReportDocument, _ next: () -> ReportPart?, to put: (String) -> Bool
  ) {
    guard put(CSVText.row(columns)) else { return }
    while let part = next() {
      let rows = part.report.formats.map { CSVText.row(row(of: $0, in: part.report, document)) }
      guard put(rows.joined()) else { return }
    }
  }

  /// The cells of a row.
  static func row(
    of format: FormatReport, in report: TensorReport, _ document: ReportDocument
  ) -> [String] {
    cells(TensorField.identity, of: report) + [FigureText.shape(report.tensor.shape)]
      + cells(TensorField.size, of: report) + cells(TensorField.values, of: report)
      + [format.id.description] + cells(ReportField.names, of: format)
      + cells(ReportField.all, of: format) + cells([ReportField.scaleType], of: format)
      + cells(SourceField.all, of: document.source) + cells(ToolField.all, of: document.tool)
  }

  private static func cells<Field: ScalarField>(
    _ fields: [Field], of subject: Field.Subject
  ) -> [String] {
    fields.map { $0.found(in: subject).map(CSVText.cell) ?? "" }
  }
}
