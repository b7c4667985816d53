public import Measurement
internal import Figures
internal import QuantCore

/// What peers took on the same matrices, as text and as members of a `quantview.bench/1` document.
public enum PeerTable {
  /// A row for each recipe, batch and peer, then what each was told, and where we are behind; empty without peers.
  public static func lines(_ report: LinearReport) -> [String] {
    guard !report.peers.isEmpty else { return [] }
    let comparisons = report.comparisons
    var lines = ["", "peers on the same matrices in this run; ratio: their time over ours"]
    if !comparisons.isEmpty {
      var table = TextTable(sides: [.left, .right, .left, .right, .right, .right, .right, .left])
      table.rows.append(["recipe", "batch", "peer", "ms", "10–90 %", "our ms", "ratio", "we are"])
      for comparison in comparisons { table.rows.append(row(comparison)) }
      lines += table.lines
    }
    lines += failures(comparisons)
    lines += report.peers.flatMap { about($0) }
    lines.append(summary(comparisons))
    return lines
  }

  private static func row(_ comparison: LinearReport.Comparison) -> [String] {
    let ours = comparison.ours
    let spread = comparison.measurement?.samples.spread
    return [
      ours.recipe, FigureText.count(ours.batch), comparison.peer,
      comparison.measurement.map { FigureText.number($0.samples.minimum) } ?? "–",
      spread.map {
        "\(FigureText.number($0.lowerBound))–\(FigureText.number($0.upperBound))"
      } ?? "–",
      FigureText.number(ours.samples.minimum),
      comparison.ratio.map { FigureText.number($0) } ?? "–",
      comparison.standing?.rawValue ?? "FAILED",
    ]
  }

  private static func failures(_ comparisons: [LinearReport.Comparison]) -> [String] {
    comparisons.compactMap { comparison in
      guard case .failed(let reason) = comparison.theirs.outcome else { return nil }
      return "\(comparison.peer), \(comparison.ours.recipe) at batch "
        + "\(FigureText.count(comparison.ours.batch)) failed: \(reason)"
    }
  }

  /// What a peer is and what it was told, a line for each recipe.
  private static func about(_ peer: LinearReport.PeerReport) -> [String] {
    switch peer.presence {
    case .absent(let reason): return ["not installed: \(peer.name) (\(peer.remedy)): \(reason)"]
    case .installed(let version):
      var seen: Set<String> = []
      let points = peer.points.filter { seen.insert($0.recipe).inserted }
      guard !points.isEmpty else { return ["\(peer.name) \(version): no peer of these recipes"] }
      return ["\(peer.name) \(version)"]
        + points.map { point in
          let same = peer.points.filter { $0.recipe == point.recipe }
          return "  \(point.recipe): \(point.setting.text)" + circumstances(same)
        }
    }
  }

  /// What was otherwise with some points than with ours.
  private static func circumstances(_ points: [LinearReport.PeerPoint]) -> String {
    let found = points.compactMap { point -> PeerMeasurement? in
      guard case .measured(let measurement) = point.outcome else { return nil }
      return measurement
    }
    guard !found.isEmpty else { return "" }
    var text = found.allSatisfy(\.hasLargePages) ? "; large pages" : "; not all in large pages"
    if !found.allSatisfy({ $0.isCold == found[0].isCold }) {
      text += "; not all from memory"
    } else {
      text += found[0].isCold ? "; from memory" : "; from a cache"
    }
    if let call = found.compactMap(\.callMilliseconds).min() {
      text += "; \(FigureText.number(call)) ms of it is the call"
    }
    let error = found.map(\.error).max() ?? 0
    return text
      + "; error \(FigureText.number(error)) (bound \(FigureText.number(points[0].setting.bound)))"
  }

  private static func summary(_ comparisons: [LinearReport.Comparison]) -> String {
    let behind = comparisons.filter { $0.standing == .behind }
    guard !behind.isEmpty else {
      return comparisons.contains { $0.standing != nil }
        ? "behind nowhere for certain: ahead in \(count(comparisons, .ahead)), level in "
          + "\(count(comparisons, .level)), undecided in \(count(comparisons, .undecided))"
          + " of \(comparisons.count)"
        : "no peer was measured"
    }
    let places = behind.map { comparison in
      let ratio = comparison.ratio.map { FigureText.number($0) } ?? "–"
      return "\(comparison.ours.recipe) at batch \(FigureText.count(comparison.ours.batch)) "
        + "(\(comparison.peer), \(ratio))"
    }
    return "behind in \(behind.count) of \(comparisons.count), undecided in "
      + "\(count(comparisons, .undecided)): " + places.joined(separator: ", ")
  }

  private static func count(
    _ comparisons: [LinearReport.Comparison], _ standing: LinearReport.Comparison.Standing
  ) -> Int { comparisons.count { $0.standing == standing } }

  /// The member `peers`; nothing without peers.
  static func write(_ report: LinearReport, to json: inout JSONWriter) {
    guard !report.peers.isEmpty else { return }
    let comparisons = report.comparisons
    json.array("peers") { json in
      for peer in report.peers {
        json.object { json in
          json.field("name", peer.name)
          switch peer.presence {
          case .installed(let version):
            json.field("version", version)
            json.field("missing", nil as String?)
          case .absent(let reason):
            json.field("version", nil as String?)
            json.field("missing", "\(reason) (\(peer.remedy))")
          }
          json.array("points") { json in
            for comparison in comparisons where comparison.peer == peer.name {
              json.object { write(comparison, to: &$0) }
            }
          }
        }
      }
    }
  }

  private static func write(_ comparison: LinearReport.Comparison, to json: inout JSONWriter) {
    let measurement = comparison.measurement
    json.field("recipe", comparison.ours.recipe)
    json.field("n", comparison.ours.outputs)
    json.field("k", comparison.ours.inputs)
    json.field("batch", comparison.ours.batch)
    json.field("setting", comparison.theirs.setting.text)
    json.field("error_bound", comparison.theirs.setting.bound)
    if case .failed(let reason) = comparison.theirs.outcome {
      json.field("failed", reason)
    } else {
      json.field("failed", nil as String?)
    }
    json.field("error", measurement?.error)
    json.field("cold", measurement?.isCold)
    json.field("large_pages", measurement?.hasLargePages)
    json.field("call_ms", measurement?.callMilliseconds)
    json.field("ms_min", measurement?.samples.minimum)
    json.field("ms_median", measurement?.samples.median)
    json.array("ms") { json in
      for sample in measurement?.samples.milliseconds ?? [] { json.value(sample) }
    }
    json.field("cores_used", measurement?.samples.coresUsed)
    json.field("our_ms_min", comparison.ours.samples.minimum)
    json.field("ratio", comparison.ratio)
    json.field("standing", comparison.standing?.rawValue)
  }
}
