public import QuantAnalysis
public import QuantCore

/// Formats side by side: a row for each metric, a column for each format, the best marked.
public struct ComparisonTable: Sendable, Equatable {
  /// One metric over all formats.
  public struct Row: Sendable, Equatable {
    /// What is compared.
    public let metric: Metric
    /// The values as text; empty where a format has no report yet.
    public let cells: [String]
    /// The columns that are best; none where all are equal or neither way is better.
    public let best: Set<Int>
  }

  /// The formats, from left to right.
  public let formats: [FormatID]
  /// The metrics, from top to bottom.
  public let rows: [Row]

  /// Compares formats.
  ///
  /// - Parameters:
  ///   - formats: The identifiers, from left to right.
  ///   - report: What is known of the tensor; formats that are missing leave their column empty.
  public init(_ formats: [FormatID], in report: TensorReport?) {
    self.formats = formats
    let reports = formats.map { report?.format($0) }
    rows = Metric.all.map { metric in
      Row(
        metric: metric, cells: reports.map { $0.map(metric.text) ?? "" },
        best: Self.best(metric, of: reports))
    }
  }

  private static func best(_ metric: Metric, of reports: [FormatReport?]) -> Set<Int> {
    guard let preference = metric.preference else { return [] }
    let values = reports.map { $0.flatMap(metric.value) }
    let known = values.compactMap { $0 }
    guard known.count > 1,
      let best = preference == .higher ? known.max() : known.min(),
      known.contains(where: { $0 != best })
    else { return [] }
    return Set(values.indices.filter { values[$0] == best })
  }
}
