internal import QuantCore

extension EncodedWeight {
  /// The bytes that a survey reads: scales, zero points and the groups of columns, and blocks that hold their scales.
  public var surveyedByteCount: Int {
    var parts = [weight.scales, weight.zeroPoints, weight.groupIndex, weight.tensorScale]
    if case .blocks = matrix.coding { parts.append(weight.codes) }
    return parts.reduce(0) { $0 + ($1?.byteCount ?? 0) }
  }

  /// Looks at the scale of the tensor alone.
  public func briefSurvey() -> ScaleSurvey {
    var count = matrix.block.count(rows: matrix.rows, columns: matrix.columns)
    switch weight.arrangement.scales {
    case .rows, .transposed: break
    // Blocks of one scale may be cut.
    case .tiles, .flat: count = weight.scales?.elementCount ?? count
    }
    return ScaleSurvey(matrix, scaleCount: count, tensorScales: tensorScales)
  }

  /// Looks at all scales and zero points, and at the codes of blocks whose scale is zero.
  ///
  /// - Parameters:
  ///   - codeLimit: How many codes of blocks whose scale is zero are looked at.
  ///   - isCancelled: Asked now and then.
  /// - Returns: What was found, incomplete where it was cancelled.
  public func survey(
    codeLimit: Int = 1 << 22, isCancelled: () -> Bool = { false }
  ) -> ScaleSurvey {
    var survey = briefSurvey()
    if let reader = BlocksReader(weight, from: source) {
      survey.look(through: reader, isCancelled: isCancelled)
      return survey
    }
    guard case .separate(let element, _, let block) = matrix.coding,
      let type = ScaleEncoding(matrix.scaleType), matrix.rows > 0, matrix.columns > 0
    else { return survey }
    if type.byteCount == 1 { survey.codeCounts = [UInt64](repeating: 0, count: 256) }
    survey.largestOfPart = [Float](repeating: 0, count: max(1, survey.tensorScales.count))
    if weight.zeroPoints != nil {
      survey.zeroPointCounts = [UInt64](repeating: 0, count: element.values.count)
    }
    noteGroups(in: &survey)
    let coded = type.values
    let bands = (matrix.rows - 1) / block.rows + 1
    let step = min(bands, max(1, Self.blocksAtOnce / weight.blocksInRow)) * block.rows
    let rowsOfPart = max(1, matrix.rows / survey.largestOfPart.count)
    var zeroBlocks = ZeroBlocks(self, element, limit: codeLimit)
    // Columns in another order have their scales anywhere in the row.
    let width =
      weight.groupIndex == nil && weight.blocksInRow > Self.blocksAtOnce
      ? Self.blocksAtOnce * block.columns : matrix.columns
    let regions = stride(from: 0, to: matrix.rows, by: step).lazy.flatMap { top in
      stride(from: 0, to: matrix.columns, by: width).lazy.map { left in
        TensorRegion(
          rows: top..<min(top + step, matrix.rows),
          columns: left..<min(left + width, matrix.columns))
      }
    }
    for region in regions {
      guard !isCancelled() else { return survey }
      let grid = BlockGrid(region, of: weight, from: source)
      let groups = grid.blockColumns
      let codes = grid.scaleCodes(of: weight, from: source)
      for (index, code) in codes.enumerated() {
        let value = coded.isEmpty ? type.value(of: code) : coded[Int(code)]
        let row = (grid.blockRows.lowerBound + index / groups.count) * block.rows
        let group = groups.lowerBound + index % groups.count
        if BlockGrid.beginsScale(row: row, column: group * block.columns, of: weight) {
          if !survey.codeCounts.isEmpty { survey.codeCounts[Int(code)] += 1 }
          survey.add(value, row: row, column: group * block.columns, part: row / rowsOfPart)
        }
        // E8M0 has no zero: its smallest code stands where a block is 0, or where its scale underflowed.
        if value == 0 || type == .e8m0 && code == 0 {
          zeroBlocks.look(at: row, group: group, &survey)
        }
      }
      noteZeroPoints(rows: grid.blockRows, groups: groups, in: &survey)
    }
    survey.isComplete = true
    return survey
  }

  /// How many blocks are looked at together.
  private static let blocksAtOnce = 1 << 18

  private func noteZeroPoints(rows: Range<Int>, groups: Range<Int>, in survey: inout ScaleSurvey) {
    guard let reader = ZeroPointReader(weight, from: source) else { return }
    let top = UInt8(clamping: survey.zeroPointCounts.count - 1)
    for (index, code) in reader.codes(rows: rows, groups: groups).enumerated() {
      survey.zeroPointCounts[Int(code)] += 1
      // One more than the largest code: zero where readers drop the carry, beyond all codes where they keep it.
      guard matrix.zeroPoints == .lessOne, code == top else { continue }
      survey.ambiguousZeroPoints.add(
        at: ValueStatistics.Place(
          row: rows.lowerBound + index / groups.count,
          column: (groups.lowerBound + index % groups.count) * matrix.block.columns))
    }
  }

  private func noteGroups(in survey: inout ScaleSurvey) {
    guard let index = weight.groupIndex else { return }
    let size = matrix.block.columns
    source.withBytes(of: index, in: 0..<index.byteCount) { bytes in
      for column in 0..<matrix.columns {
        let group = Int(Int32(littleEndian: bytes.element(column, as: Int32.self)))
        if group != column / size { survey.isReordered = true }
        if !(0..<weight.blocksInRow).contains(group) {
          survey.strayColumns.add(at: ValueStatistics.Place(row: 0, column: column))
        }
      }
    }
  }
}

/// Looks into blocks whose scale is zero for codes that are not.
private struct ZeroBlocks {
  private let whole: EncodedWeight
  private let values: [Float]
  /// How many more codes are looked at.
  private var left: Int

  init(_ whole: EncodedWeight, _ element: CodedElement, limit: Int) {
    left = limit
    self.whole = whole
    values = element.values
  }

  /// Getting at a block takes as long as so many codes.
  private static let leastCost = 64

  mutating func look(at row: Int, group: Int, _ survey: inout ScaleSurvey) {
    let matrix = whole.matrix
    let block = matrix.block
    let start = group * block.columns
    let columns =
      survey.isReordered
      ? 0..<matrix.columns : start..<min(start + min(block.columns, 4096), matrix.columns)
    guard left >= columns.count else {
      survey.uncheckedZeros += 1
      return
    }
    let rows = row..<min(row + min(block.rows, 64, left / columns.count), matrix.rows)
    left -= max(rows.count * columns.count, Self.leastCost)
    for row in rows {
      let region = TensorRegion(rows: row..<(row + 1), columns: columns)
      guard hides(region, group: group) else { continue }
      survey.underflowed.add(at: ValueStatistics.Place(row: row, column: start))
      return
    }
  }

  /// Whether some code of a group in a row stands for more than its zero point.
  private func hides(_ region: TensorRegion, group: Int) -> Bool {
    guard region.elementCount > 0, let reader = CodeReader(whole.weight, from: whole.source) else {
      return false
    }
    var zero: Float = 0
    if let points = ZeroPointReader(whole.weight, from: whole.source) {
      let row = region.rows.lowerBound / whole.matrix.block.rows
      let code = points.codes(rows: row..<(row + 1), groups: group..<(group + 1))[0]
      zero = points.valueOfEach[Int(code)]
    }
    let grid = BlockGrid(region, of: whole.weight, from: whole.source)
    return zip(region.columns, reader.codes(of: region)).contains { column, code in
      values[Int(code)] != zero && grid.block(of: column) == group
    }
  }
}
