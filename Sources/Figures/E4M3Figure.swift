public import Charts
public import QuantAnalysis
internal import QuantCore

/// Which of the 128 E4M3 scale codes without a sign a format used.
public struct E4M3Figure: Sendable, Equatable {
  /// The codes 0x00…0x7F, a row for each exponent and a column for each mantissa.
  ///
  /// A digit is one more than the decimal logarithm of the blocks; `z` is zero, `( )` a subnormal, `[ ]` the
  /// largest value, 448.
  public let grid: CodeGrid
  /// The used codes with what their blocks look like.
  public let table: ScaleCodeTable
  /// How many codes are used.
  public let usedCount: Int
  /// The smallest and the largest scale in use, as text; empty where no block has a scale.
  public let range: String
  /// How many codes are used, and how many blocks have special ones.
  public let counts: [String]
  /// The tensor's scale, what it comes from, and what decoding does with it.
  public let tensorScale: String
  /// What the largest value alone does to all codes; nil where that is little.
  public let outlier: String?

  /// Draws the scales of a format; those of other types than E4M3 give an empty grid.
  ///
  /// - Parameters:
  ///   - format: The format's report.
  ///   - values: What is known of the tensor's values.
  ///   - stored: How many blocks have each code in the file; nil where that is not known.
  public init(_ format: FormatReport, values: ValueReport?, stored: [UInt64]? = nil) {
    let codes = format.scales.type == .e4m3 ? format.scales.codes : []
    var blocks = [UInt64](repeating: 0, count: 128)
    for code in codes where code.code < 128 { blocks[Int(code.code)] = code.blocks }
    grid = Self.grid(blocks)
    table = ScaleCodeTable(format, stored: stored)
    usedCount = codes.count
    range =
      codes.first.flatMap { first in
        codes.last.map { Self.value(first.code) + " to " + Self.value($0.code) }
      } ?? ""
    counts = Self.counts(blocks, of: format)
    let isRotated = (try? FormatRegistry.format(format.id))?.rotatesValues == true
    tensorScale = Self.tensorScale(
      of: format, isZero: values?.amax == 0, amax: isRotated ? "amax after rotation" : "amax")
    // Rotation spreads a value over its run, so that it alone sets nothing.
    outlier = isRotated ? nil : values.flatMap(Self.outlier)
  }

  private static func value(_ code: UInt8) -> String {
    shortNumber(Double(MiniFloat.e4m3.decode(code)))
  }

  /// The grid of the 128 codes without a sign by how many blocks have each.
  static func grid(_ blocks: [UInt64]) -> CodeGrid {
    let axis = Axis.counts(upTo: Double(blocks.max() ?? 0), scale: .log10)
    let rows = (0..<16).map { field in
      let row = field * 8..<field * 8 + 8
      let exponent = field == 0 ? "sub" : FigureText.signed(field - 7)
      return CodeGrid.Row(
        label: FigureText.padded("\(field)", to: 2) + FigureText.padded(exponent, to: 4),
        cells: row.map { cell($0, blocks: blocks[$0], on: axis) },
        notes: [
          value(UInt8(field * 8)), FigureText.count(blocks[row].reduce(0, +)),
        ])
    }
    return CodeGrid(
      corner: "exp\\man", columnLabels: (0..<8).map { "\($0)" },
      noteLabels: ["value at m=0", "blocks"], rows: rows)
  }

  private static func cell(_ code: Int, blocks: UInt64, on axis: Axis) -> CodeGrid.Cell {
    let (open, close) =
      switch code {
      case 1..<8: ("(", ")")
      case Int(MiniFloat.e4m3.largestCode): ("[", "]")
      default: ("", "")
      }
    if blocks > 0 { return CodeGrid.Cell(blocks, on: axis, open: open, close: close) }
    switch code {
    case 0: return CodeGrid.Cell(text: "z")
    case 127: return CodeGrid.Cell(text: "NaN")
    default: return CodeGrid.Cell(text: open + "." + close)
    }
  }

  private static func counts(_ blocks: [UInt64], of format: FormatReport) -> [String] {
    var parts = [
      "\(blocks.count { $0 > 0 })/127 used",
      "(.) subnormal \(FigureText.count(blocks[1..<8].reduce(0, +)))",
      "[.] max \(FigureText.count(blocks[Int(MiniFloat.e4m3.largestCode)]))",
      "z zero \(FigureText.count(blocks[0]))", "NaN \(FigureText.count(blocks[127]))",
    ]
    if format.zeroBlocks > 0 {
      parts.append("zero blocks \(FigureText.count(format.zeroBlocks))")
    }
    if format.nonfiniteBlocks > 0 {
      parts.append("left out for NaN or infinity \(FigureText.count(format.nonfiniteBlocks))")
    }
    return parts
  }

  private static func tensorScale(
    of format: FormatReport, isZero: Bool, amax: String
  ) -> String {
    guard let scale = format.tensorScale else { return "no tensor scale" }
    guard !isZero else {
      return "tensor scale \(FigureText.number(Double(scale))): all values are zero"
    }
    // 2688 = 6 · 448 brings the largest block's scale to the largest E4M3 value; 4over6 leaves room above it.
    let divisor = format.rule == "4over6" ? 1536 : 2688
    let origin = " = \(amax)/\(divisor) (\(format.rule))"
    return "tensor scale \(FigureText.number(Double(scale)))\(origin); decoding multiplies by it"
  }

  /// Where one value alone is much larger than all others, its share in every block's code.
  private static func outlier(_ values: ValueReport) -> String? {
    guard let amax = values.amax, let place = values.amaxPlace, amax > 0 else { return nil }
    let bins = values.histogram
    let largest = bins.filter { $0.low <= -Double(amax) || $0.high > Double(amax) }
    guard largest.reduce(0, { $0 + $1.count }) == 1 else { return nil }
    let rest = bins.filter { !largest.contains($0) }
    let next = rest.map { max($0.high, -$0.low) }.max() ?? 0
    guard next > 0 else { return nil }
    // There are eight codes to an octave.
    let steps = (8 * binaryLogarithm(Double(amax) / next)).rounded(.down)
    guard steps >= 4, steps < 120 else { return nil }
    return "one value sets it: without [\(place.row),\(place.column)] every code would be some "
      + "\(Int(steps)) steps higher"
  }
}
