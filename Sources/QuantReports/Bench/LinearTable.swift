public import Measurement
internal import Figures
internal import KernelEngine
internal import QuantAnalysis
internal import QuantCore

/// What linear layers cost, as text and as a `quantview.bench/1` document.
public enum LinearTable {
  /// The lines above the points: backend and limits.
  public static func head(_ report: LinearReport) -> [String] {
    var limits = ["\(FigureText.number(report.limits.read / 1e9)) GB/s read"]
    for unit in KernelEngine.Unit.allCases {
      guard let rate = report.limits.units[unit] else { continue }
      limits.append("\(unit.rawValue) \(FigureText.number(rate / 1e9)) GOP/s")
    }
    return [
      "backend \(report.backend), \(FigureText.count(report.threads)) thread"
        + (report.threads == 1 ? "" : "s"),
      "limits measured in this run: " + limits.joined(separator: ", "),
    ]
  }

  /// Everything: limits, points, crossovers, peers.
  public static func text(_ report: LinearReport) -> String {
    lines(report).map { $0 + "\n" }.joined()
  }

  /// The lines of the text.
  ///
  /// - Parameters:
  ///   - report: What was measured.
  ///   - tensor: The tensor whose errors stand beside the times; nil for those of normal weights.
  /// - Returns: The lines.
  static func lines(_ report: LinearReport, of tensor: TensorReport? = nil) -> [String] {
    var lines = head(report)
    if let point = report.points.first {
      lines.append(
        "y[batch, \(point.outputs)] = x[batch, \(point.inputs)] · Wᵀ, "
          + origin(of: report)
          + "; the shortest of several runs, by "
          + (report.threads == 1 ? "the thread's processor time" : "the time on the wall"))
    }
    var table = TextTable(sides: [.left, .right, .right, .right, .right, .right, .left, .right])
    table.rows.append([
      "recipe", "batch", "ms", "10–90 %", "GOP/s", "of bound", "bound",
      tensor == nil ? "normal dB" : "W dB",
    ])
    for point in report.points {
      let bound = point.bound(by: report.limits)
      table.rows.append([
        point.recipe + (point.isChecked ? "" : " DIFFERS"), FigureText.count(point.batch),
        FigureText.number(point.samples.minimum),
        "\(FigureText.number(point.samples.spread.lowerBound))–"
          + FigureText.number(point.samples.spread.upperBound),
        FigureText.number(point.operations / 1e9),
        KernelFigure.share(of: bound.milliseconds, point),
        bound.isMemory ? "memory" : point.unit.rawValue,
        tensor.map { WeightError.text(point, in: $0) }
          ?? point.weightSignalToNoise.map { FigureText.number($0) } ?? "exact",
      ])
    }
    lines += table.lines
    let errors =
      tensor.map { WeightError.note(report.points, in: $0) }
      ?? "normal dB: the SQNR of normal weights in the format"
    lines += [KernelFigure.disturbance(report), errors].compactMap(\.self)
    return lines + crossovers(report) + PeerTable.lines(report)
  }

  /// Where the weights came from.
  static func origin(of report: LinearReport) -> String {
    let cold = report.points.count(where: \.isCold)
    if cold == report.points.count { return "weights from memory" }
    return cold == 0
      ? "weights from a cache"
      : "weights from memory, those so small that caches keep copies from there"
  }

  /// Which recipe is the fastest where, and a line for each place where one clearly overtakes another.
  static func crossovers(_ report: LinearReport) -> [String] {
    let all = report.crossovers
    // Many lines cross within their noise; a few can all be named.
    let named = all.count <= mostCrossovers ? all : all.filter(\.isClear)
    let rest = all.count - named.count
    let further =
      rest == 0
      ? nil
      : "\(FigureText.count(rest)) more crossing\(rest == 1 ? " lies" : "s lie") within the spread of"
        + " the samples; --as json has all"
    return [KernelFigure.fastest(report, among: report.recipes)].compactMap(\.self)
      + named.map { crossover in
        "\(crossover.after) overtakes \(crossover.before) at batch "
          + FigureText.number(crossover.batch)
          + (crossover.isClear ? "" : " (within the spread of the samples)")
      } + [further].compactMap(\.self)
  }

  private static let mostCrossovers = 6

  /// The document, with its line end.
  public static func json(_ report: LinearReport) -> String {
    var json = JSONWriter(style: .indented)
    json.object { write(report, to: &$0) }
    return json.text + "\n"
  }

  /// The fields of the document.
  static func write(_ report: LinearReport, to json: inout JSONWriter) {
    json.field("schema", "quantview.bench/1")
    json.field("backend", report.backend)
    json.field("threads", report.threads)
    json.object("limits") { $0.write(report.limits) }
    json.array("points") { json in
      for point in report.points { json.object { write(point, report.limits, to: &$0) } }
    }
    json.array("crossovers") { json in
      for crossover in report.crossovers {
        json.object { json in
          json.field("before", crossover.before)
          json.field("after", crossover.after)
          json.field("batch", crossover.batch)
          json.field("clear", crossover.isClear)
        }
      }
    }
    PeerTable.write(report, to: &json)
  }

  private static func write(
    _ point: LinearReport.Point, _ limits: MachineLimits, to json: inout JSONWriter
  ) {
    let bound = point.bound(by: limits)
    json.field("recipe", point.recipe)
    json.field("n", point.outputs)
    json.field("k", point.inputs)
    json.field("batch", point.batch)
    json.field("cold", point.isCold)
    json.field("checked", point.isChecked)
    json.field("weight_bytes", point.weightBytes)
    json.field("normal_weights_sqnr_db", point.weightSignalToNoise)
    json.field("ms_min", point.samples.minimum)
    json.field("ms_median", point.samples.median)
    json.array("ms") { json in
      for sample in point.samples.milliseconds { json.value(sample) }
    }
    json.field("cores_used", point.samples.coresUsed)
    json.field("gflops", point.operations / 1e9)
    json.field("weight_gbps", point.weightRate / 1e9)
    json.field("tokens_per_second", point.tokens)
    json.field("bound", bound.isMemory ? "memory" : point.unit.rawValue)
    json.field("bound_ms", bound.milliseconds)
  }
}
