internal import Figures
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What is known of each tensor, by its index, and why some can't be known.
public struct ReportStore: Sendable, Equatable {
  private var reports: [Int: TensorReport] = [:]
  /// Why a tensor's analysis failed.
  public internal(set) var failures: [Int: String] = [:]

  /// Creates an empty store.
  public init() {}

  /// All formats that are complete, with their tensors in order.
  var completeFormats: [(tensor: Int, format: FormatReport)] {
    reports.keys.sorted().flatMap { tensor in
      (reports[tensor]?.formats ?? []).filter(\.isComplete).map { (tensor, $0) }
    }
  }

  /// What is known of a tensor.
  public subscript(tensor: Int) -> TensorReport? { reports[tensor] }

  /// Takes over what an analysis found; formats that it was not asked for and complete parts are kept.
  ///
  /// - Returns: The formats that have become complete.
  mutating func take(_ report: TensorReport, of tensor: Int) -> [FormatReport] {
    var known = reports[tensor] ?? TensorReport(tensor: report.tensor)
    if let values = report.values, values.isComplete || known.values?.isComplete != true {
      known.values = values
    }
    if let stored = report.stored { known.stored = stored }
    var completed: [FormatReport] = []
    for format in report.formats {
      guard let index = known.formats.firstIndex(where: { $0.id == format.id }) else {
        known.formats.append(format)
        if format.isComplete { completed.append(format) }
        continue
      }
      guard !known.formats[index].isComplete else { continue }
      known.formats[index] = format
      if format.isComplete { completed.append(format) }
    }
    reports[tensor] = known
    return completed
  }

  /// Whether everything about a tensor is known in the given formats.
  func isComplete(_ tensor: Int, formats: [FormatID]) -> Bool {
    guard let report = reports[tensor], report.values?.isComplete == true else { return false }
    return report.tensor.elementCount == 0
      || formats.allSatisfy { report.completeFormat($0) != nil || report.refusal(of: $0) != nil }
  }
}
