/// The two figures of low-bit inference that are drawn from what is measured here.
public enum SurveyFigure: Int, Sendable, Hashable, CaseIterable {
  /// Throughput by precision, at a batch that keeps the units busy.
  case precision = 1
  /// 8-bit activations against weight-only formats, over the batch.
  case batch = 2

  /// The names of the recipes that are measured for it.
  public var recipes: [String] {
    switch self {
    case .precision:
      [
        "f32@f32", "bf16@bf16", "int8-row@int8-row", "int4-g128@int8-g128", "int4-g128@bf16",
        "mxfp4@int8-g32", "mxfp4@mxfp8-e4m3", "nvfp4@nvfp4",
      ]
    case .batch: ["bf16@bf16", "int4-g128@bf16", "int8-row@int8-row", "int4-g128@int8-g128"]
    }
  }

  /// The batches.
  public var batches: [Int] {
    switch self {
    case .precision: [256]
    case .batch: Self.wholeRange
    }
  }

  /// The batches from one row to 512, each twice the one before.
  public static let wholeRange = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
}
