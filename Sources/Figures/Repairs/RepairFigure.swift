public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The repairs of FP4 on one tensor: what each costs, what it gains, and what the E8M0 scales would need.
public struct RepairFigure: Sendable, Equatable {
  /// One repair.
  public struct Row: Sendable, Equatable {
    /// What it is.
    public let repair: FP4Repair
    /// What is known of it on this tensor; nil before its analysis, and where it can't hold the tensor.
    public let report: FormatReport?
    /// Why the format can't hold the tensor; nil where it can.
    public let refusal: String?
    /// The signal-to-noise ratio in dB as text, `...` where it is not known yet.
    public let sqnr: String
    /// The share of the gap in dB between plain MXFP4 and NVFP4 that it closes; nil where there is no gap.
    public let gapClosed: Double?

    /// The bits of each weight as text.
    public var bits: String {
      report.map { FigureText.number($0.bitsPerWeight) } ?? ""
    }

    /// The share of the gap closed as text; the ends of the comparison say which end they are.
    public var gap: String {
      switch repair.id {
      case FP4Repair.plain: "from here"
      case FP4Repair.target: "to here"
      default: report == nil ? "" : gapClosed.map { percent($0) } ?? FigureText.undefined
      }
    }
  }

  /// The repairs, in order.
  public let rows: [Row]
  /// The gap from plain MXFP4 to NVFP4, in dB; nil where it is undefined or not known yet.
  public let gap: Double?
  /// The exponents of plain MXFP4's scales; nil before they are known.
  public let exponents: ExponentRange?

  /// Compares the repairs on a tensor.
  ///
  /// - Parameter report: What is known of the tensor.
  public init(_ report: TensorReport) {
    let plain = report.format(FP4Repair.plain)
    let target = report.format(FP4Repair.target)
    let gap = zip2(plain?.sqnr, target?.sqnr).map { $1 - $0 }
    self.gap = gap
    rows = FP4Repair.all.map { repair in
      let found = report.format(repair.id)
      let gain = zip2(plain?.sqnr, found?.sqnr).map { $1 - $0 }
      return Row(
        repair: repair, report: found, refusal: report.refusal(of: repair.id),
        sqnr: report.sqnrText(of: repair.id),
        gapClosed: zip2(gain, gap).flatMap { $1 > 0 ? $0 / $1 : nil })
    }
    exponents = plain.flatMap { ExponentRange($0) }
  }

  /// Whether every repair that can hold the tensor is measured.
  public var isComplete: Bool {
    rows.allSatisfy { $0.report?.isComplete == true || $0.refusal != nil }
  }

  /// What the comparison means, in sentences.
  public var notes: [String] {
    var notes: [String] = []
    if let gap, gap <= 0 {
      notes.append("NVFP4 is no better than MXFP4 here, so there is no gap to close")
    }
    if let exponents { notes += exponents.notes }
    notes += rows.compactMap { row in row.refusal.map { "\(row.repair.id) \($0)" } }
    notes.append("gap closed: (SQNR - SQNR of mxfp4) / (SQNR of nvfp4 - SQNR of mxfp4), in dB")
    return notes
  }
}

/// The exponents that a tensor's E8M0 scales use, and how few bits could hold them.
public struct ExponentRange: Sendable, Equatable {
  /// The smallest and the largest exponent in use.
  public let range: ClosedRange<Int>
  /// Blocks with a scale below 2^-15, which a survey of low-bit inference expects not to be needed.
  public let blocksBelowBound: UInt64
  /// Blocks with a scale.
  public let blocks: UInt64

  /// The exponent that the survey expects to suffice.
  public static let bound = -15

  /// Reads the exponents off a report; nil where no block has an E8M0 scale.
  public init?(_ report: FormatReport) {
    guard report.scales.type == .e8m0, let first = report.scales.codes.first,
      let last = report.scales.codes.last
    else { return nil }
    range = Int(first.code) - 127...Int(last.code) - 127
    blocks = report.scales.codes.reduce(0) { $0 + $1.blocks }
    blocksBelowBound = report.scales.codes
      .filter { Int($0.code) - 127 < Self.bound }.reduce(0) { $0 + $1.blocks }
  }

  /// How many bits tell the exponents of the range apart.
  public var bits: Int {
    let count = range.upperBound - range.lowerBound
    return Int.bitWidth - count.leadingZeroBitCount
  }

  /// The range, the bits, and whether the survey's bound holds.
  public var notes: [String] {
    let span = "2^\(range.lowerBound) to 2^\(range.upperBound)"
    let need =
      bits == 0
      ? "mxfp4's scales are all 2^\(range.lowerBound): one for the tensor would do"
      : "mxfp4's scales run from \(span): \(FigureText.count(bits, "bit")) of the 8 would do"
    let share = Double(blocksBelowBound) / Double(max(1, blocks))
    let bound =
      blocksBelowBound == 0
      ? "no scale lies below 2^\(Self.bound), as the survey of low-bit inference expects"
      : "\(FigureText.count(blocksBelowBound)) blocks (\(FigureText.percent(share))) have scales "
        + "below 2^\(Self.bound), which the survey of low-bit inference does not expect"
    return [need, bound]
  }
}

/// Both values, or none.
private func zip2<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
  guard let first, let second else { return nil }
  return (first, second)
}

private func percent(_ share: Double) -> String {
  FigureText.fixed(share * 100, decimals: 0) + "%"
}
