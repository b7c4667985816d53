/// The order in which tensor cores take block scales: tiles of 128 rows and 4 scales, 512 bytes each.
///
/// ```
/// tile   = (row / 128) · (paddedColumns / 4) + column / 4
/// offset = 512 · tile + 16 · (row % 32) + 4 · (row % 128 / 32) + column % 4
/// ```
///
/// The matrix of scales, one for each row and block, is filled up with zeros to multiples of 128 and 4. cuBLAS,
/// CUTLASS, Transformer Engine and torchao share this layout for E8M0 and E4M3 scales.
public struct ScaleSwizzle: Sendable, Hashable {
  /// Rows of scales, a multiple of 128.
  public let paddedRows: Int
  /// Scales in a row, a multiple of 4.
  public let paddedColumns: Int

  /// Creates the layout for a matrix of scales.
  ///
  /// - Parameters:
  ///   - rows: The rows of the weight.
  ///   - columns: The blocks in a row.
  public init(rows: Int, columns: Int) {
    paddedRows = (rows + 127) / 128 * 128
    paddedColumns = (columns + 3) / 4 * 4
  }

  /// The bytes that the scales take with their padding.
  public var byteCount: Int { paddedRows * paddedColumns }

  /// Where the scale of a row and block lies.
  public func offset(row: Int, column: Int) -> Int {
    let tile = row / 128 * (paddedColumns / 4) + column / 4
    return tile * 512 + row % 32 * 16 + row % 128 / 32 * 4 + column % 4
  }
}
