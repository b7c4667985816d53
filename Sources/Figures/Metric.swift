public import QuantAnalysis

/// One figure of a format's report: how it is called, how it reads, and which way is better.
///
/// The table of metrics feeds the overview and the reports alike.
public struct Metric: Sendable {
  /// Which of two values is the better one.
  public enum Preference: Sendable, Hashable {
    case higher, lower
  }

  /// The name, with its unit.
  public let title: String
  /// A name for narrow places.
  public let shortTitle: String
  /// Which way is better; nil where neither is.
  public let preference: Preference?
  /// How much the metric matters when not all fit, 0 least.
  public let weight: Int
  /// The rule by which it is made, in a sentence.
  public let definition: String
  /// The value that decides which format is best; nil where undefined.
  let value: @Sendable (FormatReport) -> Double?
  /// The value as text.
  let text: @Sendable (FormatReport) -> String
  /// The magnitude of a difference of two values as text.
  let amount: @Sendable (Double) -> String

  private init(
    _ title: String, short: String, _ preference: Preference? = nil, weight: Int,
    is definition: String, value: @escaping @Sendable (FormatReport) -> Double?,
    amount: @escaping @Sendable (Double) -> String = { FigureText.number($0) },
    text: @escaping @Sendable (FormatReport) -> String
  ) {
    self.amount = amount
    self.definition = definition
    self.title = title
    shortTitle = short
    self.preference = preference
    self.weight = weight
    self.value = value
    self.text = text
  }

  private static func number(
    _ title: String, short: String, _ preference: Preference? = nil, weight: Int,
    is definition: String, value: @escaping @Sendable (FormatReport) -> Double?
  ) -> Metric {
    Metric(title, short: short, preference, weight: weight, is: definition, value: value) {
      FigureText.number(value($0))
    }
  }

  private static func share(
    _ title: String, short: String, _ preference: Preference? = nil, weight: Int,
    is definition: String, value: @escaping @Sendable (FormatReport) -> Double?
  ) -> Metric {
    Metric(
      title, short: short, preference, weight: weight, is: definition, value: value,
      amount: { FigureText.percent($0) }
    ) {
      FigureText.percent(value($0))
    }
  }

  /// How much a figure changes from one report to another, with its sign; nil where either is undefined or infinite.
  ///
  /// Shares change by percentage points, pairs of figures by the first.
  ///
  /// - Parameters:
  ///   - before: The report compared with.
  ///   - after: The report on show.
  /// - Returns: The change, `=` where there is none.
  public func change(from before: FormatReport, to after: FormatReport) -> String? {
    guard let old = value(before), let new = value(after), old.isFinite, new.isFinite else {
      return nil
    }
    let difference = new - old
    if difference == 0 { return "=" }
    return (difference < 0 ? "-" : "+") + amount(difference.magnitude)
  }

  /// The signal-to-noise ratio, `exact` where there is no error.
  public static func sqnrText(_ report: FormatReport) -> String {
    report.isExact ? "exact" : FigureText.number(report.sqnr)
  }

  /// The signal-to-noise ratio with its unit, where it has one.
  public static func sqnrTextWithUnit(_ report: FormatReport) -> String {
    let hasUnit = !report.isExact && report.sqnr != nil
    return sqnrText(report) + (hasUnit ? " dB" : "")
  }

  /// What all metrics rest on.
  public static let ground =
    "w is a weight in F32, d the decoded F32 value, e = w - d in F64, n the count; blocks with NaN or infinities are left"
    + " out of every sum and count"

  /// All metrics, in the order of the table.
  public static let all: [Metric] = [
    number(
      "bits/weight", short: "bits", weight: 8,
      is: "all stored bits over all elements: codes, scales, and what rows and the tensor share"
    ) { $0.bitsPerWeight },
    Metric("size", short: "size", weight: 6, is: "those bits in bytes") {
      Double($0.bytes)
    } amount: {
      FigureText.bytes(Int($0))
    } text: {
      FigureText.bytes($0.bytes)
    },
    Metric(
      "SQNR dB, higher better", short: "SQNR dB", .higher, weight: 9,
      is: "10 log10(Σw² / Σe²) over the tensor"
    ) {
      $0.isExact ? .infinity : $0.sqnr
    } text: {
      sqnrText($0)
    },
    Metric(
      "block SQNR dB, 1%/50%", short: "block dB", weight: 3,
      is:
        "the same for each block, its 1st percentile and median in bins of 0.1 dB, zero and exact blocks aside"
    ) {
      $0.blockSQNR.p50
    } text: {
      "\(FigureText.number($0.blockSQNR.p01))/\(FigureText.number($0.blockSQNR.p50))"
    },
    number(
      "rel RMSE |e|/|w|", short: "rel RMSE", .lower, weight: 5, is: "the root of Σe² / Σw²"
    ) { $0.relativeFrobenius },
    number(
      "cosine", short: "cosine", .higher, weight: 3, is: "Σwd over the root of Σw² Σd²"
    ) { $0.cosine },
    number("max |err|", short: "max err", .lower, weight: 4, is: "the largest |e|") {
      $0.maximumError
    },
    Metric(
      "|err| p99 / p99.9", short: "err p99", .lower, weight: 2,
      is: "percentiles of |e| from a histogram with 16 bins an octave, so within 1/16"
    ) {
      $0.errorP99
    } text: {
      "\(FigureText.number($0.errorP99))/\(FigureText.number($0.errorP999))"
    },
    share(
      "values flushed to 0", short: "to zero", .lower, weight: 7,
      is: "the share of the values with w ≠ 0 and d = 0"
    ) { $0.flushedShare },
    share(
      "values saturated", short: "saturated", weight: 2,
      is:
        "the share whose magnitude, about to be rounded, was above the largest element; of integers the rounded"
        + " code was out of range"
    ) { $0.saturatedShare },
    share(
      "blocks that clip", short: "clip", weight: 5,
      is: "the share of the blocks with a saturated value"
    ) { $0.clippedShare },
    Metric("blocks of zeros", short: "zero blocks", weight: 1, is: "blocks of zeros only") {
      Double($0.zeroBlocks)
    } amount: {
      FigureText.count(Int($0))
    } text: {
      FigureText.count($0.zeroBlocks)
    },
    number("bias mean(err)", short: "bias", weight: 2, is: "Σe / n") { $0.meanError },
    number(
      "slope <x,d>/<x,x>", short: "slope", weight: 1,
      is: "Σwd / Σw²; below 1 where decoded values shrink"
    ) { $0.slope },
    number(
      "code entropy, bits", short: "entropy", weight: 1,
      is: "-Σp log2 p over the shares p of the stored codes"
    ) { $0.codeEntropy },
  ]
}

extension Metric: Equatable {
  /// Metrics are the same where their titles are.
  public static func == (left: Metric, right: Metric) -> Bool { left.title == right.title }
}
