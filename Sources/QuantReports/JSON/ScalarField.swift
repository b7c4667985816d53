internal import QuantAnalysis
internal import QuantCore

/// One scalar under its published name, which is never changed: what JSON nests and CSV puts side by side.
protocol ScalarField: Sendable {
  /// What it is taken from.
  associatedtype Subject

  /// The name as in JSON; a dot leads into an object.
  var name: String { get }

  /// The value; nil where the subject does not speak of it, so that the member is absent.
  func found(in subject: Subject) -> ReportField.Value?
}

extension ScalarField {
  /// The name within its object.
  var leaf: String {
    name.split(separator: ".").last.map { String($0) } ?? name
  }
}

extension ReportField: ScalarField {
  func found(in subject: FormatReport) -> Value? { value(subject) }
}

extension JSONWriter {
  /// Writes members under their names within the object that is open.
  mutating func fields<Field: ScalarField>(_ fields: [Field], of subject: Field.Subject) {
    for item in fields {
      switch item.found(in: subject) {
      case .count(let count): field(item.leaf, count)
      case .figure(let figure): field(item.leaf, figure)
      case .text(let text): field(item.leaf, text)
      case .flag(let flag): field(item.leaf, flag)
      case nil: break
      }
    }
  }
}
