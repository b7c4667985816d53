internal import QuantCore

/// The tiles into which scales cut a matrix, or each matrix of a stack anew.
struct ScaleTiles {
  /// `128x128`.
  let name: String
  /// A tile, or, where the last ends within each matrix of a stack, the part of it that never does.
  let block: BlockShape
  /// Where scales lie.
  let arrangement: PartArrangement.Scales
  /// Whether no tile ends within a matrix of a stack, so that blocks are tiles.
  let isWhole: Bool

  /// Finds the tiles; nil where none fit.
  ///
  /// The configuration's come first, then 128 × 128, then squares of other powers of two.
  ///
  /// - Parameters:
  ///   - scales: One for each tile; axes of one element between them do not count.
  ///   - codes: The codes, with as many matrices in front.
  ///   - settings: The configuration.
  init?(
    of scales: TensorDescriptor, for codes: TensorDescriptor, _ settings: QuantizationSettings
  ) {
    guard codes.shape.count >= 2, scales.elementCount > 0 else { return nil }
    var shape = scales.shape
    // ModelOpt keeps the axes within a tile: [N/128, 1, K/128, 1].
    if shape.count == 4, codes.shape.count == 2, shape[1] == 1, shape[3] == 1 {
      shape = [shape[0], shape[2]]
    }
    let configured = settings.tile.map { [$0] } ?? []
    let powers = [128, 64, 32, 256, 16, 512].map { [$0, $0] }
    let (height, width) = (codes.shape[codes.shape.count - 2], codes.columns)
    let sides = (configured + powers).first { sides in
      shape == Array(codes.shape.dropLast(2)) + [
        blockCount(height, of: sides[0]), blockCount(width, of: sides[1]),
      ]
    }
    guard let sides else { return nil }
    name = "\(sides[0])x\(sides[1])"
    let isCut = codes.shape.count > 2 && height % sides[0] != 0
    block = BlockShape(
      rows: isCut ? greatestCommonDivisor(sides[0], height) : sides[0], columns: sides[1])
    isWhole = !isCut
    arrangement = isCut ? .tiles(rows: sides[0], matrixRows: height) : .rows(stride: nil)
  }
}
