public import Charts
public import QuantAnalysis
internal import QuantCore

/// Which of the 256 E8M0 scale codes a format used.
public struct E8M0Figure: Sendable, Equatable {
  /// All codes, 32 on a row; a digit is one more than the decimal logarithm of the blocks.
  public let grid: CodeGrid
  /// The used codes with what their blocks look like.
  public let table: ScaleCodeTable
  /// How many codes are used.
  public let usedCount: Int
  /// The smallest and the largest exponent in use; nil where no block has a scale.
  public let exponents: ClosedRange<Int>?
  /// How many blocks clip, in a few words.
  public let clipped: String
  /// The used codes, how many blocks clip, which rules never do, and of which blocks shares are taken.
  public let summary: String
  /// How wide the used range is and how few bits could hold it; empty where there is none.
  public let width: String

  /// Draws the scales of a format; those of other types than E8M0 give an empty grid.
  ///
  /// - Parameters:
  ///   - format: The format's report.
  ///   - stored: How many blocks have each code in the file; nil where that is not known.
  public init(_ format: FormatReport, stored: [UInt64]? = nil) {
    let codes = format.scales.type == .e8m0 ? format.scales.codes : []
    grid = Self.grid(codes)
    table = ScaleCodeTable(format, stored: stored)
    usedCount = codes.count
    exponents = codes.first.flatMap { first in
      codes.last.map { Int(first.code) - 127...Int($0.code) - 127 }
    }
    clipped = FigureText.fixed((format.clippedShare ?? 0) * 100, decimals: 1) + "% clip"
    summary =
      "\(FigureText.count(codes.count)) of 255 codes used; "
      + (codes.isEmpty ? "" : Self.clipping(format) + "; ") + table.basis
    width = exponents.map(Self.width) ?? ""
  }

  private static func grid(_ codes: [ScaleUse.Code]) -> CodeGrid {
    var blocks = [UInt64](repeating: 0, count: 256)
    for code in codes { blocks[Int(code.code)] = code.blocks }
    return grid(blocks)
  }

  /// The grid of all 256 codes by how many blocks have each.
  static func grid(_ blocks: [UInt64]) -> CodeGrid {
    let axis = Axis.counts(upTo: Double(blocks.max() ?? 0), scale: .log10)
    let rows = (0..<8).map { row in
      CodeGrid.Row(
        label: FigureText.padded(FigureText.signed(row * 32 - 127), to: 4),
        cells: (row * 32..<row * 32 + 32).map { code in
          if blocks[code] > 0 { return CodeGrid.Cell(blocks[code], on: axis) }
          return CodeGrid.Cell(text: code == Int(E8M0.nan) ? "N" : ".")
        })
    }
    return CodeGrid(rows: rows)
  }

  private static func clipping(_ format: FormatReport) -> String {
    let share = FigureText.fixed((format.clippedShare ?? 0) * 100, decimals: 1)
    let clips = "\(share)% of blocks clip with \(format.rule)"
    guard let rule = E8M0Rule(rawValue: format.rule) else { return clips }
    if rule.neverSaturates { return clips + ", which never does" }
    let others = E8M0Rule.allCases.filter(\.neverSaturates).map(\.rawValue)
    return clips + "; \(others.joined(separator: " and ")) never do"
  }

  private static func width(_ exponents: ClosedRange<Int>) -> String {
    let count = exponents.upperBound - exponents.lowerBound + 1
    let bits = count > 1 ? Int.bitWidth - (count - 1).leadingZeroBitCount : 0
    let range = "2^\(exponents.lowerBound) to 2^\(exponents.upperBound)"
    return bits == 0
      ? "all scales are 2^\(exponents.lowerBound): one for the tensor would do"
      : "\(FigureText.count(bits, "bit")) would hold \(range), of 8"
  }
}

extension CodeGrid.Cell {
  /// A used code: one more than the decimal logarithm of its blocks, 9 at most.
  init(_ blocks: UInt64, on axis: Axis, open: String = "", close: String = "") {
    let digits = String(blocks).count
    self.init(
      text: open + "\(min(digits, 9))" + close, weight: axis.position(of: Double(blocks)))
  }
}

extension E8M0Rule {
  /// Whether the largest element of a block always fits: amax/2^e is at most 6 by `rceil`, 4 by `ceil`.
  fileprivate var neverSaturates: Bool {
    switch self {
    case .rceil, .ceil: true
    case .floor, .even: false
    }
  }
}
