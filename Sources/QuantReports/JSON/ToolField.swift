/// One scalar of what made a report; backend and date are absent where bytes are to be reproducible.
struct ToolField: ScalarField {
  let name: String
  private let value: @Sendable (ToolFacts) -> String?

  func found(in tool: ToolFacts) -> ReportField.Value? { value(tool).map { .text($0) } }

  /// Every scalar, in the order of the report.
  static let all: [ToolField] = [
    ToolField(name: "tool.version") { $0.version },
    ToolField(name: "tool.backend") { $0.backend },
    ToolField(name: "tool.date") { $0.date },
  ]
}
