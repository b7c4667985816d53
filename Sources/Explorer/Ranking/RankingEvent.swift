public import QuantAnalysis
public import TensorFiles

/// What looking at some tensors for the ranking found.
public enum RankingEvent: Sendable {
  /// The figures of a tensor.
  case found(tensor: Int, RankedTensor)
  /// A tensor could not be read to its end.
  case failed(tensor: Int, TensorFileError)
  /// Which share of the tensors asked for is read, 0…1.
  case progress(Double)
  /// All were looked at.
  case finished
}
