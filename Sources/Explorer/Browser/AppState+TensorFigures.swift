internal import QuantAnalysis

/// A figure of one tensor.
struct TensorFigure: Hashable {
  let value: Double
  /// Whether it is of a part of the tensor only.
  let isSample: Bool
}

/// Figures of a tensor by its report, or else by what the ranking has found, of all of it or of a part; nil where
/// neither is known or the figure is undefined.
extension AppState {
  /// The standard deviation of its weights.
  func standardDeviation(_ tensor: Int) -> TensorFigure? {
    values(tensor, { $0.standardDeviation }, { $0.standardDeviation })
  }

  /// The largest magnitude among its weights.
  func amax(_ tensor: Int) -> TensorFigure? {
    values(tensor, { $0.amax.map { Double($0) } }, { $0.amax.map { Double($0) } })
  }

  /// The share of its weights that the selected slot turns into 0.
  func flushedShare(_ tensor: Int) -> TensorFigure? {
    slot(tensor, { $0.flushedShare }, { $0.flushedShare })
  }

  /// The share of its blocks that the selected slot clips.
  func clippedShare(_ tensor: Int) -> TensorFigure? {
    slot(tensor, { $0.clippedShare }, { $0.clippedShare })
  }

  private func values(
    _ tensor: Int, _ reported: (ValueReport) -> Double?, _ ranked: (ValueFigures) -> Double?
  ) -> TensorFigure? {
    if let report = reports[tensor]?.values, report.isComplete {
      return reported(report).map { TensorFigure(value: $0, isSample: false) }
    }
    let whole = ranking.whole[tensor]?.values
    guard let values = whole ?? ranking.sampled[tensor]?.values else { return nil }
    return ranked(values).map { TensorFigure(value: $0, isSample: whole == nil) }
  }

  private func slot(
    _ tensor: Int, _ reported: (FormatReport) -> Double?, _ ranked: (FormatFigures) -> Double?
  ) -> TensorFigure? {
    if let report = reports[tensor]?.completeFormat(slots.current) {
      return reported(report).map { TensorFigure(value: $0, isSample: false) }
    }
    guard let (figures, isSample) = ranking.figures(tensor, slots.current) else { return nil }
    return ranked(figures).map { TensorFigure(value: $0, isSample: isSample) }
  }
}
