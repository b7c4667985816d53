internal import QuantCore

/// What text and Markdown say of a format, in the same words.
enum FormatFacts {
  /// The rule in force, what the format is, and whose bits it reproduces.
  static func rule(_ format: any QuantizationFormat) -> String {
    guard let family = FormatRegistry.family(of: format.id) else { return "rule \(format.rule)" }
    return "rule \(format.rule). \(family.summary)"
  }
}
