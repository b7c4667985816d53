internal import Figures
internal import TerminalKit
public import QuantAnalysis
public import QuantCore
public import TensorFiles

/// What `quantview FILE` prints where there is no terminal to explore in.
///
/// A single tensor gets its page; several get one line each, which can be printed as soon as its figures are
/// there.
public struct OverviewText: Sendable {
  private let source: SourceDescription
  private let tensors: [TensorDescriptor]
  private let formats: [any QuantizationFormat]
  private let table: SummaryTable

  /// Creates an overview.
  ///
  /// - Parameters:
  ///   - source: What was opened.
  ///   - tensors: The tensors, in order.
  ///   - formats: The formats as asked for.
  public init(
    of source: SourceDescription, tensors: [TensorDescriptor],
    formats: [any QuantizationFormat]
  ) {
    self.source = source
    self.tensors = tensors
    self.formats = formats
    table = SummaryTable(of: tensors, formats: formats.map { $0.id })
  }

  /// What stands above the tensors, with its line ends.
  public var header: String {
    var lines = TextReport.header(of: source)
    if tensors.count > 1 { lines.append(table.header) }
    if tensors.isEmpty { lines.append("no tensors") }
    return text(lines)
  }

  /// The page or the line of a tensor, with its line ends.
  ///
  /// - Parameters:
  ///   - tensor: One of the tensors.
  ///   - report: What was found; nil where the tensor can't be analysed.
  /// - Returns: The text.
  public func entry(of tensor: TensorDescriptor, _ report: TensorReport?) -> String {
    if tensors.count > 1 {
      let warnings = report?.stored?.warnings ?? []
      return text(
        [table.row(of: tensor, report)]
          + warnings.flatMap { wrapped($0, first: "  ! ", rest: "    ") })
    }
    guard let report else {
      return text([
        "", PrintableName.escaped(tensor.name),
        "  \(TensorFacts.stored(tensor)); not analysed, \(tensor.type.name) is none of "
          + StoredType.all.filter { $0.encoding != nil }.map(\.name).joined(separator: ", "),
      ])
    }
    return text(
      [""] + TextReport.page(of: report, formats: formats)
        + TextReport.legend(of: formats))
  }

  private func text(_ lines: [String]) -> String {
    lines.map { $0 + "\n" }.joined()
  }
}
