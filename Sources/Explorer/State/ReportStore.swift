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

  /// What is known of a tensor.
  public subscript(tensor: Int) -> TensorReport? { reports[tensor] }

  /// Takes over what an analysis found; formats that it was not asked for are kept.
  mutating func take(_ report: TensorReport, of tensor: Int) {
    guard var known = reports[tensor] else {
      reports[tensor] = report
      return
    }
    known.values = report.values ?? known.values
    for format in report.formats {
      if let index = known.formats.firstIndex(where: { $0.id == format.id }) {
        known.formats[index] = format
      } else {
        known.formats.append(format)
      }
    }
    reports[tensor] = known
  }

  /// Whether everything about a tensor is known in the given formats.
  func isComplete(_ tensor: Int, formats: [FormatID]) -> Bool {
    guard let report = reports[tensor], report.values?.isComplete == true else { return false }
    return report.tensor.elementCount == 0
      || formats.allSatisfy { report.completeFormat($0) != nil }
  }
}
