public import Figures
public import Measurement
public import QuantAnalysis
public import QuantCore
public import TensorFiles

/// Everything that a report says: what was read, what was found, and what found it.
///
/// Renderers turn it into text and look at nothing else, so that the same document gives the same bytes.
public struct ReportDocument: Sendable {
  /// What made the report.
  public let tool: ToolFacts
  /// What was read.
  public let source: SourceDescription
  /// What was found of each tensor, in the order of the source; each is complete.
  public let tensors: [TensorReport]
  /// The formats as asked for, in that order, each once.
  public let formats: [any QuantizationFormat]
  /// Tensors that were asked for but can't be analysed.
  public let skipped: [TensorDescriptor]
  /// The repairs of FP4 on each tensor; nil where they were not asked for, or there is nothing to repair.
  public let repairs: [RepairFigure?]
  /// What layers of the tensors' sizes cost on this machine; empty where none was measured.
  public let kernels: [LinearReport]
  /// What pages with pictures show of each tensor beside its figures; nil where nobody looked.
  public let pictures: [TensorPictures?]

  /// Creates a document.
  ///
  /// - Parameters:
  ///   - tool: What makes the report.
  ///   - source: What was read.
  ///   - tensors: A complete report of each tensor.
  ///   - formats: The formats as asked for; repetitions are dropped.
  ///   - skipped: Tensors that were asked for but can't be analysed.
  ///   - showsRepairs: Whether to compare the repairs of FP4, which the reports must hold then.
  ///   - kernels: What layers cost on this machine.
  ///   - pictures: What pages with pictures show of each tensor, in their order; missing ones are nil.
  public init(
    tool: ToolFacts, source: SourceDescription, tensors: [TensorReport],
    formats: [any QuantizationFormat], skipped: [TensorDescriptor] = [],
    showsRepairs: Bool = false, kernels: [LinearReport] = [], pictures: [TensorPictures?] = []
  ) {
    self.kernels = kernels
    self.pictures = tensors.indices.map { $0 < pictures.count ? pictures[$0] : nil }
    self.tool = tool
    self.source = source
    repairs = tensors.map { report in
      showsRepairs && report.tensor.elementCount > 0 ? RepairFigure(report) : nil
    }
    self.skipped = skipped
    var seen: Set<FormatID> = []
    let asked = formats.filter { seen.insert($0.id).inserted }
    self.formats = asked
    self.tensors = tensors.map { report in
      TensorReport(
        tensor: report.tensor, values: report.values,
        formats: asked.compactMap { report.format($0.id) }, stored: report.stored,
        against: report.against)
    }
  }

  /// The formats that can't hold a tensor, and why; none for an empty tensor, which no format is asked about.
  func refusals(of report: TensorReport) -> [(id: FormatID, reason: String)] {
    guard report.tensor.elementCount > 0 else { return [] }
    return formats.compactMap { format in
      format.refusal(rows: report.tensor.rows, columns: report.tensor.columns)
        .map { (format.id, $0) }
    }
  }

  /// The identifiers of the formats, in the order asked for.
  public var formatIDs: [FormatID] { formats.map { $0.id } }
}
