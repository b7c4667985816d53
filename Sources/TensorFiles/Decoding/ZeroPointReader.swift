internal import QuantCore

/// Reads the zero points of blocks wherever they lie.
struct ZeroPointReader {
  private let weight: PackedWeight
  private let tensor: TensorDescriptor
  private let element: CodedElement
  private let packing: CodePacking
  private let source: any TensorSource
  /// What is added to a byte in two's complement, so that it is a code.
  private let added: UInt64

  /// Creates a reader; nil for a weight without zero points.
  init?(_ weight: PackedWeight, from source: any TensorSource) {
    guard let tensor = weight.zeroPoints,
      case .separate(let element, let packing, _) = weight.matrix.coding
    else { return nil }
    self.packing = packing
    self.weight = weight
    self.tensor = tensor
    self.element = element
    self.source = source
    added = if case .integer(let bits) = element { 1 << UInt64(bits - 1) } else { 0 }
  }

  /// The zero points of blocks as they are stored, row-major.
  ///
  /// - Parameters:
  ///   - rows: Rows of the weight.
  ///   - groups: Groups of a row.
  /// - Returns: The stored codes.
  func codes(rows: Range<Int>, groups: Range<Int>) -> [UInt8] {
    guard !rows.isEmpty, !groups.isEmpty else { return [] }
    let bits = element.bits
    let isByte = if case .bytes = weight.arrangement.zeroPoints { true } else { false }
    let across = isByte ? weight.blocksInRow : tensor.columns
    var codes: [UInt8] = []
    codes.reserveCapacity(rows.count * groups.count)
    let lines: Range<Int>
    switch weight.arrangement.zeroPoints {
    case .wordColumns:
      let last = packing.firstBit(of: rows.upperBound - 1) + bits - 1
      lines = (packing.firstBit(of: rows.lowerBound) / 32)..<(last / 32 + 1)
    case .transposed, .interleaved: lines = groups
    case .alongGroups, .bytes: lines = rows
    }
    let mask = UInt64(1) << UInt64(bits) - 1
    let size = tensor.type.bits / 8
    source.withBytes(
      of: tensor, in: (lines.lowerBound * across * size)..<(lines.upperBound * across * size)
    ) { bytes in
      func word(_ line: Int, _ column: Int) -> UInt64 {
        let index = (line - lines.lowerBound) * across + column
        return UInt64(UInt32(littleEndian: bytes.element(index, as: UInt32.self)))
      }
      for row in rows {
        for group in groups {
          let code: UInt64
          switch weight.arrangement.zeroPoints {
          case .wordColumns:
            let start = packing.firstBit(of: row)
            let next = start % 32 + bits > 32 ? word(start / 32 + 1, group) : 0
            code = (next << 32 | word(start / 32, group)) >> UInt64(start % 32) & mask
          case .transposed:
            let start = row * bits
            let next = start % 32 + bits > 32 ? word(group, start / 32 + 1) : 0
            code = (next << 32 | word(group, start / 32)) >> UInt64(start % 32) & mask
          case .interleaved:
            let place = PartArrangement.interleavedPlace[row % 8]
            code = word(group, row / 8) >> UInt64(4 * place) & 15
          case .alongGroups:
            code = word(row, group * bits / 32) >> UInt64(group * bits % 32) & mask
          case .bytes:
            code = (UInt64(bytes[(row - lines.lowerBound) * across + group]) &+ added) & mask
          }
          codes.append(UInt8(truncatingIfNeeded: code))
        }
      }
    }
    return codes
  }

  /// What is subtracted from a code's value, for each code that a zero point can be stored as.
  var valueOfEach: [Float] {
    let values = element.values
    let step = weight.matrix.zeroPoints == .lessOne ? 1 : 0
    return values.indices.map { values[($0 + step) & (values.count - 1)] }
  }
}
