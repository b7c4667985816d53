/// An option that any format takes: something done to the tensor around it.
///
/// A new modifier is one file and one row here.
struct FormatModifier: Sendable {
  /// The option, without its plus sign.
  let name: String
  /// Modifiers of one kind exclude one another.
  let kind: String
  /// Puts the modifier around a format; the result answers to the identifier.
  let wrap: @Sendable (any QuantizationFormat, FormatID) -> any QuantizationFormat

  /// The modifiers, the innermost first.
  static let all: [FormatModifier] = []

  /// Modified formats that lists show.
  static let examples: [FormatID] = []

  static func areCompatible(_ chosen: [FormatModifier]) -> Bool {
    Set(chosen.map(\.kind)).count == chosen.count
  }
}
