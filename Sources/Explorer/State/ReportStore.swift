public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What is known of each tensor, by its index, and why some can't be known.
public struct ReportStore: Sendable, Equatable {
  private var reports: [Int: TensorReport] = [:]
  /// What complete reports say of signal and noise: folders pool thousands of tensors at each picture.
  private var energies: [FormatID: [Int: Energies]] = [:]
  /// Why a tensor's analysis failed.
  public internal(set) var failures: [Int: String] = [:]

  /// Creates an empty store.
  public init() {}

  /// What is known of a tensor.
  public subscript(tensor: Int) -> TensorReport? { reports[tensor] }

  /// Takes over what an analysis found; formats that it was not asked for are kept.
  mutating func take(_ report: TensorReport, of tensor: Int) {
    for format in report.formats where format.isComplete {
      energies[format.id, default: [:]][tensor] = Energies(
        signal: format.signal, noise: format.noise, count: 1)
    }
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

  /// The energies of some tensors together, as far as they are known.
  func energies(_ format: FormatID, of tensors: [Int]) -> Energies {
    guard let known = energies[format] else { return Energies(signal: 0, noise: 0, count: 0) }
    return tensors.reduce(into: Energies(signal: 0, noise: 0, count: 0)) { sum, tensor in
      guard let next = known[tensor] else { return }
      sum.signal += next.signal
      sum.noise += next.noise
      sum.count += 1
    }
  }

  /// Whether everything about a tensor is known in the given formats.
  func isComplete(_ tensor: Int, formats: [FormatID]) -> Bool {
    guard let report = reports[tensor], report.values?.isComplete == true else { return false }
    return report.tensor.elementCount == 0
      || formats.allSatisfy { report.completeFormat($0) != nil }
  }
}

/// Σx² and Σe² of tensors in one format, and how many tensors they are of.
struct Energies: Sendable, Equatable {
  var signal: Double
  var noise: Double
  var count: Int
}
