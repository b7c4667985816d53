/// Where the elements of a `[rows, columns]` view lie among a tensor's stored elements.
struct ElementWalk {
  private let rows: Int
  private let columns: Int
  private let leading: [Int]
  private let isColumnMajor: Bool

  init(tensor: TensorDescriptor) {
    rows = tensor.rows
    columns = tensor.columns
    leading = Array(tensor.shape.dropLast())
    isColumnMajor = tensor.order.isColumnMajor
  }

  /// The stored index of the element at `row`, column 0.
  ///
  /// A column-major tensor stores element (i, j, …, c) at i + d0 (j + d1 (…)) + rows · c, while the view counts its
  /// rows with the last of the leading indices running fastest.
  private func start(ofRow row: Int) -> Int {
    guard isColumnMajor else { return row * columns }
    var rest = row
    var stride = rows
    var index = 0
    for dimension in leading.reversed() where dimension > 1 {
      stride /= dimension
      index += rest % dimension * stride
      rest /= dimension
    }
    return index
  }

  /// Calls `body` with each element's stored index and its row-major index within the region.
  ///
  /// Goes by tiles: in column-major storage one of the two sides always jumps, and a tile keeps the lines that it
  /// touches in the cache.
  @inline(__always)
  func forEach(in region: TensorRegion, _ body: (_ source: Int, _ target: Int) -> Void) {
    let columnStride = isColumnMajor ? rows : 1
    let width = region.columns.count
    let tile = isColumnMajor ? 64 : max(width, 1)
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
