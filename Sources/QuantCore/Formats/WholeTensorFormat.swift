/// A format in which the tensor is one block: its one F32 scale follows from the values' statistics.
///
/// Of NaN and infinities only the values themselves are left out.
public protocol WholeTensorFormat: QuantizationFormat {}

extension WholeTensorFormat {
  /// The scale is the tensor's.
  public var scaleType: ScaleType { .none }
  /// The scale follows from the tensor's statistics.
  public var foreknowledge: Foreknowledge { .summary }

  /// The whole tensor.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: max(1, rows), columns: max(1, columns))
  }

  /// Every element stands for itself, once the scale is known.
  public func unitShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: 1)
  }

  /// The F32 scale.
  public func tensorBits(rows: Int, columns: Int) -> Int { 32 }
}
