public import QuantCore
public import TensorFiles

/// What to find out about a tensor.
public struct AnalysisRequest: Sendable {
  /// The tensor, one of the source's and analysable.
  public let tensor: TensorDescriptor
  /// The formats to measure, in the order of the report.
  public let formats: [any QuantizationFormat]
  /// What is known already: complete parts are taken over, everything else is computed.
  public let known: TensorReport?

  /// Creates a request.
  public init(
    tensor: TensorDescriptor, formats: [any QuantizationFormat], known: TensorReport? = nil
  ) {
    self.tensor = tensor
    self.formats = formats
    self.known = known
  }
}

/// What an analysis says while it runs.
///
/// The last event is `finished` or `failed`, unless it is cancelled.
public enum AnalysisEvent: Sendable {
  /// What is known so far, and which share of the work is done, 0…1.
  case partial(TensorReport, done: Double)
  /// Everything that was asked for.
  case finished(TensorReport)
  /// The file changed under the analysis; its figures can't be trusted.
  case failed(TensorFileError)
}
