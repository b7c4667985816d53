/// What ggml's formats share: 32 elements to a block, an F16 scale that is rounded after the codes are made.
public protocol GGMLFormat: QuantizationFormat {}

extension GGMLFormat {
  /// ggml's own formula.
  public var rule: String { "ggml" }
  /// F16.
  public var scaleType: ScaleType { .f16 }
  /// The scale is rounded after the codes are made.
  public var roundsScaleFirst: Bool { false }

  /// 32 elements along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: 32)
  }
}

extension BlockScale {
  /// A scale as ggml stores it, in F16, but for infinities, which become the largest finite value.
  static func ggml(_ exact: Float) -> BlockScale {
    let code = Binary16.encode(min(max(-Binary16.largest, exact), Binary16.largest))
    let value = Binary16.decode(code)
    return BlockScale(code: UInt32(code), value: value, multiplier: value)
  }
}
