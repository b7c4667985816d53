internal import Charts
public import QuantAnalysis
internal import QuantCore

/// The scale codes that a format used: one row for each, from the largest scale to the smallest.
public struct ScaleCodeTable: Sendable, Equatable {
  /// One used code.
  public struct Row: Sendable, Equatable {
    /// The stored code in hexadecimal, such as `0x77`.
    public let code: String
    /// The code's value: a power of two for E8M0.
    public let value: String
    /// What decoding multiplies elements by.
    public let multiplier: String
    /// How many blocks.
    public let blocks: String
    /// The share of all blocks measured, in percent.
    public let share: String
    /// The logarithm of the count, as a share of that of the largest, 0…1.
    public let fraction: Double
    /// The share of its blocks that saturate an element, in percent.
    public let clipped: String
    /// The pooled SQNR of its blocks, in dB; `exact` where they lose nothing.
    public let sqnr: String
    /// How many blocks have it in the file; nil where that is not known.
    public let stored: String?
  }

  /// The rows, the largest scale first.
  public let rows: [Row]
  /// Of which blocks shares are taken, and which of them have no scale to count, in a few words.
  public let basis: String

  /// Lists the codes of a format; empty for float scales.
  ///
  /// - Parameters:
  ///   - format: The format's report.
  ///   - stored: How many blocks have each code in the file; codes that only the file uses are listed too.
  public init(_ format: FormatReport, stored: [UInt64]? = nil) {
    let codes = Self.codes(of: format, and: stored)
    let total = format.measuredBlocks
    basis = Self.basis(format)
    let axis = Axis.counts(upTo: Double(codes.map(\.blocks).max() ?? 0), scale: .log10)
    let tensorScale = Double(format.tensorScale ?? 1)
    rows = codes.reversed().map { code in
      let value = format.scales.value(of: code.code) ?? .nan
      let share = total > 0 ? Double(code.blocks) / Double(total) * 100 : 0
      return Row(
        code: FigureText.hex(code.code),
        value: format.scales.type == .e8m0
          ? FigureText.exponent(of: code.code) : shortNumber(Double(value)),
        multiplier: FigureText.number(Double(value) * tensorScale),
        blocks: FigureText.count(code.blocks),
        share: FigureText.fixed(share, decimals: 3),
        fraction: axis.position(of: Double(code.blocks)),
        clipped: FigureText.fixed(
          Double(code.clipped) / Double(max(1, code.blocks)) * 100, decimals: 1),
        sqnr: code.sqnr.map { FigureText.fixed($0, decimals: 2) }
          ?? (code.isExact ? "exact" : FigureText.undefined),
        stored: stored.map { FigureText.count($0[Int(code.code)]) })
    }
  }

  private static func codes(of format: FormatReport, and stored: [UInt64]?) -> [ScaleUse.Code] {
    let own = format.scales.codes
    guard let stored, stored.count == 256 else { return own }
    let used = Set(own.map(\.code))
    let more = (0...UInt8.max).filter { stored[Int($0)] > 0 && !used.contains($0) }
      .map { ScaleUse.Code(code: $0, blocks: 0, clipped: 0, sqnr: nil, isExact: false) }
    return (own + more).sorted { $0.code < $1.code }
  }

  private static func basis(_ format: FormatReport) -> String {
    var text = "shares are of \(FigureText.count(format.measuredBlocks, "block"))"
    if format.zeroBlocks > 0 {
      text += ", \(FigureText.count(format.zeroBlocks)) of them zeros without a scale"
    }
    if format.nonfiniteBlocks > 0 {
      text += "; left out: \(FigureText.count(format.nonfiniteBlocks)) with NaN or infinity"
    }
    return text
  }
}

extension FigureText {
  /// A stored byte as `0x7E`.
  public static func hex(_ code: some BinaryInteger) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return "0x" + (digits.count < 2 ? "0" : "") + digits
  }

  /// The exponent of an E8M0 code with its sign: `-7`, `+1`; `NaN` for 0xFF.
  public static func exponent(of code: UInt8) -> String {
    code == E8M0.nan ? "NaN" : signed(Int(code) - 127)
  }

  /// Text with blanks before it up to a width.
  static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// An integer with its sign, zero without: `-7`, `0`, `+1`.
  public static func signed(_ value: Int) -> String { value > 0 ? "+\(value)" : "\(value)" }

  /// A number with a fixed count of decimals, for columns that line up; `9.9e+20` where it is huge.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - decimals: How many decimals, 0…6.
  /// - Returns: The text.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    let factors = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000]
    let decimals = min(max(decimals, 0), factors.count - 1)
    let scaled = (value.magnitude * factors[decimals]).rounded()
    guard scaled < 0x1p53 else { return shortNumber(value) }
    var digits = String(Int(scaled))
    while digits.count <= decimals { digits = "0" + digits }
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let whole = digits.dropLast(decimals)
    return sign + whole + (decimals > 0 ? "." + digits.suffix(decimals) : "")
  }

  /// A count in words: `1 block`, `2 blocks`.
  ///
  /// - Parameters:
  ///   - value: The count.
  ///   - noun: What is counted, in the singular.
  /// - Returns: The count with its noun.
  public static func count(_ value: some BinaryInteger, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }
}
