public import QuantAnalysis
public import QuantCore
internal import TensorFiles

/// How the errors of tensors are weighed against one another.
public enum ErrorWeight: String, Sendable, Hashable, CaseIterable {
  /// Σe²/Σx² times the tensor's elements, the default.
  ///
  /// It does not change where a tensor is multiplied by a number that its neighbour is divided by, as when a
  /// norm's factors are folded into the weights behind it: such models compute the same, yet their Σe² differ. To
  /// first order the loss grows in proportion to the relative squared errors of the layers; that every element
  /// counts alike stands in for the factors of proportion, which weights alone don't tell, and makes a fused
  /// tensor count as its parts do.
  case relative
  /// Σe²: every element's squared error alike.
  case sse

  /// The weighted error of a tensor under a format.
  ///
  /// - Returns: 0 or more, infinite where a decoded value overflowed; nil where the format can't hold the tensor.
  public func error(of tensor: RankedTensor, as id: FormatID) -> Double? {
    guard let figures = tensor.format(id) else { return nil }
    guard figures.noise > 0 else { return 0 }
    switch self {
    case .sse: return tensor.squaredError(of: id)
    case .relative:
      let share = figures.signal > 0 ? figures.noise / figures.signal : .infinity
      return share * Double(tensor.tensor.elementCount)
    }
  }

  /// The weighted error of a tensor whose every weight becomes 0.
  public func signal(of tensor: RankedTensor) -> Double {
    let energy = tensor.formats.lazy.map(\.signal).first { $0 > 0 } ?? 0
    switch self {
    case .sse: return energy * tensor.scale
    case .relative: return energy > 0 ? Double(tensor.tensor.elementCount) : 0
    }
  }
}
