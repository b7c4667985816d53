public import QuantAnalysis
public import TerminalKit

/// What can happen to the explorer.
public enum Message: Sendable {
  /// A key was pressed.
  case key(Key)
  /// Text was pasted.
  case pasted(String)
  /// The terminal has another size.
  case resized(Size)
  /// An analysis found something.
  case analysis(WorkID, AnalysisEvent)
  /// A map of scales grew.
  case scaleMap(WorkID, ScaleMapEvent)
  /// A part of a tensor was encoded.
  case tile(WorkID, TileEvent)
  /// More of the layers was measured.
  case kernels(WorkID, KernelEvent)
  /// Measuring attention found something.
  case attention(WorkID, AttentionEvent)
  /// An export was written, or why not.
  case exported(ExportOutcome)
  /// The process goes on after it was stopped.
  case resumed
}

/// How an export ended.
public enum ExportOutcome: Sendable, Hashable {
  /// The file was written.
  case written(ExportRequest, bytes: Int)
  /// There is a file of that name already; it was left alone.
  case exists(ExportRequest)
  /// Nothing was written, for the reason given.
  case failed(ExportRequest, String)
}
