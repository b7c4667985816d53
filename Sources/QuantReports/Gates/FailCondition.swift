public import QuantAnalysis
public import QuantCore
internal import TensorFiles

internal import Figures

/// A threshold that a report must not cross: `ID.METRIC OP NUMBER`, as in `nvfp4.sqnr_db<18`.
///
/// It holds, and the gate fails, when any tensor crosses it. A figure that is null (an exact result's SQNR, an
/// empty tensor's error) crosses nothing, whatever the comparison.
public struct FailCondition: Sendable {
  /// How a figure is compared with the threshold.
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    // Longer signs first: they begin with the shorter ones.
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case greater = ">"

    func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .lessOrEqual: left <= right
      case .greaterOrEqual: left >= right
      case .equal: left == right
      case .unequal: left != right
      case .less: left < right
      case .greater: left > right
      }
    }
  }

  /// The format whose figure is compared.
  public let format: FormatID
  /// Which figure is compared.
  public let field: ReportField
  /// How it is compared.
  public let comparison: Comparison
  /// What it is compared with.
  public let threshold: Double
  private let text: String

  /// Reads a condition.
  ///
  /// - Parameters:
  ///   - text: The condition; blanks around its parts are ignored.
  ///   - formats: The formats that will be measured.
  /// - Throws: `FailConditionError` that says what is wrong and names what exists.
  public init(_ text: String, formats: [FormatID]) throws(FailConditionError) {
    self.text = String(text.filter { $0 != " " })
    func error(_ reason: String) -> FailConditionError { FailConditionError(text, reason) }
    guard let (left, comparison, right) = Self.split(self.text) else {
      let signs = Comparison.allCases.map(\.rawValue).joined(separator: " ")
      throw error("expected ID.METRIC OP NUMBER with OP one of \(signs), as in nvfp4.sqnr_db<18")
    }
    guard let dot = left.firstIndex(of: "."), let id = FormatID(left[..<dot]) else {
      throw error("expected ID.METRIC before \(comparison.rawValue), as in nvfp4.sqnr_db")
    }
    guard formats.contains(id) else {
      let asked = formats.map(\.description).joined(separator: ",")
      throw error(
        "\(PrintableName.escaped(String(id.description.unicodeScalars.prefix(80)))) is not among --formats \(asked)"
      )
    }
    let name = left[left.index(after: dot)...]
    guard let field = ReportField.all.first(where: { $0.name == name }) else {
      let names = ReportField.all.map(\.name).joined(separator: ", ")
      throw error("no figure is called \(PrintableName.quoted(String(name))); there are \(names)")
    }
    guard let threshold = Double(right), threshold.isFinite else {
      throw error("\(PrintableName.quoted(String(right))) is no number")
    }
    format = id
    self.field = field
    self.comparison = comparison
    self.threshold = threshold
  }

  static func split(
    _ text: String
  ) -> (left: Substring, comparison: Comparison, right: Substring)? {
    guard let start = text.firstIndex(where: { "<>=!".contains($0) }) else { return nil }
    let rest = text[start...]
    guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) })
    else { return nil }
    return (text[..<start], comparison, rest.dropFirst(comparison.rawValue.count))
  }

  /// The figure with which a tensor crosses the threshold; nil where it does not.
  fileprivate func crossing(of report: TensorReport) -> Double? {
    report.format(format).flatMap { field.value($0).figure }
      .flatMap { comparison.holds($0, threshold) ? $0 : nil }
  }

  fileprivate func failure(of crossings: [(name: String, value: Double)]) -> String? {
    comparison.worst(of: crossings).map { "--fail-if \(text): \($0)" }
  }
}

/// A condition before which reports pass one by one, of which it keeps only what crossed it.
public struct FailGate: Sendable {
  private let condition: FailCondition
  private var crossings: [(name: String, value: Double)] = []

  /// Creates a gate that nothing has crossed.
  public init(_ condition: FailCondition) {
    self.condition = condition
  }

  /// Looks at the report of another tensor.
  public mutating func look(at report: TensorReport) {
    guard let value = condition.crossing(of: report) else { return }
    crossings.append((report.tensor.name, value))
  }

  /// One line that names the tensor that crosses the threshold the furthest, its figure, and how many others cross it;
  /// nil where none does.
  public var failure: String? { condition.failure(of: crossings) }
}

extension FailCondition.Comparison {
  /// What to say of tensors that cross a threshold: the furthest and its figure, and how many others do.
  ///
  /// - Parameter crossings: The tensors with their figures, in order.
  /// - Returns: The sentence; nil without any.
  func worst(of crossings: [(name: String, value: Double)]) -> String? {
    let worst = crossings.dropFirst().reduce(crossings.first) { worst, next in
      guard let worst else { return next }
      return isWorse(next.value, than: worst.value) ? next : worst
    }
    guard let worst else { return nil }
    let others = crossings.count - 1
    let more =
      switch others {
      case 0: ""
      case 1: ", as does 1 more"
      default: ", as do \(FigureText.count(others)) more"
      }
    return "\(PrintableName.quoted(worst.name)) crosses it with \(Self.number(worst.value))\(more)"
  }

  /// In full, since four digits could show the threshold itself.
  private static func number(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private func isWorse(_ value: Double, than other: Double) -> Bool {
    switch self {
    case .less, .lessOrEqual: value < other
    case .greater, .greaterOrEqual: value > other
    case .equal, .unequal: false
    }
  }
}

/// Says what is wrong with a condition.
public struct FailConditionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The condition as given.
  public let text: String
  /// What is wrong with it, and what exists.
  public let reason: String

  init(_ text: String, _ reason: String) {
    self.text = text
    self.reason = reason
  }

  /// One line for the user.
  public var description: String { "--fail-if \(PrintableName.quoted(text)): \(reason)" }
}
