public import QuantCore
public import TensorFiles

/// Which elements to look at closely, and in which formats.
public struct InspectionRequest: Sendable {
  /// A format and what it may know of the whole tensor.
  public struct Candidate: Sendable {
    /// The format.
    public let format: any QuantizationFormat
    /// What it may know; `TensorReport.summary(for:)` has it.
    public let summary: TensorSummary

    /// Creates a candidate.
    public init(_ format: any QuantizationFormat, summary: TensorSummary) {
      self.format = format
      self.summary = summary
    }
  }

  /// The tensor, analysable.
  public let tensor: TensorDescriptor
  /// The row of the elements.
  public let row: Int
  /// The columns of the elements; what lies beyond the tensor is left out.
  public let columns: Range<Int>
  /// The formats, in the order of the answer.
  public let candidates: [Candidate]
  /// An element that is taken for 0; nil for the tensor as it is.
  public let omitted: ValueStatistics.Place?

  /// Creates a request.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - row: The row of the elements.
  ///   - columns: The columns of the elements.
  ///   - candidates: The formats, in the order of the answer.
  ///   - omitted: An element that is taken for 0. Everything that formats know of the whole tensor stays as it is.
  public init(
    tensor: TensorDescriptor, row: Int, columns: Range<Int>, candidates: [Candidate],
    omitted: ValueStatistics.Place? = nil
  ) {
    self.tensor = tensor
    self.row = row
    self.columns = columns
    self.candidates = candidates
    self.omitted = omitted
  }
}

/// How a close look ended.
public enum InspectionEvent: Sendable {
  /// What was seen.
  case finished(Inspection)
  /// The file changed meanwhile.
  case failed(TensorFileError)
}
