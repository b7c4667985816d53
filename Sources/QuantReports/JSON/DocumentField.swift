internal import TensorFiles

/// One scalar of a whole report: what made it, and what it was made of.
struct DocumentField: ScalarField {
  let name: String
  private let value: @Sendable (ReportDocument) -> ReportField.Value?

  private init(
    _ name: String, _ value: @escaping @Sendable (ReportDocument) -> ReportField.Value?
  ) {
    self.name = name
    self.value = value
  }

  func found(in document: ReportDocument) -> ReportField.Value? { value(document) }

  /// What made the report; backend and date are absent where bytes are to be reproducible.
  static let tool: [DocumentField] = [
    DocumentField("tool.version") { .text($0.tool.version) },
    DocumentField("tool.backend") { $0.tool.backend.map { .text($0) } },
    DocumentField("tool.date") { $0.tool.date.map { .text($0) } },
  ]

  /// What was read.
  static let source: [DocumentField] = [
    DocumentField("source.path") { .text($0.source.path) },
    DocumentField("source.container") { .text($0.source.container) },
    DocumentField("source.bytes") { .count($0.source.byteCount) },
    DocumentField("source.guessed") { .flag($0.source.guess != nil) },
  ]
}
