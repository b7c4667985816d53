public import QuantAnalysis
public import QuantCore
public import TensorFiles

/// The rows and columns that stand out in a map of errors, in words: sums over the whole tensor.
public struct ErrorMapWords: Sendable, Equatable {
  /// Places with their figures, under a heading.
  public struct Places: Sendable, Equatable {
    /// What they have in common.
    public let heading: String
    /// The places: `2187 (12.93 dB)`.
    public let places: [String]

    /// As many places as fit on a line, one at least.
    public func text(width: Int) -> String {
      places.dropFirst().reduce("\(heading) \(places.first ?? "")") { line, place in
        line.count + 2 + place.count <= width ? "\(line)  \(place)" : line
      }
    }
  }

  /// Which rows are worst, or where two formats differ most; nil where nothing is known yet.
  public let rows: Places?
  /// Which columns, likewise.
  public let columns: Places?
  /// The columns that hold most of the squared error, and what they cost; nil where it is zero or undefined.
  public let group: String?

  /// Looks for what stands out.
  ///
  /// - Parameters:
  ///   - layer: The format, or the first of two.
  ///   - id: Its identifier.
  ///   - other: The second format of a difference and its identifier.
  ///   - reading: What is drawn.
  ///   - count: How many rows and columns to name at most.
  public init(
    _ layer: ErrorMapFigure.Layer, of id: FormatID,
    minus other: (layer: ErrorMapFigure.Layer, id: FormatID)? = nil, reading: ErrorReading,
    count: Int = 5
  ) {
    func text(
      _ lines: ErrorLines?, _ second: ErrorLines?, _ noun: String
    ) -> Places? {
      guard let lines, reading != .difference || second != nil else { return nil }
      let found = Self.standingOut(lines, minus: second, reading: reading, count: count)
      guard !found.isEmpty else { return nil }
      let places = found.map {
        "\(FigureText.numbers(lines.range($0.line))) (\(reading.text($0.level)))"
      }
      let name =
        switch reading {
        case .difference: "\(noun) where \(id) and \(other?.id.description ?? "") differ most"
        case .quantity: "worst \(id) \(noun)"
        }
      return Places(heading: name + ":", places: places)
    }
    rows = text(layer.rows, other?.layer.rows, "rows")
    columns = text(layer.columns, other?.layer.columns, "cols")
    let noise = { (layer: ErrorMapFigure.Layer) in
      layer.columns.map { $0.sum(0..<$0.count).noise } ?? 0
    }
    if let other, noise(other.layer) > noise(layer) {
      group = ColumnGroup(other.layer.columns)?.text(of: other.id)
    } else {
      group = ColumnGroup(layer.columns)?.text(of: id)
    }
  }

  /// The lines that deserve a look most; ties in their own order.
  private static func standingOut(
    _ lines: ErrorLines, minus other: ErrorLines?, reading: ErrorReading, count: Int
  ) -> [(line: Int, level: Double)] {
    var best: [(line: Int, level: Double)] = []
    for line in lines.lines.indices {
      let second = other.flatMap { $0.lines.indices.contains(line) ? $0.lines[line] : nil }
      guard let level = reading.level(of: lines.lines[line], minus: second) else { continue }
      let weight = reading.weight(level)
      guard weight > -.infinity,
        best.count < count || weight > reading.weight(best[best.count - 1].level)
      else { continue }
      let place = best.firstIndex { reading.weight($0.level) < weight } ?? best.count
      best.insert((line, level), at: place)
      if best.count > count { best.removeLast() }
    }
    return best
  }
}

/// The run of columns with the largest part of a format's squared error.
public struct ColumnGroup: Sendable, Hashable {
  /// The columns.
  public let columns: Range<Int>
  /// Their share of the measured elements, 0…1.
  public let elementShare: Double
  /// Their share of Σe², 0…1.
  public let noiseShare: Double

  /// What the tensor's SQNR would gain if these columns were kept as they are, in dB: 10·log10 of Σe² over what is
  /// left of it; infinite where nothing is.
  public var gain: Double { -10 * decimalLogarithm(1 - noiseShare) }

  /// Looks for the columns.
  ///
  /// Groups are a power of two wide, a thirty-second of the tensor at most but one column at least, and begin at
  /// multiples of their width; of equal ones the first counts.
  ///
  /// Nil where the columns are not known or there is one only, and where Σe² is zero or infinite.
  ///
  /// - Parameter lines: The errors of the columns.
  public init?(_ lines: ErrorLines?) {
    guard let lines, lines.count > 1 else { return nil }
    var width = lines.step
    while width * 64 <= lines.count { width *= 2 }
    let total = lines.sum(0..<lines.count)
    guard total.noise > 0, total.noise.isFinite else { return nil }
    var worst = 0..<0
    var errors = ErrorCell()
    for first in stride(from: 0, to: lines.count, by: width) {
      let range = first..<min(first + width, lines.count)
      let sum = lines.sum(range)
      guard sum.noise > errors.noise else { continue }
      worst = range
      errors = sum
    }
    columns = worst
    elementShare = Double(errors.count) / Double(max(1, total.count))
    noiseShare = min(1, errors.noise / total.noise)
  }

  /// The finding as a sentence.
  public func text(of id: FormatID) -> String {
    let place = FigureText.span(columns, "col")
    let share = "\(FigureText.percent(elementShare)) of the tensor"
    let cost =
      gain.isFinite
      ? "would gain \(FigureText.number(gain)) dB (estimate)" : "would be exact (estimate)"
    return "\(id) squared error inside \(place) (\(share)): \(FigureText.percent(noiseShare)); "
      + "without it \(id) \(cost)"
  }
}

/// A tile of a map of errors in figures: one line for each format on show.
public struct ErrorTileTable: Sendable, Equatable {
  /// One format's figures.
  public struct Row: Sendable, Equatable {
    /// The identifier.
    public let format: FormatID
    /// The tile's SQNR, its max |error| and its flushed share, as text; nil where it is not mapped yet.
    public let tile: [String]?
    /// The SQNR of the tile's rows and of its columns over the whole tensor; nil where they are not known yet.
    public let lines: [String]?
  }

  /// Which elements the tile covers.
  public let place: String
  /// The formats in their order.
  public let rows: [Row]
  /// How many elements are left out with their blocks, in words; nil where none is.
  public let excluded: String?

  /// Describes a tile.
  ///
  /// - Parameters:
  ///   - region: The elements.
  ///   - formats: Each format with its errors in the tile, and its rows and columns; nil what is not known yet.
  public init(
    _ region: TensorRegion,
    formats: [(id: FormatID, tile: ErrorCell?, rows: ErrorLines?, columns: ErrorLines?)]
  ) {
    place =
      FigureText.span(region.rows, "row") + "  " + FigureText.span(region.columns, "col")
    rows = formats.map { format in
      let tile = format.tile.flatMap { errors in
        errors.isEmpty
          ? nil : ErrorQuantity.allCases.map { $0.text($0.level(of: errors)) }
      }
      var lines: [String]?
      if let rows = format.rows, let columns = format.columns {
        lines = [rows.sum(region.rows), columns.sum(region.columns)].map {
          ErrorQuantity.sqnr.text(ErrorQuantity.sqnr.level(of: $0))
        }
      }
      return Row(format: format.id, tile: tile, lines: lines)
    }
    let left = formats.compactMap { format in
      format.tile.flatMap {
        $0.excluded > 0 ? "\(format.id) \(FigureText.count($0.excluded))" : nil
      }
    }
    excluded =
      left.isEmpty ? nil : "N: left out with NaN or infinity: " + left.joined(separator: ", ")
  }
}
