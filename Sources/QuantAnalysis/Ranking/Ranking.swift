public import QuantCore
internal import TensorFiles

/// All tensors of a model with the error of every format.
public struct Ranking: Sendable {
  /// The formats that were asked for, in that order.
  public let formats: [FormatID]
  /// The tensors in the order of the files.
  public var tensors: [RankedTensor]

  /// Creates a ranking.
  public init(formats: [FormatID], tensors: [RankedTensor]) {
    self.formats = formats
    self.tensors = tensors
  }

  /// Whether every figure comes from a whole tensor.
  public var isWhole: Bool { !tensors.contains(where: \.isSampled) }

  /// The elements of the tensors that are to be quantized.
  public var quantizedElements: Int {
    tensors.reduce(0) { $0 + ($1.mark.isKept ? 0 : $1.tensor.elementCount) }
  }

  /// The bytes of the tensors that stay as they are stored.
  public var keptBytes: Int {
    tensors.reduce(0) { $0 + ($1.mark.isKept ? $1.tensor.byteCount : 0) }
  }

  /// The bytes of all tensors as they are stored.
  public var storedBytes: Int { tensors.reduce(0) { $0 + $1.tensor.byteCount } }
}
