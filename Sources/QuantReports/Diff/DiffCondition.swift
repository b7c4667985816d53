internal import Figures
internal import TensorFiles

/// A threshold that the later of two reports must not cross: `ID.METRIC[.change|.relative] OP NUMBER`.
///
/// `nvfp4.sqnr_db<18` is about the later report's figure, `nvfp4.sqnr_db.change<-0.1` about what it gained on the earlier
/// one, `nvfp4.mse.relative>0.01` about that as a share. It holds when any tensor crosses it; a figure that is null or
/// absent crosses nothing.
public struct DiffCondition: Sendable {
  /// What of a metric is compared.
  enum Aspect: String, CaseIterable {
    case change, relative
  }

  private let text: String
  private let id: String
  private let field: String
  private let aspect: Aspect?
  private let comparison: FailCondition.Comparison
  private let threshold: Double

  /// Reads a condition.
  ///
  /// - Parameters:
  ///   - text: The condition; blanks around its parts are ignored.
  ///   - diff: The reports that are compared.
  /// - Throws: `FailConditionError` that says what is wrong and names what exists.
  public init(_ text: String, of diff: ReportDiff) throws(FailConditionError) {
    self.text = String(text.filter { $0 != " " })
    func error(_ reason: String) -> FailConditionError { FailConditionError(text, reason) }
    guard let (left, comparison, right) = FailCondition.split(self.text) else {
      throw error(
        "expected ID.METRIC OP NUMBER, as in nvfp4.sqnr_db<18 or nvfp4.sqnr_db.change<-0.1")
    }
    guard let dot = left.firstIndex(of: ".") else {
      throw error("expected ID.METRIC before \(comparison.rawValue), as in nvfp4.sqnr_db")
    }
    let id = String(left[..<dot])
    var name = left[left.index(after: dot)...]
    let aspect = Aspect.allCases.first { name.hasSuffix("." + $0.rawValue) }
    if let aspect { name = name.dropLast(aspect.rawValue.count + 1) }
    // A figure that is gone would let every threshold hold.
    let ids = diff.b.tensors.flatMap { $0.formats.map(\.id) }
    guard ids.contains(id) else {
      var seen: Set<String> = []
      let known = ids.filter { seen.insert($0).inserted }.joined(separator: ", ")
      throw error("\(PrintableName.quoted(id)) is not in the later report; there are \(known)")
    }
    guard let field = ReportField.all.first(where: { $0.name == name }) else {
      let names = ReportField.all.map(\.name).joined(separator: ", ")
      throw error("no figure is called \(PrintableName.quoted(String(name))); there are \(names)")
    }
    guard let threshold = Double(right), threshold.isFinite else {
      throw error("\(PrintableName.quoted(String(right))) is no number")
    }
    self.id = id
    self.field = field.name
    self.aspect = aspect
    self.comparison = comparison
    self.threshold = threshold
  }

  /// What to say where the condition holds.
  ///
  /// - Parameter diff: The reports that are compared.
  /// - Returns: One line that names the tensor that crosses the threshold the furthest, its figure, and how many
  ///   others cross it; nil where none does.
  public func failure(in diff: ReportDiff) -> String? {
    let before = Dictionary(uniqueKeysWithValues: diff.a.tensors.map { (ByteName($0.name), $0) })
    var crossings: [(name: String, value: Double)] = []
    for tensor in diff.b.tensors {
      let change = ReportDiff.Change(
        field: field, a: before[ByteName(tensor.name)]?.format(id)?[field],
        b: tensor.format(id)?[field])
      if let value = figure(of: change), comparison.holds(value, threshold) {
        crossings.append((tensor.name, value))
      }
    }
    return comparison.worst(of: crossings).map { "--fail-if \(text): \($0)" }
  }

  /// What of a change is held against the threshold; nil where there is none.
  private func figure(of change: ReportDiff.Change) -> Double? {
    switch aspect {
    case nil: change.b?.number
    case .change: change.difference
    case .relative: change.relative
    }
  }
}
