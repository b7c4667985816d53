public import Charts
public import QuantAnalysis
public import QuantCore
public import TensorFiles

/// Which of a cell's scales is drawn.
public enum ScalePool: String, Sendable, Hashable, CaseIterable {
  /// The largest, so that no outlier gets lost.
  case max
  /// The arithmetic mean.
  case mean
  /// The smallest.
  case min

  /// The multiplier that stands for a cell; nil where no block has a scale.
  public func multiplier(of cell: ScaleCell) -> Double? {
    switch self {
    case .max: cell.maximum.map { Double($0.multiplier) }
    case .mean: cell.mean
    case .min: cell.minimum.map { Double($0.multiplier) }
    }
  }

  /// The multiplier that stands for several cells; the mean is over all of their blocks.
  public func multiplier(of cells: [ScaleCell]) -> Double? {
    let known = cells.compactMap { cell in multiplier(of: cell).map { (cell.blocks, $0) } }
    switch self {
    case .max: return known.map(\.1).max()
    case .min: return known.map(\.1).min()
    case .mean:
      let blocks = known.reduce(0) { $0 + $1.0 }
      return blocks == 0 ? nil : known.reduce(0) { $0 + Double($1.0) * $1.1 } / Double(blocks)
    }
  }

  /// The first element of the block that stands for a cell: for the mean the block with the largest scale; nil where
  /// no block has a scale.
  public func place(in cell: ScaleCell) -> ValueStatistics.Place? {
    self == .min ? cell.minimumPlace : cell.maximumPlace
  }

  /// The cells with a scale from the largest multiplier to the smallest, as indices; ties in their own order.
  public func ranking(of cells: [ScaleCell]) -> [Int] {
    let multipliers = cells.map { multiplier(of: $0) }
    return cells.indices.filter { multipliers[$0] != nil }
      .sorted { (-(multipliers[$0] ?? 0), $0) < (-(multipliers[$1] ?? 0), $1) }
  }
}

/// The block scales of a window as a heat map: the logarithm of the pooled multiplier.
public struct ScaleMapFigure: Sendable, Equatable {
  /// The map with element rows and columns at its edges and multipliers in its legend.
  public let heatMap: HeatMap
  /// Whether some cell has zero blocks only and is blank for that reason.
  public let hasZeroCells: Bool
  /// Whether some cell has a block with NaN or infinities; such cells are marked `N`.
  public let hasNonfiniteCells: Bool

  /// Draws cells.
  ///
  /// - Parameters:
  ///   - cells: The cells of the window, row-major; empty where nothing is mapped yet.
  ///   - window: What is mapped.
  ///   - block: The shape of a block.
  ///   - type: The type of the scales.
  ///   - pool: Which of a cell's scales is drawn.
  ///   - palette: The colours.
  ///   - cursor: The cell that is pointed at.
  ///   - hasProfiles: Whether the rows and columns of the window are pooled beside it.
  ///   - neighbour: The cells of a map beside this one, so that the same colour says the same in both.
  public init(
    _ cells: [ScaleCell], window: ScaleWindow, block: BlockShape, type: ScaleType,
    pool: ScalePool = .max, palette: Palette = .cividis, cursor: HeatMap.Position? = nil,
    hasProfiles: Bool = false, neighbour: [ScaleCell] = []
  ) {
    func level(_ multiplier: Double?) -> Double? {
      multiplier.flatMap { $0 > 0 && $0.isFinite ? binaryLogarithm($0) : nil }
    }
    let levels = cells.map { level(pool.multiplier(of: $0)) }
    let known = levels.compactMap { $0 } + neighbour.compactMap { level(pool.multiplier(of: $0)) }
    let low = known.min() ?? 0
    let high = known.max() ?? 0
    var map = HeatMap(
      rows: window.rows, columns: window.columns,
      values: levels.map { level in
        level.map { high > low ? ($0 - low) / (high - low) : 0.5 }
      },
      rowLabels: MapLabels.labels(
        window.rows, every: 4, first: window.top * block.rows, step: window.cellRows * block.rows),
      columnLabels: MapLabels.labels(
        window.columns, every: 8, first: window.left * block.columns,
        step: window.cellColumns * block.columns),
      legend: known.isEmpty
        ? [Axis.Tick(value: 0, label: "")] : Self.legend(low, high, type: type),
      cursor: cursor, palette: palette)
    if hasProfiles {
      func fraction(_ some: [ScaleCell]) -> Double? {
        level(pool.multiplier(of: some)).map { high > low ? ($0 - low) / (high - low) : 0.5 }
      }
      let isKnown = cells.count == window.rows * window.columns
      map.rowProfile = (0..<window.rows).map { row in
        isKnown
          ? fraction(Array(cells[row * window.columns..<(row + 1) * window.columns])) : nil
      }
      map.columnProfile = (0..<window.columns).map { column in
        isKnown ? fraction((0..<window.rows).map { cells[$0 * window.columns + column] }) : nil
      }
    }
    for index in cells.indices where cells[index].nonfiniteBlocks > 0 && window.columns > 0 {
      let position = HeatMap.Position(
        row: index / window.columns, column: index % window.columns)
      map.marks.append(HeatMap.Mark(position: position, character: "N"))
    }
    heatMap = map
    hasZeroCells = cells.contains { $0.blocks == 0 && $0.zeroBlocks > 0 }
    hasNonfiniteCells = !map.marks.isEmpty
  }

  private static func legend(_ low: Double, _ high: Double, type: ScaleType) -> [Axis.Tick] {
    guard high > low else { return [Axis.Tick(value: 0.5, label: label(low, type: type))] }
    guard type == .e8m0 else {
      return (0...4).map { step in
        let share = Double(step) / 4
        return Axis.Tick(value: share, label: label(low + share * (high - low), type: type))
      }
    }
    let first = Int(low.rounded(.up))
    let last = Int(high.rounded(.down))
    guard first <= last else { return [Axis.Tick(value: 0, label: label(low, type: type))] }
    let step = max(1, (last - first + 3) / 4)
    return stride(from: first, through: last, by: step).map { exponent in
      Axis.Tick(value: (Double(exponent) - low) / (high - low), label: "2^\(exponent)")
    }
  }

  /// A multiplier of 2^level in seven characters at most.
  private static func label(_ level: Double, type: ScaleType) -> String {
    if type == .e8m0, level == level.rounded() { return "2^\(Int(level))" }
    let value = powerOfTwo(level)
    let text = shortNumber(value, digits: 3)
    return text.count <= 7 ? text : shortNumber(value, digits: 2)
  }
}

/// One cell of a map of scales in words.
public struct ScaleCellText: Sendable, Equatable {
  /// Short statements, the most important first.
  public let facts: [String]

  /// Describes a cell.
  ///
  /// - Parameters:
  ///   - cell: The cell; nil where it is not mapped yet.
  ///   - row: The cell's row in the window.
  ///   - column: The cell's column in the window.
  ///   - window: What is mapped.
  ///   - block: The shape of a block.
  ///   - tensor: The tensor.
  ///   - format: The format.
  ///   - stored: The weight as its file stores it, where the scales are its own.
  ///   - values: What is known of the tensor's values.
  ///   - errors: What the format does to the cell's elements; nil where it is not known yet.
  public init(
    _ cell: ScaleCell?, row: Int, column: Int, window: ScaleWindow, block: BlockShape,
    tensor: TensorDescriptor, format: any QuantizationFormat, stored: EncodedMatrix? = nil,
    values: ValueReport?, errors: ErrorCell? = nil
  ) {
    let type = stored?.scaleType ?? format.scaleType
    let region = window.elements(row: row, column: column, block: block, of: tensor)
    var facts = [
      FigureText.span(region.rows, "row") + "  " + FigureText.span(region.columns, "col"),
      Self.blocks(row: row, column: column, window: window, block: block, region: region),
    ]
    if let cell {
      facts += Self.scales(of: cell, type: type, areStored: stored != nil)
    } else {
      facts.append("mapping ...")
    }
    if let place = values?.amaxPlace, let amax = values?.amax,
      region.rows.contains(place.row), region.columns.contains(place.column)
    {
      facts.append(
        "amax \(FigureText.number(Double(amax))) at [\(place.row),\(place.column)] is here")
    }
    if let errors, let sqnr = ErrorQuantity.sqnr.level(of: errors) {
      facts.append("SQNR here \(ErrorQuantity.sqnr.text(sqnr))")
      facts.append("flushed \(FigureText.percent(errors.flushedShare))")
    }
    // Elsewhere the stored scale is not all that a value is multiplied by.
    if let cell, let stored {
      if case .separate(let element, _, _) = stored.coding, stored.zeroPoints == nil,
        stored.part(.inputScale) == nil
      {
        facts += Self.reach(of: cell, element: element.grid)
      }
    } else if let cell, !format.rotatesValues, !format.id.options.contains("row-scale") {
      facts += Self.reach(of: cell, element: format.element)
    }
    self.facts = facts
  }

  private static func blocks(
    row: Int, column: Int, window: ScaleWindow, block: BlockShape, region: TensorRegion
  ) -> String {
    let down = (region.rows.count + block.rows - 1) / max(1, block.rows)
    let across = (region.columns.count + block.columns - 1) / max(1, block.columns)
    if down == 1, across == 1 {
      let place = (window.top + row * window.cellRows, window.left + column * window.cellColumns)
      return "block [\(place.0),\(place.1)]"
    }
    return "\(FigureText.count(down * across)) blocks (\(down) x \(across))"
  }

  private static func scales(
    of cell: ScaleCell, type: ScaleType, areStored: Bool
  ) -> [String] {
    var facts: [String] = []
    if let high = cell.maximum, let low = cell.minimum {
      if cell.blocks == 1 {
        facts.append("scale \(text(high, type: type))")
      } else if high.code == low.code {
        facts.append("all \(text(high, type: type))")
      } else {
        facts.append("max \(text(high, type: type))\(at(cell.maximumPlace))")
        facts.append("min \(text(low, type: type))\(at(cell.minimumPlace))")
      }
    }
    if cell.zeroBlocks > 0 {
      let count = FigureText.count(cell.zeroBlocks, areStored ? "scale" : "zero block")
      facts.append(areStored ? "\(count) of 0" : "\(count): no scale")
    }
    if cell.nonfiniteBlocks > 0 {
      let count = FigureText.count(cell.nonfiniteBlocks, areStored ? "scale" : "block")
      facts.append("N: \(count) \(areStored ? "that are" : "with") NaN or infinity")
    }
    return facts
  }

  /// What the scales mean: the largest magnitude that fits, and the step between the smallest ones.
  ///
  /// Said of grids that lie about zero only: elsewhere each block chooses where its values begin.
  private static func reach(of cell: ScaleCell, element: ElementGrid) -> [String] {
    let magnitudes = Set(element.values.filter { $0 > 0 && $0.isFinite })
    guard let high = cell.maximum, let low = cell.minimum, !element.isUnsigned,
      element.values.contains(0), let smallest = magnitudes.min(), let largest = magnitudes.max()
    else { return [] }
    func span(_ factor: Float) -> String {
      let ends = [low, high].map { FigureText.number(Double($0.multiplier) * Double(factor)) }
      return ends[0] == ends[1] ? ends[0] : "\(ends[0])-\(ends[1])"
    }
    let name = element.name
    return [
      "holds up to \(shortNumber(Double(largest))) (\(name)) x scale = \(span(largest))",
      "below \(span(smallest / 2)) becomes 0",
    ]
  }

  private static func at(_ place: ValueStatistics.Place?) -> String {
    place.map { " @ [\($0.row),\($0.column)]" } ?? ""
  }

  /// A scale as it is stored and what decoding multiplies by; `= max` where there is no larger code.
  private static func text(_ scale: BlockScale, type: ScaleType) -> String {
    let multiplier = FigureText.number(Double(scale.multiplier))
    switch type {
    case .e8m0:
      let largest = scale.code == 254 ? " = max" : ""
      return "\(FigureText.hex(scale.code)) 2^\(Int(scale.code) - 127)\(largest) (x \(multiplier))"
    case .e4m3:
      let largest = scale.code == UInt32(MiniFloat.e4m3.largestCode) ? " = max" : ""
      let value = shortNumber(Double(scale.value), digits: 6)
      return "\(FigureText.hex(scale.code)) \(value)\(largest) (x \(multiplier))"
    case .f16:
      return multiplier + (scale.value == Binary16.largest ? " = max" : "")
    case .bf16, .f32, .none:
      return multiplier
    }
  }
}
