public import QuantCore

/// A way to lower FP4's error after training: what it changes, and what whoever multiplies must do for it.
///
/// A new repair is one row here.
public struct FP4Repair: Sendable, Hashable {
  /// The format with the repair.
  public let id: FormatID
  /// What it changes, in a few words.
  public let change: String
  /// What a runtime must do for it, in a few words.
  public let runtime: String

  private init(_ id: String, _ change: String, runtime: String) {
    self.id = FormatID(id) ?? FormatID(name: id)
    self.change = change
    self.runtime = runtime
  }

  /// MXFP4 as OCP's rule makes it: what repairs start from.
  public static let plain = FormatID(name: "mxfp4")
  /// NVFP4 as ModelOpt makes it: what repairs are held against.
  public static let target = FormatID(name: "nvfp4")

  /// The repairs in the order in which they are shown, both ends of the comparison among them.
  public static let all: [FP4Repair] = [
    FP4Repair("mxfp4", "scale: OCP's floor", runtime: "nothing"),
    FP4Repair("mxfp4:even", "amax rounded before the floor", runtime: "nothing"),
    FP4Repair("mxfp4:mse", "the better of two exponents", runtime: "nothing"),
    FP4Repair(
      "mxfp4:mbs", "a factor of 8 bits for 128 values",
      runtime: "divide by a factor each 128 values"),
    FP4Repair(
      "mxfp4+h32", "runs of 32 rotated along K", runtime: "rotate the activations too"),
    FP4Repair(
      "mxfp4+row-scale", "a least-squares factor a row",
      runtime: "multiply each output by a factor"),
    FP4Repair("nvfp4", "E4M3 scales on 16 values", runtime: "NVFP4 units or a decoder"),
    FP4Repair("nvfp4:4over6", "largest element 4 or 6, by error", runtime: "as nvfp4"),
    FP4Repair("nvfp4:sweep", "the best of 126 scale codes", runtime: "as nvfp4"),
  ]

  /// The formats of all repairs.
  public static let formats: [FormatID] = all.map(\.id)
}
