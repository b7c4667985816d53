/// Brings content that is big-endian or column-major into the one order in which content is lent and hashed.
struct ContentGatherer {
  /// The most bytes lent at once.
  static let pieceSize = 1 << 20

  private let tensor: TensorDescriptor
  private let elementSize: Int
  /// The bytes that are reversed together; a complex number is two numbers.
  private let swapMask: Int

  init(_ tensor: TensorDescriptor) {
    self.tensor = tensor
    elementSize = tensor.type.bits / 8
    let unit = tensor.type.name.hasPrefix("C") ? elementSize / 2 : elementSize
    swapMask = tensor.order.isBigEndian ? unit - 1 : 0
  }

  /// Calls `body` with pieces of row-major, little-endian content until it returns false.
  func gather(from bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Bool) {
    guard tensor.byteCount > 0 else { return }
    let columnsAtOnce = min(tensor.columns, max(1, Self.pieceSize / elementSize))
    let rowsAtOnce = max(1, Self.pieceSize / (columnsAtOnce * elementSize))
    var piece: [UInt8] = []
    for row in stride(from: 0, to: tensor.rows, by: rowsAtOnce) {
      for column in stride(from: 0, to: tensor.columns, by: columnsAtOnce) {
        let region = TensorRegion(
          rows: row..<min(row + rowsAtOnce, tensor.rows),
          columns: column..<min(column + columnsAtOnce, tensor.columns))
        piece = [UInt8](repeating: 0, count: region.elementCount * elementSize)
        fill(&piece, with: region, from: bytes)
        guard body(piece.span) else { return }
      }
    }
  }

  private func fill(_ piece: inout [UInt8], with region: TensorRegion, from bytes: Span<UInt8>) {
    ElementWalk(tensor: tensor).forEach(in: region) { source, target in
      for byte in 0..<elementSize {
        piece[target * elementSize + byte] = bytes[source * elementSize + (byte ^ swapMask)]
      }
    }
  }
}
