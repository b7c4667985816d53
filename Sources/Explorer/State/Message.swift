public import QuantAnalysis
public import TerminalKit

/// What can happen to the explorer.
public enum Message: Sendable {
  /// A key was pressed.
  case key(Key)
  /// The mouse was pressed, or its wheel turned.
  case mouse(MouseEvent)
  /// A command was given other than by keys, as a script does.
  case command(String)
  /// Text was pasted.
  case pasted(String)
  /// The terminal has another size.
  case resized(Size)
  /// An analysis found something.
  case analysis(WorkID, AnalysisEvent)
  /// A map of scales grew.
  case scaleMap(WorkID, ScaleMapEvent)
  /// A map of errors grew.
  case errorMap(WorkID, ErrorMapEvent)
  /// A part of a tensor was encoded.
  case tile(WorkID, TileEvent)
  /// A few elements were looked at closely.
  case inspection(WorkID, InspectionEvent)
  /// More of a tensor was searched for its worst blocks.
  case worstBlocks(WorkID, WorstBlocksEvent)
  /// More of the layers was measured.
  case kernels(WorkID, KernelEvent)
  /// Measuring attention found something.
  case attention(WorkID, AttentionEvent)
  /// The text of a report was made, or why not.
  case preview(WorkID, Result<String, PreviewError>)
  /// An export was written, or why not.
  case exported(ExportOutcome)
  /// The process goes on after it was stopped.
  case resumed
}

/// Why the text of a report could not be made.
public struct PreviewError: Error, Sendable, Hashable {
  /// One line.
  public let reason: String

  /// Creates an error.
  public init(_ reason: String) {
    self.reason = reason
  }
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
