internal import Charts
public import QuantAnalysis
public import QuantCore

/// How often formats use each magnitude that their elements can stand for.
public struct CodeUsage: Sendable, Equatable {
  /// Formats whose elements have the same magnitudes.
  public struct Group: Sendable, Equatable {
    /// The element type, such as `E2M1`.
    public let element: String
    /// The magnitudes, ascending.
    public let magnitudes: [String]
    /// The formats.
    public var rows: [Row]
  }

  /// One format.
  public struct Row: Sendable, Equatable {
    /// The format.
    public let format: FormatID
    /// Which of the formats asked for it is.
    public let index: Int
    /// The share of all codes for each magnitude, in percent; empty before the first report.
    public let shares: [Double]
  }

  /// The groups in the order of their first format.
  public let groups: [Group]

  /// Counts codes by magnitude.
  ///
  /// - Parameters:
  ///   - formats: The formats, from first to last.
  ///   - report: What is known of the tensor.
  public init(_ formats: [FormatID], in report: TensorReport) {
    var groups: [Group] = []
    for (index, id) in formats.enumerated() {
      // Codes of a codebook stand for no magnitude.
      guard let element = (try? FormatRegistry.format(id))?.element, !element.values.isEmpty
      else { continue }
      let shares = report.format(id)?.magnitudeUse(element).map { $0.share * 100 } ?? []
      let row = Row(format: id, index: index, shares: shares)
      if let known = groups.firstIndex(where: { $0.element == element.name }) {
        groups[known].rows.append(row)
      } else {
        let magnitudes = Set(element.values.filter(\.isFinite).map(\.magnitude)).sorted()
        groups.append(
          Group(
            element: element.name, magnitudes: magnitudes.map { shortNumber(Double($0)) },
            rows: [row]))
      }
    }
    self.groups = groups
  }

  /// How many lines all groups take, each with a heading.
  public var lineCount: Int { groups.reduce(0) { $0 + 1 + $1.rows.count } }
}
