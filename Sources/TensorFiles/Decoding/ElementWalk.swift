/// Where the elements of a `[rows, columns]` view lie among a tensor's stored elements.
struct ElementWalk {
  private let leading: [Int]
  private let leadingStrides: [Int]
  private let columnStride: Int

  init(tensor: TensorDescriptor) {
    let strides = tensor.order.strides(of: tensor.shape)
    leading = Array(tensor.shape.dropLast())
    leadingStrides = Array(strides.dropLast())
    columnStride = strides.last ?? 1
  }

  /// The stored index of the element at `row`, column 0; the last of the leading indices runs fastest.
  private func start(ofRow row: Int) -> Int {
    var rest = row
    var index = 0
    for (dimension, stride) in zip(leading, leadingStrides).reversed() where dimension > 1 {
      index += rest % dimension * stride
      rest /= dimension
    }
    return index
  }

  /// Calls `body` with each element's stored index and its row-major index within the region.
  ///
  /// Goes by tiles: where columns lie apart one of the two sides always jumps, and a tile keeps the lines that it
  /// touches in the cache.
  @inline(__always)
  func forEach(in region: TensorRegion, _ body: (_ source: Int, _ target: Int) -> Void) {
    let width = region.columns.count
    let tile = columnStride == 1 ? max(width, 1) : 64
    for rowTile in stride(from: region.rows.lowerBound, to: region.rows.upperBound, by: 64) {
      let tileRows = rowTile..<min(rowTile + 64, region.rows.upperBound)
      let starts = tileRows.map { start(ofRow: $0) }
      for columnTile in stride(from: 0, to: width, by: tile) {
        for (index, row) in tileRows.enumerated() {
          let target = (row - region.rows.lowerBound) * width
          for column in columnTile..<min(columnTile + tile, width) {
            let source = starts[index] + (region.columns.lowerBound + column) * columnStride
            body(source, target + column)
          }
        }
      }
    }
  }
}

extension ElementOrder {
  /// How many elements lie between neighbours of each dimension.
  func strides(of shape: [Int]) -> [Int] {
    if let strides { return strides }
    return isColumnMajor
      ? Self.denseStrides(shape) : Self.denseStrides(shape.reversed()).reversed()
  }

  /// The strides of elements without gaps, of which the first index runs fastest.
  private static func denseStrides(_ shape: [Int]) -> [Int] {
    var product = 1
    return shape.map { dimension in
      defer { product *= max(1, dimension) }
      return product
    }
  }
}
