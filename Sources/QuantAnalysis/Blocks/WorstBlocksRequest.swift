public import QuantCore
public import TensorFiles

/// Which format's worst blocks to find in a tensor.
public struct WorstBlocksRequest: Sendable {
  /// The tensor, analysable.
  public let tensor: TensorDescriptor
  /// The format; one with blocks, see `WorstBlocks.refusal`.
  public let format: any QuantizationFormat
  /// What the format may know of the whole tensor.
  public let summary: TensorSummary
  /// The most blocks that are ranked.
  public let limit: Int

  /// How many blocks are ranked where nobody says otherwise.
  public static let usualLimit = 64

  /// Creates a request.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - format: The format.
  ///   - summary: What the format may know of the whole tensor; `TensorReport.summary(for:)` has it.
  ///   - limit: The most blocks that are ranked.
  public init(
    tensor: TensorDescriptor, format: any QuantizationFormat, summary: TensorSummary,
    limit: Int = WorstBlocksRequest.usualLimit
  ) {
    self.tensor = tensor
    self.format = format
    self.summary = summary
    self.limit = limit
  }
}

/// What a search for the worst blocks says while it runs.
///
/// The last event is `finished` or `failed`, unless it is cancelled.
public enum WorstBlocksEvent: Sendable {
  /// The worst blocks of what was searched so far, and which share that is, 0…1.
  case partial(WorstBlocks, done: Double)
  /// The worst blocks of the tensor; none for a format without blocks.
  case finished(WorstBlocks)
  /// The file changed meanwhile.
  case failed(TensorFileError)
}

extension TensorReport {
  /// What a format may know of the tensor, as far as the report tells: enough once its own part is complete.
  ///
  /// - Parameter format: The format's identifier.
  /// - Returns: The summary with what the format has surveyed.
  public func summary(for format: FormatID) -> TensorSummary {
    var summary = values?.summary ?? .unknown(rows: tensor.rows, columns: tensor.columns)
    summary.survey = completeFormat(format)?.survey ?? Survey()
    return summary
  }
}
