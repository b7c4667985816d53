public import QuantAnalysis
public import QuantCore
internal import TensorFiles

extension Finding {
  /// What stands out in a report, warnings first.
  ///
  /// - Parameters:
  ///   - report: What is known of the tensor.
  ///   - formats: The formats on show.
  /// - Returns: The findings in the order in which they matter.
  public static func all(in report: TensorReport, formats: [FormatID]) -> [Finding] {
    let shown = formats.compactMap { report.format($0) }
    let refused = formats.compactMap { id in
      report.refusal(of: id).map { Finding(.warning, "\(id) \($0)") }
    }
    var findings = report.stored?.warnings.map { Finding(.warning, $0) } ?? []
    if let against = report.against {
      findings.append(Finding(.note, StoredText.error(against, of: report.tensor)))
    }
    if let values = report.values {
      findings += nonfinite(values, formats: shown) + zeros(values)
      findings += [outlier(in: report, formats: formats)].compactMap { $0 }
    }
    findings += refused + shown.flatMap(losses) + shown.flatMap(doubts)
    if let stored = report.stored {
      findings.append(Finding(.note, stored.facts.joined(separator: "; ")))
    }
    if let values = report.values {
      findings += phase(values, formats: shown)
    }
    if !shown.isEmpty {
      findings.append(
        Finding(
          .note, "weight-only figures rank tensors; they do not predict a model's accuracy"))
    }
    return findings
  }

  private static func nonfinite(_ values: ValueReport, formats: [FormatReport]) -> [Finding] {
    guard let place = values.firstNonfinite else { return [] }
    var parts: [String] = []
    if values.nanCount > 0 { parts.append("\(FigureText.count(values.nanCount)) NaN") }
    if values.infiniteCount > 0 {
      parts.append("\(FigureText.count(values.infiniteCount)) infinite")
    }
    let blocks = formats.map { "\($0.id) \(FigureText.count($0.nonfiniteBlocks))" }
    let left = blocks.isEmpty ? "" : "; blocks left out: " + blocks.joined(separator: ", ")
    let places =
      values.nanCount + values.infiniteCount == 1
      ? "value, at [\(place.row),\(place.column)]"
      : "values, the first at [\(place.row),\(place.column)]"
    return [Finding(.warning, "\(parts.joined(separator: " and ")) \(places)\(left)")]
  }

  private static func zeros(_ values: ValueReport) -> [Finding] {
    guard values.elements > 0, values.zeroCount == values.elements else { return [] }
    return [Finding(.warning, "every value is 0: there is no error to choose a format by")]
  }

  private static func losses(_ format: FormatReport) -> [Finding] {
    var findings: [Finding] = []
    if let share = format.flushedShare, share > 0.25 {
      findings.append(
        Finding(.warning, "\(format.id) turns \(FigureText.percent(share)) of the values into 0"))
    }
    if format.mse == nil, format.elements > 0 {
      findings.append(
        Finding(.warning, "\(format.id) decodes to infinity in places: its error is undefined"))
    }
    return findings
  }

  private static func doubts(_ format: FormatReport) -> [Finding] {
    var findings: [Finding] = []
    if format.scales.type == .e4m3 {
      let subnormal = format.scales.codes.filter { $0.code < 8 }.reduce(0) { $0 + $1.blocks }
      if subnormal > 0 {
        findings.append(
          Finding(
            .warning,
            "\(format.id): \(FigureText.count(subnormal)) "
              + (subnormal == 1 ? "block has a subnormal scale" : "blocks have subnormal scales")
              + ", which may be off by more than 1/16"))
      }
    }
    return findings
  }

  /// Power-of-two scales make the error depend on where sigma lies between two powers.
  private static func phase(_ values: ValueReport, formats: [FormatReport]) -> [Finding] {
    guard let deviation = values.standardDeviation, deviation > 0,
      let format = formats.first(where: { $0.scales.type == .e8m0 })
    else { return [] }
    return [
      Finding(
        .note,
        "sigma = \(FigureText.number(deviation)): where it lies between powers of two moves "
          + "\(format.id)'s SQNR")
    ]
  }
}
