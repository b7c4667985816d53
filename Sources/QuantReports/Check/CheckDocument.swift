internal import Figures
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What `check` found, as text and as a `quantview.check/1` document.
public struct CheckDocument: Sendable {
  private let tool: ToolFacts
  private let report: CheckReport

  /// Creates a document.
  ///
  /// - Parameters:
  ///   - tool: What made it.
  ///   - report: What was found.
  public init(tool: ToolFacts, report: CheckReport) {
    self.tool = tool
    self.report = report
  }

  /// The figures under their published names.
  private static let figures: [(name: String, value: @Sendable (ErrorStatistics) -> Double?)] = [
    ("mse", { $0.meanSquaredError }), ("rmse", { $0.rootMeanSquaredError }),
    ("rel_fro", { $0.relativeFrobenius }), ("sqnr_db", { $0.signalToNoise }),
    ("cosine", { $0.cosine }), ("slope", { $0.slope }), ("mean_err", { $0.meanError }),
    ("max_abs_err", { $0.maximumError }),
  ]
}

extension CheckDocument {
  /// A table of the tensors, the pooled figures, and what only one side has.
  public var text: String {
    var lines = [
      "\(PrintableName.escaped(report.quantized.path)) against "
        + PrintableName.escaped(report.original.path)
    ]
    var table = TextTable(sides: [.left, .left, .right, .right, .right, .right, .right])
    table.rows.append(["name", "stored as", "elements", "SQNR dB", "MSE", "max |err|", "flushed"])
    for tensor in report.tensors {
      let cells = [PrintableName.escaped(tensor.name), PrintableName.escaped(tensor.storedAs)]
      table.rows.append(cells + Self.cells(of: tensor.outcome, shape: tensor.shape))
    }
    let differing = report.tensors.compactMap(\.errors).filter { $0.noise != 0 }
    if differing.count > 1 {
      let pooled = differing.reduce(into: ErrorStatistics()) { $0.merge($1) }
      table.rows.append(["all \(differing.count) that differ", ""] + Self.cells(of: pooled))
    }
    lines += table.lines
    for tensor in report.tensors {
      guard case .unlike(let reason) = tensor.outcome else { continue }
      lines.append("! \(PrintableName.escaped(tensor.name)): \(reason)")
    }
    lines += report.missing.map { "! missing: \(PrintableName.escaped($0))" }
    lines += report.extra.map { "- not in the original: \(PrintableName.escaped($0))" }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func cells(of outcome: CheckReport.Outcome, shape: [Int]) -> [String] {
    switch outcome {
    case .identical: [FigureText.count(shape.reduce(1, *)), "identical", "", "", ""]
    case .unlike: [FigureText.count(shape.reduce(1, *)), "unlike", "", "", ""]
    case .measured(let errors, _): cells(of: errors)
    }
  }

  private static func cells(of errors: ErrorStatistics) -> [String] {
    [
      FigureText.count(errors.count),
      errors.noise == 0 ? "exact" : FigureText.number(errors.signalToNoise),
      FigureText.number(errors.meanSquaredError), FigureText.number(errors.maximumError),
      FigureText.percent(
        errors.count > 0 ? Double(errors.flushedCount) / Double(errors.count) : nil),
    ]
  }

  /// The document, with its line end.
  public var json: String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", "quantview.check/1")
      json.object("tool") { $0.fields(ToolField.all, of: tool) }
      json.object("quantized") { Self.write(report.quantized, to: &$0) }
      json.object("original") { Self.write(report.original, to: &$0) }
      json.array("tensors") { json in
        for tensor in report.tensors { json.object { Self.write(tensor, to: &$0) } }
      }
      json.object("pooled") { Self.write(report.pooled, to: &$0) }
      json.array("missing") { json in
        for name in report.missing { json.value(name) }
      }
      json.array("extra") { json in
        for name in report.extra { json.value(name) }
      }
    }
    return json.text + "\n"
  }

  private static func write(_ source: SourceDescription, to json: inout JSONWriter) {
    json.field("path", source.path)
    json.field("container", source.container)
    json.field("bytes", source.byteCount)
  }

  private static func write(_ tensor: CheckReport.Tensor, to json: inout JSONWriter) {
    json.field("name", tensor.name)
    json.field("stored_as", tensor.storedAs)
    json.field("dtype", tensor.originalType)
    json.field("shape", tensor.shape)
    json.field("bytes", tensor.byteCount)
    switch tensor.outcome {
    case .identical: json.field("outcome", "identical")
    case .unlike(let reason):
      json.field("outcome", "unlike")
      json.field("reason", reason)
    case .measured(let errors, let nonfinite):
      json.field("outcome", "measured")
      json.field("nonfinite_count", nonfinite)
      write(errors, to: &json)
    }
  }

  private static func write(_ errors: ErrorStatistics, to json: inout JSONWriter) {
    json.field("elements", errors.count)
    for figure in figures { json.field(figure.name, figure.value(errors)) }
    json.field("flushed_count", errors.flushedCount)
  }
}
