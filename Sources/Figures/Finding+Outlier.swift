public import QuantAnalysis
public import QuantCore

extension Finding {
  /// An amax far out in the tail, and what becomes of the values that share its scale.
  ///
  /// - Parameters:
  ///   - report: What is known of the tensor.
  ///   - formats: The formats on show.
  /// - Returns: Nil unless the amax lies twelve standard deviations or more from the mean.
  public static func outlier(in report: TensorReport, formats: [FormatID]) -> Finding? {
    guard let values = report.values, values.hasOutlier, let sigmas = values.amaxDistance,
      let amax = values.amax, let peak = values.amaxPlace
    else { return nil }
    var text =
      "[\(peak.row),\(peak.column)] holds |w| = \(FigureText.number(Double(amax))), "
      + "\(FigureText.number(sigmas)) sigma from the mean"
    let known = formats.compactMap { id in
      report.format(id).flatMap { format in format.amaxBlock.map { (id, $0) } }
    }
    let flushed = known.filter { $0.1.flushed > 0 }.map { id, block in
      block.flushed == block.mates
        ? "all \(FigureText.count(block.mates)) in \(id)"
        : "\(FigureText.count(block.flushed)) of \(FigureText.count(block.mates)) in \(id)"
    }
    if !flushed.isEmpty {
      text += ": its block-mates become 0, " + flushed.joined(separator: ", ")
    }
    // Beyond a twentieth it is no longer the amax that a reader sees in the table of codes.
    let changed = known.filter {
      ($0.1.decoded.magnitude - amax).magnitude > amax / 20 && $0.1.decoded.isFinite
    }
    if !changed.isEmpty {
      let parts = changed.map { id, block in
        "\(FigureText.number(Double(block.decoded.magnitude))) in \(id)"
      }
      text += "; it becomes " + parts.joined(separator: ", ")
    }
    return Finding(.warning, text)
  }
}
