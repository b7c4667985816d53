/// An option that any format takes: something done to the tensor around it.
///
/// A new modifier is one file and one row here.
public struct FormatModifier: Sendable {
  /// The option, without its plus sign.
  public let name: String
  /// Modifiers of one kind exclude one another.
  let kind: String
  /// What it does, in one line.
  public let summary: String
  /// What a runtime must do for it, or what it would need beyond the weights.
  public let remark: String
  /// Puts the modifier around a format; the result answers to the identifier.
  let wrap: @Sendable (any QuantizationFormat, FormatID) -> any QuantizationFormat

  /// The modifiers, the innermost first.
  public static let all: [FormatModifier] =
    [16, 32, 64, 128].map { run in
      FormatModifier(
        name: "h\(run)", kind: "rotation",
        summary: "Hadamard rotation of runs of \(run) columns, seen by the format inside",
        remark: "valid only where the activations are rotated by the same matrix"
      ) { RotatedFormat(inner: $0, run: run, id: $1) }
    } + [
      FormatModifier(
        name: "row-scale", kind: "row-scale",
        summary: "each decoded row times its least-squares factor, in F32",
        remark: "a factor after the product; the learned shift needs activations"
      ) { RowScaledFormat(inner: $0, id: $1) }
    ]

  /// Modified formats that lists show.
  static let examples: [FormatID] = ["mxfp4+h32", "mxfp4+row-scale", "int4-g128+h128"]
    .compactMap { FormatID($0) }

  static func areCompatible(_ chosen: [FormatModifier]) -> Bool {
    Set(chosen.map(\.kind)).count == chosen.count
  }
}
