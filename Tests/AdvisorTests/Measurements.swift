import Advisor
import TensorFiles
import TestSupport
import Testing

/// The tables of measurements on an H200.
enum Measurements {
  /// One layer of 8192×8192 by recipe and batch.
  static func shared() throws -> [CostPoint] { try table("h200-linear-8192.csv") }

  /// Dense layers of thirteen shapes.
  static func shapes() throws -> [CostPoint] { try table("h200-linear-shapes.csv") }

  /// What the constants are fitted to: the one layer, and dense BF16 and FP16 at 2048×2048.
  static func fitted() throws -> [CostPoint] {
    try shared() + shapes().filter { isFloat($0) && $0.shape == LayerShape("2048x2048") }
  }

  /// What they are not fitted to: other shapes than those, the measured one aside.
  static func heldOut() throws -> [CostPoint] {
    let known = [LayerShape("2048x2048"), LayerShape("8192x8192")]
    return try shapes().filter { !known.contains($0.shape) }
  }

  static func isFloat(_ point: CostPoint) -> Bool {
    point.kernel == "bf16" || point.kernel == "fp16"
  }

  private static func table(_ name: String) throws -> [CostPoint] {
    let text = String(decoding: try bytes(ofFile: Fixtures.path("measured/" + name)), as: UTF8.self)
    return try #require(CostPoint.table(text))
  }
}
