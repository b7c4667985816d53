public import QuantCore
public import TensorFiles

/// Decides which tensors of a model are to be quantized and which stay as they are stored.
///
/// What can't be quantized stays, whatever was asked for. Beyond that names and patterns given by hand come first,
/// those that keep before those that don't; then what a tensor is in its model; then its number of dimensions.
public struct MarkRules: Sendable {
  private let kept: [NamePattern]
  private let quantized: [NamePattern]
  private let role: @Sendable (TensorDescriptor) -> String?

  /// Sets the rules.
  ///
  /// - Parameters:
  ///   - kept: Names and patterns of tensors to keep.
  ///   - quantized: Names and patterns of tensors to quantize although they would be kept.
  ///   - role: Says in a word what a tensor is where it is one of those that are usually kept: `norm`, `embedding`,
  ///     `head`, `router`; nil for all others.
  public init(
    keeping kept: [String] = [], quantizing quantized: [String] = [],
    role: @escaping @Sendable (TensorDescriptor) -> String?
  ) {
    self.kept = kept.map { NamePattern($0) }
    self.quantized = quantized.map { NamePattern($0) }
    self.role = role
  }

  /// The mark of a tensor.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - formats: The formats that it could get.
  /// - Returns: Whether it is to be quantized, and why.
  public func mark(
    of tensor: TensorDescriptor, formats: [any QuantizationFormat]
  ) -> TensorMark {
    if let obstacle = Self.obstacle(of: tensor) { return .kept(obstacle) }
    let isHeld = formats.contains { format in
      format.refusal(rows: tensor.rows, columns: tensor.columns) == nil
    }
    guard isHeld else { return .kept(.refused) }
    if let pattern = Self.first(of: kept, matching: tensor) { return .kept(.asked(pattern)) }
    if let pattern = Self.first(of: quantized, matching: tensor) {
      return .quantized(.asked(pattern))
    }
    if let role = role(tensor) { return .kept(.role(role)) }
    return tensor.shape.count < 2 ? .kept(.noMatrix) : .quantized(.usual)
  }

  private static func first(
    of patterns: [NamePattern], matching tensor: TensorDescriptor
  ) -> String? {
    // A name may hold what would be a pattern.
    patterns.first { $0.text == tensor.name || $0.matches(tensor.name) }?.text
  }
}

extension MarkRules {
  /// Why a tensor stays whatever was asked for, in any format; nil where some format could take it.
  public static func obstacle(of tensor: TensorDescriptor) -> TensorMark.Reason? {
    guard tensor.isAnalysable else { return .type(tensor.type.name) }
    guard tensor.elementCount > 0 else { return .noMatrix }
    // A weight made of several tensors is quantized already.
    return tensor.type.encoding == .matrix ? .type(tensor.type.name) : nil
  }

  /// What a tensor is by its name, where recipes usually keep such tensors; nil for all others.
  public static func usuallyKeptRole(of tensor: TensorDescriptor) -> String? {
    let place = ModelPlace(tensor)
    guard place.usuallyKept else { return nil }
    return place.role.usuallyKept ? place.role.rawValue : place.tower ?? place.role.rawValue
  }
}
