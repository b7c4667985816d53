public import Charts
public import QuantAnalysis
internal import QuantCore

/// The errors of a window's tiles as a heat map, with the whole tensor's rows and columns beside it.
public struct ErrorMapFigure: Sendable, Equatable {
  /// One format's part of the figure.
  public struct Layer: Sendable, Equatable {
    /// The tiles of the window, row-major; empty where nothing is mapped yet.
    public let cells: [ErrorCell]
    /// The errors of the tensor's rows; nil where they are not known yet.
    public let rows: ErrorLines?
    /// The errors of the tensor's columns; nil where they are not known yet.
    public let columns: ErrorLines?

    /// Creates a layer.
    public init(cells: [ErrorCell], rows: ErrorLines? = nil, columns: ErrorLines? = nil) {
      self.cells = cells
      self.rows = rows
      self.columns = columns
    }
  }

  /// The map with rows and columns of elements at its edges and the quantity in its legend.
  public let heatMap: HeatMap
  /// The level of each tile, row-major; nil where there is none.
  public let levels: [Double?]
  private let reading: ErrorReading
  /// Whether some tile is exact; such tiles are marked `=`.
  public let hasExactCells: Bool
  /// Whether some decoded value overflows; such tiles are marked `!`.
  public let hasOverflow: Bool
  /// Whether some tile has a block with NaN or infinities; such tiles are marked `N`.
  public let hasNonfiniteCells: Bool

  /// Draws tiles.
  ///
  /// - Parameters:
  ///   - layer: The format, or the first of two.
  ///   - other: The second format of a difference.
  ///   - window: What is mapped; its blocks are single elements.
  ///   - reading: What is drawn.
  ///   - palette: The colours of quantities; differences have their own.
  ///   - cursor: The tile that is pointed at.
  ///   - hasProfiles: Whether rows and columns are drawn beside the map, as far as they are known.
  ///   - neighbour: The levels of a map beside this one, so that the same colour says the same in both.
  public init(
    _ layer: Layer, minus other: Layer? = nil, window: ScaleWindow, reading: ErrorReading,
    palette: Palette = .cividis, cursor: HeatMap.Position? = nil, hasProfiles: Bool = false,
    neighbour: [Double?] = []
  ) {
    let cells = layer.cells
    let levels = cells.indices.map { index in
      let second = other.flatMap { $0.cells.indices.contains(index) ? $0.cells[index] : nil }
      return reading.level(of: cells[index], minus: second)
    }
    let range = LevelRange(levels + neighbour, isSigned: reading == .difference)
    var map = HeatMap(
      rows: window.rows, columns: window.columns, values: levels.map { range.fraction($0) },
      rowLabels: MapLabels.labels(window.rows, every: 4, first: window.top, step: window.cellRows),
      columnLabels: MapLabels.labels(
        window.columns, every: 8, first: window.left, step: window.cellColumns),
      legend: range.legend(reading), cursor: cursor,
      palette: reading == .difference ? .difference : palette)
    var found: Set<Character> = []
    for index in cells.indices where window.columns > 0 {
      let second = other.flatMap { $0.cells.indices.contains(index) ? $0.cells[index] : nil }
      guard let mark = Self.mark(cells[index], second) else { continue }
      found.insert(mark)
      let position = HeatMap.Position(row: index / window.columns, column: index % window.columns)
      map.marks.append(HeatMap.Mark(position: position, character: mark))
    }
    if hasProfiles {
      map.rowProfile = Self.profile(
        layer.rows, minus: other?.rows, reading: reading, first: window.top, step: window.cellRows,
        count: window.rows)
      map.columnProfile = Self.profile(
        layer.columns, minus: other?.columns, reading: reading, first: window.left,
        step: window.cellColumns, count: window.columns)
    }
    self.levels = levels
    heatMap = map
    hasExactCells = found.contains("=")
    hasOverflow = found.contains("!")
    hasNonfiniteCells = found.contains("N")
    self.reading = reading
  }

  /// The tiles from the one that deserves a look most to the least; ties in their own order.
  public var ranking: [Int] {
    let weights = levels.map { level in level.map { reading.weight($0) } ?? -.infinity }
    return levels.indices.filter { levels[$0] != nil }
      .sorted { (-weights[$0], $0) < (-weights[$1], $1) }
  }

  /// The mark of a tile: what its colour can't say, the most important first.
  private static func mark(_ errors: ErrorCell, _ other: ErrorCell?) -> Character? {
    let both = [errors] + (other.map { [$0] } ?? [])
    if both.contains(where: { $0.excluded > 0 }) { return "N" }
    if both.contains(where: { !$0.noise.isFinite }) { return "!" }
    return both.contains { $0.isExact && $0.signal > 0 } ? "=" : nil
  }

  /// One bar for each row or column of tiles: over all of the tensor's columns or rows, also those out of sight.
  private static func profile(
    _ lines: ErrorLines?, minus other: ErrorLines?, reading: ErrorReading, first: Int, step: Int,
    count: Int
  ) -> [Double?] {
    guard let lines, reading != .difference || other != nil else {
      return Array(repeating: nil, count: count)
    }
    let levels = (0..<count).map { index in
      let range = (first + index * step..<first + (index + 1) * step).clamped(to: 0..<lines.count)
      return reading.level(of: lines.sum(range), minus: other?.sum(range))
    }
    let range = LevelRange(levels, isSigned: reading == .difference)
    return levels.map { range.fraction($0) }
  }
}

/// Levels spread over 0…1: from the lowest to the highest, or about zero.
private struct LevelRange {
  let low: Double
  let high: Double
  let isEmpty: Bool

  init(_ levels: [Double?], isSigned: Bool) {
    let known = levels.compactMap { $0 }.filter(\.isFinite)
    isEmpty = known.isEmpty
    let lowest = known.min() ?? 0
    let highest = known.max() ?? 0
    let reach = max(lowest.magnitude, highest.magnitude)
    low = isSigned ? -reach : lowest
    high = isSigned ? reach : highest
  }

  func fraction(_ level: Double?) -> Double? {
    guard let level else { return nil }
    guard level.isFinite else { return level > 0 ? 1 : 0 }
    return high > low ? (level - low) / (high - low) : 0.5
  }

  func legend(_ reading: ErrorReading) -> [Axis.Tick] {
    guard !isEmpty else { return [Axis.Tick(value: 0, label: "")] }
    guard high > low else { return [Axis.Tick(value: 0.5, label: label(low, reading))] }
    return (0...4).map { step in
      let share = Double(step) / 4
      return Axis.Tick(value: share, label: label(low + share * (high - low), reading))
    }
  }

  /// A level in seven characters at most.
  private func label(_ level: Double, _ reading: ErrorReading) -> String {
    switch reading {
    case .difference: (level > 0 ? "+" : "") + shortNumber(level, digits: 3)
    case .quantity(.sqnr): shortNumber(level, digits: 3)
    case .quantity(.largest): shortNumber(powerOfTwo(level), digits: 2)
    case .quantity(.flushed): shortNumber(level * 100, digits: 3) + "%"
    }
  }
}
