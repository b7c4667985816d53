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
  /// A table of the tensors, what they come to, and what only one side has.
  public var text: String {
    var lines = [
      "\(PrintableName.escaped(report.quantized.path)) against "
        + PrintableName.escaped(report.original.path)
    ]
    lines += [report.swap].compactMap { $0.map { "! \($0)" } }
    var table = TextTable(sides: [.left, .left] + [TextTable.Side](repeating: .right, count: 6))
    table.rows.append([
      "name", "stored as", "elements", "SQNR dB", "rel. error", "MSE", "max |err|", "flushed",
    ])
    for tensor in report.tensors {
      let cells = [PrintableName.escaped(tensor.name), PrintableName.escaped(tensor.storedAs)]
      table.rows.append(cells + Self.cells(of: tensor))
    }
    lines += table.lines + totalLines
    for tensor in report.tensors {
      guard case .unlike(let reason) = tensor.outcome else { continue }
      lines.append("! \(PrintableName.escaped(tensor.name)): \(reason)")
    }
    for tensor in report.tensors where tensor.lostCount > 0 {
      lines.append(
        "! \(PrintableName.escaped(tensor.name)): \(FigureText.count(tensor.lostCount)) values decode to "
          + "NaN where the original has numbers; its error is that of the others")
    }
    lines += arrangementLines
    for tensor in report.tensors {
      lines += (tensor.stored?.warnings ?? []).map {
        "! \(PrintableName.escaped(tensor.name)): \($0)"
      }
    }
    lines += report.quantized.notes.map { "! \(PrintableName.escaped($0))" }
    lines += [report.movedScales].compactMap { $0.map { "! \($0)" } }
    lines += inputLines
    lines += [report.renaming].compactMap { $0.map { "- \($0)" } }
    lines += report.missing.map { "! missing: \(PrintableName.escaped($0))" }
    lines += report.extra.map { "- not in the original: \(PrintableName.escaped($0))" }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What the tensors that differ come to; nothing where none does.
  private var totalLines: [String] {
    let total = report.total
    var lines: [String] = []
    if total.tensorCount > 0 {
      lines.append(
        "all \(total.tensorCount) that differ: SQNR \(FigureText.number(total.signalToNoise)) dB, relative error "
          + "\(FigureText.number(total.relativeError)) (\(CheckTotal.rule)), median "
          + FigureText.number(total.median))
    }
    if total.undefinedCount > 0 {
      lines.append("! \(total.undefinedCount) more differ beyond any number")
    }
    if let worst = total.worst, total.tensorCount + total.undefinedCount > 1 {
      lines.append(
        "worst: \(PrintableName.escaped(worst.name)), relative error "
          + FigureText.number(worst.relativeError))
    }
    return lines
  }

  /// In which order originals were read, one line for all that were read alike but for stacks of matrices.
  private var arrangementLines: [String] {
    var said = SharedRemarks()
    for tensor in report.tensors {
      if let words = tensor.arrangement.words { said.say(words, of: tensor.name) }
    }
    return said.lines
  }

  /// What is said of the inputs of weights and was assumed of them, one line each for all of which it is said.
  private var inputLines: [String] {
    var said = SharedRemarks()
    for tensor in report.tensors {
      guard let survey = tensor.stored else { continue }
      for text in [survey.inputScaleText].compactMap(\.self) + survey.matrix.assumptions {
        said.say(text, of: tensor.name)
      }
    }
    return said.lines
  }

  private static func cells(of tensor: CheckReport.Tensor) -> [String] {
    let count = FigureText.count(tensor.shape.reduce(1, *))
    switch tensor.outcome {
    case .identical: return [count, "identical", "", "", "", ""]
    case .unlike: return [count, "unlike", "", "", "", ""]
    case .measured(let errors, _):
      let flushed = errors.count > 0 ? Double(errors.flushedCount) / Double(errors.count) : nil
      return [
        FigureText.count(errors.count),
        tensor.differs ? FigureText.number(errors.signalToNoise) : "exact",
        tensor.differs ? FigureText.number(tensor.relativeError) : "",
        FigureText.number(errors.meanSquaredError), FigureText.number(errors.maximumError),
        FigureText.percent(flushed),
      ]
    }
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
      json.object("total") { Self.write(report.total, to: &$0) }
      json.object("pooled") { Self.write(report.pooled, to: &$0) }
      json.array("missing") { json in
        for name in report.missing { json.value(name) }
      }
      json.array("extra") { json in
        for name in report.extra { json.value(name) }
      }
      json.strings("notes", [report.swap, report.movedScales, report.renaming].compactMap(\.self))
    }
    return json.text + "\n"
  }

  private static func write(_ total: CheckTotal, to json: inout JSONWriter) {
    json.field("rule", CheckTotal.rule)
    json.field("tensors", total.tensorCount)
    json.field("undefined_count", total.undefinedCount)
    json.field("elements", total.elements)
    json.field("rel_fro", total.relativeError)
    json.field("sqnr_db", total.signalToNoise)
    json.field("median_rel_fro", total.median)
    json.key("worst")
    guard let worst = total.worst else { return json.null() }
    json.object { json in
      json.field("name", worst.name)
      json.field("rel_fro", worst.relativeError)
    }
  }

  private static func write(_ source: SourceDescription, to json: inout JSONWriter) {
    json.field("path", source.path)
    json.field("container", source.container)
    json.field("bytes", source.byteCount)
    json.strings("notes", source.notes)
  }

  private static func write(_ tensor: CheckReport.Tensor, to json: inout JSONWriter) {
    json.field("name", tensor.name)
    if let name = tensor.storedName { json.field("stored_name", name) }
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
      if tensor.lostCount > 0 { json.field("lost_count", tensor.lostCount) }
      write(errors, to: &json)
    }
    write(tensor.arrangement, to: &json)
    if let stored = tensor.stored { json.object("stored") { stored.write(to: &$0) } }
  }

  /// The order in which an original was read; nothing for its own.
  static func write(_ arrangement: OriginalArrangement, to json: inout JSONWriter) {
    switch arrangement {
    case .same: break
    case .transposed: json.field("transposed", true)
    case .interleaved(let rows): json.field("interleaved_head_rows", rows)
    case .perhapsInterleaved: json.field("perhaps_interleaved", true)
    case .offsetByOne: json.field("offset_by_one", true)
    }
  }

  /// The figures of a comparison.
  static func write(_ errors: ErrorStatistics, to json: inout JSONWriter) {
    json.field("elements", errors.count)
    for figure in figures { json.field(figure.name, figure.value(errors)) }
    json.field("flushed_count", errors.flushedCount)
  }
}
