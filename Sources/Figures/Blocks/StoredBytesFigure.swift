public import QuantAnalysis
internal import QuantCore

/// Bytes as a layout stores them, with the byte of one element in brackets.
public struct StoredBytesFigure: Sendable, Hashable {
  /// Who stores them so and in what order, in words.
  public let title: String
  /// The bytes in hexadecimal, sixteen a line behind their offset.
  public let lines: [String]
  /// The scales' bytes, and what else belongs to them.
  public let facts: [String]
  /// The element's byte in bits, and which of them are its code.
  public let element: String?

  /// Describes stored bytes.
  ///
  /// - Parameters:
  ///   - stored: The bytes.
  ///   - column: The column that is pointed at.
  ///   - perLine: Bytes in a line.
  public init(_ stored: StoredBytes, column: Int, perLine: Int = 16) {
    let holders = stored.holders.map { "\($0.layout) \($0.name)" }.joined(separator: ", ")
    title = "\(holders) (\(stored.type)): \(Self.order(stored.order))"
    let place = stored.place(of: column)
    lines = stride(from: 0, to: stored.bytes.count, by: perLine).map { start in
      let offset = FigureText.padded("\(start)", to: 3)
      let bytes = (start..<min(start + perLine, stored.bytes.count)).map { index in
        let text = Self.hex(stored.bytes[index])
        return index == place?.byte ? "[\(text)]" : " \(text) "
      }
      return offset + " " + bytes.joined()
    }
    let names = Set(stored.holders.compactMap(\.scaleName)).sorted()
    let scales = stored.scaleBytes.map(Self.hex).joined(separator: " ")
    let once = stored.holders.flatMap { holder in
      holder.more.isEmpty ? [] : ["\(holder.layout) " + holder.more.joined(separator: ", ")]
    }
    facts =
      (names.isEmpty ? [] : ["scales in \(names.joined(separator: ", ")): \(scales)"])
      + (once.isEmpty ? [] : ["once a tensor: " + once.joined(separator: "; ")])
    element = place.map { place in
      let byte = stored.bytes[place.byte]
      let bits = CodeFields.binary(UInt64(byte), width: 8)
      let half =
        place.width < 8 ? (place.bit == 0 ? ", the low nibble" : ", the high nibble") : ""
      let text = place.width == 4 ? CodeFields.split(bits, [4, 4]) : bits
      return "column \(column): byte \(place.byte) = 0x\(Self.hex(byte)) = \(text)\(half)"
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count < 2 ? "0" + digits : digits
  }

  private static func order(_ order: StoredBytes.Order) -> String {
    switch order {
    case .stream(let packing):
      if packing.bits == 8 { return "a byte a code" }
      let unit = packing.unitBytes == 4 ? ", in little-endian 32-bit words" : ""
      return packing.bits == 4
        ? "the even column in the low nibble\(unit)" : "\(packing.bits) bits a code\(unit)"
    case .blocks(let block):
      let type = block.type
      let head = "\(type.blockBytes) bytes for \(type.blockElements), "
      let scales = block.codeOffset == 4 ? "4 scales first, " : "the scale first, "
      let half = block.runLength / 2
      return head + scales
        + (block == .q8_0
          ? "then a byte a code" : "byte j of a run holds elements j (low nibble) and j+\(half)")
    }
  }
}
