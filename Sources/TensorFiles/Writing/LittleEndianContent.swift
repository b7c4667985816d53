internal import QuantCore

extension TensorSource {
  /// Lends the tensor's content in pieces as a little-endian file has it, blocks of ggml too.
  ///
  /// - Parameters:
  ///   - tensor: A tensor of this source for which `littleEndianRefusal` has no objection.
  ///   - body: Called with each piece in order; returns false to stop.
  public func withLittleEndianContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    guard tensor.isBigEndianBlocks, let type = GGMLType.named(tensor.type.name),
      let fields = type.wideFields
    else { return withContent(of: tensor, body) }
    // Pieces end where they like, and blocks go on in the next one.
    var rest: [UInt8] = []
    withContent(of: tensor) { piece in
      rest.reserveCapacity(rest.count + piece.count)
      for index in piece.indices { rest.append(piece[index]) }
      let whole = rest.count / type.blockBytes * type.blockBytes
      for start in stride(from: 0, to: whole, by: type.blockBytes) {
        for field in fields {
          rest[(start + field.lowerBound)..<(start + field.upperBound)].reverse()
        }
      }
      let goesOn = body(rest.span.extracting(0..<whole))
      rest.removeFirst(whole)
      return goesOn
    }
  }
}

extension TensorDescriptor {
  /// Whether these are blocks with numbers that have their most significant byte first.
  fileprivate var isBigEndianBlocks: Bool { order.isBigEndian && type.bits == 0 }

  /// Why the tensor's content can't be had as a little-endian file has it; nil where it can.
  public var littleEndianRefusal: String? {
    guard isBigEndianBlocks, GGMLType.named(type.name)?.wideFields == nil else { return nil }
    return "it is big-endian, and how \(type) would be turned round is not known"
  }
}
