public import QuantCore

/// The scales of neighbouring blocks as a file stores them.
public struct StoredScales: Sendable {
  /// The rows of blocks.
  public let blockRows: Range<Int>
  /// The blocks of each row; of columns that were reordered all of them.
  public let blockColumns: Range<Int>
  /// The scales, row-major.
  public let scales: [BlockScale]
}

extension EncodedWeight {
  /// The scales of the blocks that a region touches, with the tensor's scale in what they multiply by.
  ///
  /// - Parameter region: A region of the weight.
  /// - Returns: The scales; none for an empty region.
  public func scales(of region: TensorRegion) -> StoredScales {
    let none = StoredScales(blockRows: 0..<0, blockColumns: 0..<0, scales: [])
    guard region.elementCount > 0 else { return none }
    let factors = TensorScales(weight, rows: matrix.rows, from: source)
    if let reader = BlocksReader(weight, from: source) {
      return scales(of: region, factors, by: reader)
    }
    guard let type = ScaleEncoding(matrix.scaleType) else { return none }
    let grid = BlockGrid(region, of: weight, from: source)
    let codes = grid.scaleCodes(of: weight, from: source)
    let multipliers = grid.scales(of: weight, by: factors, from: source)
    return StoredScales(
      blockRows: grid.blockRows, blockColumns: grid.blockColumns,
      scales: zip(codes, multipliers).map { code, multiplier in
        BlockScale(code: code, value: type.value(of: code), multiplier: multiplier)
      })
  }

  private func scales(
    of region: TensorRegion, _ factors: TensorScales, by reader: BlocksReader
  ) -> StoredScales {
    let size = reader.layout.type.blockElements
    let runs = reader.runCount
    let blocks = (region.columns.lowerBound / size)..<((region.columns.upperBound - 1) / size + 1)
    var scales: [BlockScale] = []
    for row in region.rows {
      let factor = factors[row]
      reader.forEachBlock(blocks, of: row) { _, bytes in
        for run in 0..<runs {
          let parts = reader.block.parts(ofRun: run, in: bytes)
          scales.append(
            BlockScale(
              code: parts.scale.code, value: parts.scale.value,
              multiplier: factors.use.apply(factor, to: parts.multiplier)))
        }
      }
    }
    return StoredScales(
      blockRows: region.rows,
      blockColumns: (blocks.lowerBound * runs)..<(blocks.upperBound * runs), scales: scales)
  }
}
