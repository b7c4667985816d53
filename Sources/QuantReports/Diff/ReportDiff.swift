internal import TensorFiles

/// What is different between two stored reports, tensor by tensor and format by format.
///
/// A is the earlier one, B the later: a change is B - A, a relative change (B - A)/|A|. Figures are the same where they are
/// equal to the last bit.
public struct ReportDiff: Sendable {
  /// A scalar that is not the same in both.
  struct Change: Sendable, Hashable {
    /// The name as in JSON.
    let field: String
    /// The value in A; nil where A does not speak of it.
    let a: StoredValue?
    /// The value in B; nil where B does not speak of it.
    let b: StoredValue?

    /// Whether it is a distribution, of which no more is told than that it differs.
    var isDistribution: Bool {
      field.split(separator: ".").last.map { StoredReport.distributions.contains(String($0)) }
        ?? false
    }

    /// B - A; nil where either is no number.
    var difference: Double? {
      a?.number.flatMap { a in b?.number.map { $0 - a } }
    }

    /// (B - A)/|A|; nil where either is no number, or A is zero.
    var relative: Double? {
      guard let difference, let a = a?.number, a != 0 else { return nil }
      return difference / a.magnitude
    }
  }

  /// A format of a tensor that is in both reports.
  struct FormatDiff: Sendable {
    let id: String
    let changes: [Change]
  }

  /// A tensor that is in both reports and not the same.
  struct TensorDiff: Sendable {
    let name: String
    /// What changed of the tensor itself.
    let changes: [Change]
    let formatsOnlyInA: [String]
    let formatsOnlyInB: [String]
    /// The formats that are in both and not the same.
    let formats: [FormatDiff]
  }

  /// The earlier report.
  public let a: StoredReport
  /// The later report.
  public let b: StoredReport
  let sourceChanges: [Change]
  let onlyInA: [String]
  let onlyInB: [String]
  /// The tensors that are in both and not the same.
  let tensors: [TensorDiff]
  /// How many tensors are in both.
  let tensorCount: Int
  /// How many pairs of tensor and format are in both.
  let formatCount: Int

  /// Whether everything that both reports tell of tensors, formats and source is the same, and neither tells more.
  public var isEmpty: Bool {
    sourceChanges.isEmpty && onlyInA.isEmpty && onlyInB.isEmpty && tensors.isEmpty
  }

  /// Compares two reports.
  ///
  /// - Parameters:
  ///   - a: The earlier one.
  ///   - b: The later one.
  public init(from a: StoredReport, to b: StoredReport) {
    self.a = a
    self.b = b
    sourceChanges = Self.changes(a.source, b.source)
    // By their bytes: a composed and a decomposed letter are two names.
    let inA = Set(a.tensors.map { ByteName($0.name) })
    let inB = Dictionary(uniqueKeysWithValues: b.tensors.map { (ByteName($0.name), $0) })
    onlyInA = a.tensors.map(\.name).filter { inB[ByteName($0)] == nil }
    onlyInB = b.tensors.map(\.name).filter { !inA.contains(ByteName($0)) }
    let pairs = a.tensors.compactMap { tensor in inB[ByteName(tensor.name)].map { (tensor, $0) } }
    tensorCount = pairs.count
    formatCount = pairs.reduce(0) { count, pair in
      count + pair.0.formats.count { pair.1.format($0.id) != nil }
    }
    tensors = pairs.compactMap { Self.difference($0, $1) }
  }

  private static func difference(
    _ a: StoredReport.Tensor, _ b: StoredReport.Tensor
  ) -> TensorDiff? {
    let formats = a.formats.compactMap { format -> FormatDiff? in
      guard let other = b.format(format.id) else { return nil }
      let changes = changes(format.fields, other)
      return changes.isEmpty ? nil : FormatDiff(id: format.id, changes: changes)
    }
    let diff = TensorDiff(
      name: a.name, changes: changes(a.fields, b.fields),
      formatsOnlyInA: a.formats.map(\.id).filter { b.format($0) == nil },
      formatsOnlyInB: b.formats.map(\.id).filter { a.format($0) == nil }, formats: formats)
    let isSame =
      diff.changes.isEmpty && formats.isEmpty && diff.formatsOnlyInA.isEmpty
      && diff.formatsOnlyInB.isEmpty
    return isSame ? nil : diff
  }

  private static func changes(_ a: StoredFields, _ b: StoredFields) -> [Change] {
    let names = a.names + b.names.filter { a[$0] == nil }
    return names.filter { a[$0] != b[$0] }.map { Change(field: $0, a: a[$0], b: b[$0]) }
  }
}
