internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// A figure by which tensors can be ranked, under its published name.
struct RankField<Subject>: Sendable {
  /// The name as in JSON.
  let name: String
  /// Which figures come first.
  let worst: WorstFigure
  /// The figure; nil where it is undefined.
  let value: @Sendable (Subject) -> Double?
}

/// Which figures are the worst.
enum WorstFigure: String, Sendable {
  case lowest
  case highest
  case farthestFromOne = "farthest from 1"
  case farthestFromZero = "farthest from 0"

  /// Of two figures, the one with the smaller goodness is the worse.
  func goodness(_ figure: Double) -> Double {
    switch self {
    case .lowest: figure
    case .highest: -figure
    case .farthestFromOne: -(figure - 1).magnitude
    case .farthestFromZero: -figure.magnitude
    }
  }
}

extension RankField<FormatReport> {
  /// The share of the measured elements that are not zero and decode to zero.
  static let flushedShare = RankField(name: "flushed_share", worst: .highest) { $0.flushedShare }

  /// The figures of formats, those of a report and the flushed share.
  static let all: [RankField] =
    ReportField.all.map { field in
      RankField(name: field.name, worst: worst[field.name] ?? .highest) { field.value($0).figure }
    } + [flushedShare]

  private static let worst: [String: WorstFigure] = [
    "sqnr_db": .lowest, "cosine": .lowest, "block_sqnr_db.p01": .lowest,
    "block_sqnr_db.p50": .lowest, "block_sqnr_db.p99": .lowest, "code_entropy_bits": .lowest,
    "slope": .farthestFromOne, "mean_err": .farthestFromZero,
  ]
}

extension RankField<RankedTensor> {
  /// The figures of tensors themselves.
  static let all: [RankField] = [
    RankField(name: "sigma", worst: .highest) { $0.values?.standardDeviation },
    RankField(name: "bytes", worst: .highest) { Double($0.tensor.byteCount) },
    RankField(name: "elements", worst: .highest) { Double($0.tensor.elementCount) },
    RankField(name: "amax", worst: .highest) { $0.values?.amax.map { Double($0) } },
    RankField(name: "kurtosis", worst: .highest) { $0.values?.kurtosis },
    RankField(name: "mean", worst: .farthestFromZero) { $0.values?.mean },
    RankField(name: "zero_count", worst: .highest) { $0.values.map { Double($0.zeroCount) } },
    RankField(name: "nan_count", worst: .highest) { $0.values.map { Double($0.nanCount) } },
    RankField(name: "inf_count", worst: .highest) { $0.values.map { Double($0.infiniteCount) } },
  ]
}
