extension CodePacking {
  /// Packs whole rows and adds their bytes.
  ///
  /// - Parameters:
  ///   - codes: The codes, row-major without gaps.
  ///   - columns: The codes of a row, at least 1.
  ///   - bytes: Receives `byteCount(columns:)` bytes for each row.
  public func append(_ codes: Span<UInt8>, columns: Int, to bytes: inout [UInt8]) {
    guard let rowBytes = byteCount(columns: columns) else { return }
    let rows = codes.count / columns
    if bits == 8 && rowBytes == columns {
      bytes.reserveCapacity(bytes.count + codes.count)
      for index in codes.indices { bytes.append(codes[index]) }
      return
    }
    bytes.reserveCapacity(bytes.count + rows * rowBytes)
    var stream = [UInt8](repeating: 0, count: rowBytes)
    for row in 0..<rows {
      let source = codes.extracting(row * columns..<(row + 1) * columns)
      for index in stream.indices { stream[index] = 0 }
      var span = stream.mutableSpan
      pack(source, into: &span)
      bytes += stream
    }
  }

  /// Packs one row into bytes that are zero.
  private func pack(_ codes: Span<UInt8>, into row: inout MutableSpan<UInt8>) {
    guard bits == 4, !isHighFirst else {
      for column in codes.indices { put(codes[column], at: column, in: &row) }
      return
    }
    for pair in 0..<(codes.count / 2) {
      row[pair] = codes[2 * pair] & 15 | codes[2 * pair + 1] << 4
    }
    if codes.count % 2 == 1 { row[codes.count / 2] = codes[codes.count - 1] & 15 }
  }

  /// Packs a matrix along its rows: each column becomes a stream of its own, in units that lie row-major.
  ///
  /// compressed-tensors stores zero points so, in 32-bit words `[rows · bits / 32, columns]`.
  ///
  /// - Parameters:
  ///   - codes: The codes, row-major without gaps.
  ///   - columns: The codes of a row.
  /// - Returns: The bytes.
  public func packedAlongRows(_ codes: Span<UInt8>, columns: Int) -> [UInt8] {
    guard columns > 0, let columnBytes = byteCount(columns: codes.count / columns) else {
      return []
    }
    let rows = codes.count / columns
    var packed = [UInt8](repeating: 0, count: columnBytes * columns)
    var stream = [UInt8](repeating: 0, count: columnBytes)
    for column in 0..<columns {
      var span = stream.mutableSpan
      for index in span.indices { span[index] = 0 }
      for row in 0..<rows { put(codes[row * columns + column], at: row, in: &span) }
      for index in stream.indices {
        let unit = index / unitBytes * columns + column
        packed[unit * unitBytes + index % unitBytes] = stream[index]
      }
    }
    return packed
  }
}
