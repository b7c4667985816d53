internal import KernelEngine
public import Measurement
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What a recipe's weights lose.
public enum WeightError {
  /// The SQNR in dB of a tensor's weights in the recipe's format; in brackets that of normal weights, where the tensor's
  /// is not known.
  public static func text(_ point: LinearReport.Point, in report: TensorReport?) -> String {
    let name = String(point.recipe.prefix { $0 != "@" })
    if let report, let id = FormatID(name), let format = report.completeFormat(id) {
      return format.isExact ? "exact" : FigureText.number(format.sqnr)
    }
    let type = report?.tensor.type
    if name == "f32" || (name == "bf16" && type == .bf16) { return "exact" }
    return point.weightSignalToNoise.map { "(\(FigureText.number($0)))" } ?? "exact"
  }

  /// What the brackets mean; nil where no figure stands in some.
  public static func note(_ points: [LinearReport.Point], in report: TensorReport?) -> String? {
    points.contains { text($0, in: report).hasPrefix("(") }
      ? "dB in brackets: of normal weights, not this tensor's" : nil
  }
}
