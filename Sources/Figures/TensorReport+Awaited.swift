public import QuantAnalysis
public import QuantCore
internal import TensorFiles

extension TensorReport {
  /// Why a format can't hold the tensor; nil where it can.
  public func refusal(of id: FormatID) -> String? {
    (try? FormatRegistry.format(id))?.refusal(rows: tensor.rows, columns: tensor.columns)
  }

  /// Whether a format is not measured yet and can be: an empty tensor has nothing to measure.
  public func awaits(_ id: FormatID) -> Bool {
    format(id) == nil && tensor.elementCount > 0 && refusal(of: id) == nil
  }

  /// A format's signal-to-noise ratio in dB as text.
  ///
  /// - Parameters:
  ///   - id: The format.
  ///   - withUnit: Whether a figure says its unit.
  /// - Returns: The figure; `...` while it is awaited, and that there is none where it never will be.
  public func sqnrText(of id: FormatID, withUnit: Bool = false) -> String {
    if let report = format(id) {
      return withUnit ? Metric.sqnrTextWithUnit(report) : Metric.sqnrText(report)
    }
    return awaits(id) ? "..." : FigureText.undefined
  }
}
