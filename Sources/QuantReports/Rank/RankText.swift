internal import Advisor
internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// A ranking as a page of text: the tensors, the model in each format, the choice, and the curve.
public enum RankText {
  /// Points of the curve that are shown.
  private static let curveRows = 9
  private static let barColumns = 40

  /// Writes the page.
  ///
  /// - Parameters:
  ///   - document: What it says.
  ///   - limit: How many tensors are listed, the worst ones; nil for all.
  /// - Returns: The page with its line ends.
  public static func text(_ document: RankDocument, top limit: Int? = nil) -> String {
    var text = ""
    write(document, top: limit) { text += $0 }
    return text
  }

  /// Writes the page line by line.
  ///
  /// - Parameters:
  ///   - document: What it says.
  ///   - limit: How many tensors are listed, the worst ones; nil for all.
  ///   - put: Receives the lines in order, with their ends.
  /// - Throws: What `put` throws.
  public static func write<Failure: Error>(
    _ document: RankDocument, top limit: Int? = nil, to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    func write(_ lines: [String]) throws(Failure) {
      for line in lines { try put(line + "\n") }
    }
    try write([document.tool.line] + TextReport.header(of: document.source))
    if let sample = RankWords.sample(in: document) {
      try write(wrapped(sample, first: "! ", rest: "  "))
    }
    try write([document.metric.sentence, ""])
    try writeTensors(document, limit: limit, to: put)
    if let broken = RankWords.nonfinite(in: document.ranking) {
      try write(wrapped(broken, first: "! ", rest: "  "))
    }
    try write([""] + model(document))
    try write(choice(document))
    try write(curve(document))
    try write([""] + RankWords.proxy.flatMap { wrapped($0, first: "! ", rest: "  ") })
  }

  private static func writeTensors<Failure: Error>(
    _ document: RankDocument, limit: Int?, to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    guard !document.order.isEmpty else { return try put("no tensors\n") }
    let slot = document.metric.format ?? document.formats.first?.id
    let isSampled = !document.ranking.isWhole
    var sides: [TextTable.Side] = [.right, .left, .right, .right]
    sides += document.formats.map { _ in .right }
    sides += isSampled ? [.right, .right, .left] : [.right, .left]
    var titles = ["#", "SQNR in dB", "size", "sigma"]
    titles += document.formats.map(\.id.description)
    // Without a budget it says alone what is kept.
    let fate = document.allocation == nil ? "" : "choice"
    titles += isSampled ? ["to zero", "read", fate] : ["to zero", fate]
    let shown = document.order.prefix(limit ?? document.order.count)
    func row(_ place: Int) -> [String] {
      guard place > 0 else { return titles }
      let index = shown[place - 1]
      let tensor = document.ranking.tensors[index]
      var row = [String(place), PrintableName.escaped(tensor.tensor.name)]
      row.append(FigureText.bytes(tensor.tensor.byteCount))
      row.append(FigureText.number(tensor.values?.standardDeviation))
      row += document.formats.map { decibels(tensor.format($0.id)) }
      row.append(FigureText.percent(slot.flatMap { tensor.format($0) }?.flushedShare))
      if isSampled { row.append(FigureText.percent(tensor.coverage.share)) }
      row.append(RankWords.fate(of: index, in: document))
      return row
    }
    try TextTable.write(sides, rows: shown.count + 1, row) { line throws(Failure) in
      try put(line + "\n")
    }
    let rest = document.order.count - shown.count
    let more =
      (rest > 0 ? ["and \(FigureText.count(rest)) more; without --top all are listed"] : [])
      + wrapped(
        "to zero: the share of the weights that \(slot?.description ?? "the format") turns into 0",
        rest: "  ")
    for line in more { try put(line + "\n") }
  }

  private static func decibels(_ figures: FormatFigures?) -> String {
    guard let figures else { return "-" }
    return figures.isExact ? "exact" : FigureText.number(figures.sqnr)
  }

  /// What the model comes to in each format.
  private static func model(_ document: RankDocument) -> [String] {
    let hasFit = document.fit != nil
    var table = TextTable(sides: [.left, .right, .right, .right] + (hasFit ? [.left] : []))
    table.rows.append(
      ["the model as", "size", "bits/weight", "SQNR dB"]
        + (document.fit.map { ["in \($0.text)"] } ?? []))
    func add(_ name: String, bytes: Int, bits: Double?, sqnr: String) {
      table.rows.append(
        [
          name, FigureText.bytes(bytes), bits.map { FigureText.fixed($0, decimals: 3) } ?? "-",
          sqnr,
        ]
          + (document.fit.map { [RankWords.fits(bytes, in: $0)] } ?? []))
    }
    for total in document.totals {
      let refused = total.refusedCount > 0 ? " (\(total.refusedCount) can't be)" : ""
      add(
        (total.format?.description ?? "stored") + refused, bytes: total.bytes,
        bits: total.bitsPerWeight,
        sqnr: total.error == 0 ? "exact" : FigureText.number(total.sqnr))
    }
    if let allocation = document.allocation, let bytes = document.allocatedBytes {
      add(
        "chosen", bytes: bytes, bits: allocation.bitsPerWeight,
        sqnr: allocation.error == 0 ? "exact" : FigureText.number(allocation.sqnr))
    }
    let ranking = document.ranking
    let count = ranking.tensors.count { !$0.mark.isKept }
    return table.lines
      + wrapped(
        "bits/weight and SQNR are over \(FigureText.count(count, "tensor")) to be quantized, "
          + "\(FigureText.count(ranking.quantizedElements, "weight")); \(RankWords.weighing(document.weight))",
        rest: "  ")
      + (RankWords.kept(in: ranking).map { wrapped($0, rest: "  ") } ?? [])
  }

  /// What was asked for, and what comes nearest to it.
  private static func choice(_ document: RankDocument) -> [String] {
    var asked: String
    if let fit = document.fit {
      asked = "to fit in \(fit.text)"
    } else if let budget = document.budget {
      asked = "within \(shortNumber(budget)) bits a weight"
    } else {
      return []
    }
    if let shortage = document.shortage {
      return [""] + wrapped("! \(asked): impossible, \(shortage)", rest: "  ")
    }
    guard let allocation = document.allocation else { return [] }
    guard !allocation.choices.isEmpty else {
      return [""] + wrapped("! \(asked): no tensor is to be quantized", rest: "  ")
    }
    asked += ", with the least error: "
    let gap =
      allocation.gap == 0
      ? "no choice has less error"
      : "at most \(FigureText.percent(allocation.excess)) above the least that is possible"
    return [""]
      + wrapped(
        asked + RankWords.picks(of: allocation, formats: document.formats.map { $0.id })
          + "; \(gap)", rest: "  ")
  }

  /// The curve as bars.
  private static func curve(_ document: RankDocument) -> [String] {
    // Beyond twice the largest format there is little left but tensors that stay as they are.
    let largest = document.totals.compactMap { $0.format == nil ? nil : $0.bitsPerWeight }.max()
    let points = document.curve.upTo(bitsPerWeight: 2 * (largest ?? 32)).thinned(to: curveRows)
      .points
    guard points.count > 1 else { return [] }
    let ratios = points.compactMap(\.sqnr)
    let low = (ratios.min() ?? 0) - 1
    let high = max(low + 1, ratios.max() ?? 0)
    var table = TextTable(sides: [.right, .right, .left])
    table.rows.append(["bits/weight", "SQNR dB", "the best choice for each size"])
    for point in points {
      let share = point.sqnr.map { ($0 - low) / (high - low) } ?? (point.error == 0 ? 1 : 0)
      let cells = Int((share * Double(barColumns)).rounded())
      table.rows.append([
        FigureText.fixed(point.bitsPerWeight, decimals: 3),
        point.error == 0 ? "exact" : FigureText.number(point.sqnr),
        String(repeating: "#", count: max(0, cells)),
      ])
    }
    return [""] + table.lines
  }
}
