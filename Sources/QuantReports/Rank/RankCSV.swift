internal import Advisor
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// A ranking as comma-separated values by RFC 4180: a row for each tensor and format.
///
/// The columns are those of a report as CSV and, behind them, the place of the tensor in the ranking from 1 for the
/// worst, the flushed share, the mark, how much of the tensor was read, and whether the format was chosen. The rows are
/// in the order of the ranking.
public enum RankCSV {
  /// The titles of the columns, with their line end.
  public static let header = CSVText.row(CSVReport.columns + own)

  private static let own = [
    "rank", "flushed_share", "kept", "mark", "sampled", "coverage", "chosen",
  ]

  /// All rows, in the order of the ranking.
  public static func text(_ document: RankDocument) -> String {
    var text = ""
    write(document) { text += $0 }
    return text
  }

  /// Writes all rows tensor by tensor, in the order of the ranking.
  ///
  /// - Parameters:
  ///   - document: The ranking.
  ///   - put: Receives the pieces in order.
  /// - Throws: What `put` throws.
  public static func write<Failure: Error>(
    _ document: RankDocument, to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    try put(header)
    for (place, index) in document.order.enumerated() {
      try put(
        rows(
          of: document.ranking.tensors[index], rank: place + 1, pick: document.pick(of: index),
          formats: document.formats, source: document.source, tool: document.tool))
    }
  }

  /// The rows of a tensor; none for one that can't be read as numbers.
  private static func rows(
    of tensor: RankedTensor, rank: Int, pick: Allocation.Choice?, formats: [any QuantizationFormat],
    source: SourceDescription, tool: ToolFacts
  ) -> String {
    let document = ReportDocument(
      tool: tool, source: source, tensors: [tensor.report(formats)], formats: formats)
    return document.tensors.flatMap { report in
      report.formats.map { format in
        CSVText.row(
          CSVReport.row(of: format, in: report, document) + [
            String(rank), CSVText.cell(.figure(format.flushedShare)),
            CSVText.cell(.flag(tensor.mark.isKept)), CSVText.cell(.text(tensor.mark.word)),
            CSVText.cell(.flag(tensor.isSampled)), CSVText.cell(.figure(tensor.coverage.share)),
            pick.map { CSVText.cell(.flag($0.format == format.id)) } ?? "",
          ])
      }
    }.joined()
  }
}
