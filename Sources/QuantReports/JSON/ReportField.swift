public import QuantAnalysis
internal import QuantCore

/// One scalar of a format's report under its published name, which is never changed.
public struct ReportField: Sendable {
  /// What a field holds.
  public enum Value: Sendable, Hashable {
    /// A count.
    case count(Int)
    /// A figure; nil where it is undefined.
    case figure(Double?)
    /// A name.
    case text(String)
    /// Whether something is so.
    case flag(Bool)

    /// The value as a figure; nil where it is undefined or none.
    public var figure: Double? {
      switch self {
      case .count(let count): Double(count)
      case .figure(let figure): figure
      case .text, .flag: nil
      }
    }
  }

  /// The name as in JSON; a dot leads into an object.
  public let name: String
  /// Takes the value from a report.
  public let value: @Sendable (FormatReport) -> Value

  private static func figure(
    _ name: String, _ value: @escaping @Sendable (FormatReport) -> Double?
  ) -> ReportField {
    ReportField(name: name) { .figure(value($0)) }
  }

  private static func count(
    _ name: String, _ value: @escaping @Sendable (FormatReport) -> Int
  ) -> ReportField {
    ReportField(name: name) { .count(value($0)) }
  }

  /// What a format costs and how well it does, counts included.
  static let metrics: [ReportField] = [
    figure("bits_per_weight") { $0.bitsPerWeight },
    count("bytes") { $0.bytes },
    figure("mse") { $0.mse },
    figure("rmse") { $0.rmse },
    figure("rel_fro") { $0.relativeFrobenius },
    figure("sqnr_db") { $0.sqnr },
    figure("cosine") { $0.cosine },
    figure("slope") { $0.slope },
    figure("mean_err") { $0.meanError },
    figure("max_abs_err") { $0.maximumError },
    figure("abs_err_p99") { $0.errorP99 },
    figure("abs_err_p999") { $0.errorP999 },
    count("flushed_count") { $0.flushedCount },
    count("saturated_count") { $0.saturatedCount },
    count("blocks") { $0.blocks },
    count("clipped_blocks") { $0.clippedBlocks },
    count("zero_blocks") { $0.zeroBlocks },
    count("nonfinite_blocks") { $0.nonfiniteBlocks },
  ]

  /// Percentiles over the blocks.
  static let blockPercentiles: [ReportField] = [
    figure("block_sqnr_db.p01") { $0.blockSQNR.p01 },
    figure("block_sqnr_db.p50") { $0.blockSQNR.p50 },
    figure("block_sqnr_db.p99") { $0.blockSQNR.p99 },
  ]

  static let codeEntropy = figure("code_entropy_bits") { $0.codeEntropy }

  static let tensorScale = figure("tensor_scale") { $0.tensorScale.map { Double($0) } }

  /// What the format is called; the figures follow.
  static let names: [ReportField] = [
    ReportField(name: "format") { .text($0.id.name) },
    ReportField(name: "rule") { .text($0.rule) },
  ]

  static let scaleType = ReportField(name: "scales.type") { .text($0.scales.type.rawValue) }

  /// Every figure, in the order of the report: what thresholds and comparisons are about.
  public static let all: [ReportField] =
    metrics + blockPercentiles + [codeEntropy, tensorScale]
}
