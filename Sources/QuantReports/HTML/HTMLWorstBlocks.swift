internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The blocks that lose the most, format by format.
enum HTMLWorstBlocks {
  static func section(_ rankings: [WorstBlocks], of report: TensorReport) -> String {
    let tables = rankings.compactMap { table($0, of: report) }
    guard !tables.isEmpty else { return "" }
    return "<h3>Worst blocks</h3>\n"
      + "<p class=\"note\">Blocks by Σe², the largest first; each place is [row,column]; exact blocks and those with"
      + " NaN or infinities are in no ranking.</p>\n<div class=\"tables\">\n" + tables.joined()
      + "</div>\n"
  }

  private static func table(_ ranking: WorstBlocks, of report: TensorReport) -> String? {
    guard !ranking.blocks.isEmpty, let format = report.format(ranking.format) else { return nil }
    let share = ranking.blocks.reduce(0) { $0 + $1.noise } / format.noise
    var caption =
      "\(HTMLReport.formatLink(ranking.format)): \(FigureText.count(ranking.blocks.count)) of "
      + "\(FigureText.count(ranking.blockCount, "block")) of \(ranking.shape.rows)×\(ranking.shape.columns)"
    // Of transformed blocks the sums are others than the tensor's.
    if share.isFinite, share <= 1 { caption += ", \(FigureText.percent(share)) of all Σe²" }
    var table = HTMLTable(
      caption: caption, titles: ["block at", "SQNR dB", "amax", "largest |e|", "which lies at"],
      onPhones: .smallAsItFits)
    for block in ranking.blocks {
      table.rows.append([
        "[\(block.region.rows.lowerBound),\(block.region.columns.lowerBound)]",
        FigureText.number(block.sqnr), FigureText.number(Double(block.amax)),
        FigureText.number(block.largestError), "[\(block.place.row),\(block.place.column)]",
      ])
    }
    return table.html
  }
}
