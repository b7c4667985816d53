internal import TensorFiles

/// One scalar of what a report was made of.
struct SourceField: ScalarField {
  let name: String
  private let value: @Sendable (SourceDescription) -> ReportField.Value

  func found(in source: SourceDescription) -> ReportField.Value? { value(source) }

  /// Every scalar, in the order of the report.
  static let all: [SourceField] = [
    SourceField(name: "source.path") { .text($0.path) },
    SourceField(name: "source.container") { .text($0.container) },
    SourceField(name: "source.bytes") { .count($0.byteCount) },
    SourceField(name: "source.guessed") { .flag($0.guess != nil) },
  ]
}
