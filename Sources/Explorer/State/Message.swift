public import QuantAnalysis
public import TensorFiles
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
  /// A weight that is quantized already was compared with its original.
  case comparison(WorkID, ComparisonEvent)
  /// More of the layers was measured.
  case kernels(WorkID, KernelEvent)
  /// Measuring attention found something.
  case attention(WorkID, AttentionEvent)
  /// Looking at tensors for the ranking found something.
  case ranked(WorkID, RankingEvent)
  /// What follows from the ranking's figures was found out.
  case rankingAnswered(WorkID, RankingAnswer)
  /// The text of a report was made, or why not.
  case preview(WorkID, Result<String, PreviewError>)
  /// An export was written, or why not.
  case exported(ExportOutcome)
  /// The file is not any more what it was on opening.
  case changed(TensorFileError)
  /// More of the files is open, or all of them.
  case grown(GrownSource)
  /// The files could not be opened; the program ends with a status.
  case openingFailed(status: Int32)
  /// The file was opened again.
  case reopened(SourceDescription, [TensorDescriptor])
  /// The file could not be opened again, for the reason given.
  case reopenFailed(String)
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
  /// The file was written; the notes say what has to be known about it.
  case written(ExportRequest, bytes: Int, notes: [String] = [])
  /// There is a file of that name already; it was left alone.
  case exists(ExportRequest)
  /// Nothing was written, for the reason given.
  case failed(ExportRequest, String)
}
