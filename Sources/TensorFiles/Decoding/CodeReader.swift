internal import QuantCore

/// Reads the codes of a region of a weight, one to a byte, wherever they lie.
struct CodeReader {
  private let weight: PackedWeight
  private let packing: CodePacking
  private let source: any TensorSource

  /// Creates a reader; nil for blocks that hold their scales.
  init?(_ weight: PackedWeight, from source: any TensorSource) {
    guard case .separate(_, let packing, _) = weight.matrix.coding else { return nil }
    self.weight = weight
    self.packing = packing
    self.source = source
  }

  /// The codes of a region, row-major.
  func codes(of region: TensorRegion) -> [UInt8] {
    guard region.elementCount > 0 else { return [] }
    var codes = [UInt8](repeating: 0, count: region.elementCount)
    var span = codes.mutableSpan
    switch weight.arrangement.codes {
    case .rows: readRows(region, into: &span)
    case .wordColumns: readWordColumns(region, into: &span)
    case .rowsInterleaved: readInterleaved(region, into: &span)
    case .rowPairs: readRowPairs(region, into: &span)
    }
    return codes
  }

  private func readRows(_ region: TensorRegion, into codes: inout MutableSpan<UInt8>) {
    guard let rowBytes = packing.byteCount(columns: weight.matrix.columns) else { return }
    let first = packing.firstBit(of: region.columns.lowerBound) / 8
    let last = (packing.firstBit(of: region.columns.upperBound - 1) + packing.bits - 1) / 8
    let start = region.rows.lowerBound * rowBytes + first
    let end = (region.rows.upperBound - 1) * rowBytes + last + 1
    source.withBytes(of: weight.codes, in: start..<end) { bytes in
      var place = 0
      for row in 0..<region.rows.count {
        let row = bytes.extracting((row * rowBytes)..<(row * rowBytes + last - first + 1))
        for column in region.columns {
          codes[place] = packing.code(atBit: packing.firstBit(of: column) - first * 8, in: row)
          place += 1
        }
      }
    }
  }

  /// The words of as many columns as begin in one are read together.
  private func readWordColumns(_ region: TensorRegion, into codes: inout MutableSpan<UInt8>) {
    let bits = packing.bits
    let across = weight.codes.columns
    let mask = UInt64(1) << UInt64(bits) - 1
    let width = region.columns.count
    let first = region.columns.lowerBound * bits / 32
    let last = (region.columns.upperBound * bits - 1) / 32
    source.withBytes(of: weight.codes, in: (first * across * 4)..<((last + 1) * across * 4)) {
      bytes in
      for column in region.columns {
        let start = column * bits
        let shift = UInt64(start % 32)
        let line = (start / 32 - first) * across
        let isSplit = start % 32 + bits > 32
        for row in region.rows {
          var word = UInt64(UInt32(littleEndian: bytes.element(line + row, as: UInt32.self)))
          if isSplit {
            let next = UInt32(littleEndian: bytes.element(line + across + row, as: UInt32.self))
            word |= UInt64(next) << 32
          }
          codes[(row - region.rows.lowerBound) * width + column - region.columns.lowerBound] =
            UInt8(truncatingIfNeeded: word >> shift & mask)
        }
      }
    }
  }

  private func readInterleaved(_ region: TensorRegion, into codes: inout MutableSpan<UInt8>) {
    let across = weight.codes.columns
    let width = region.columns.count
    let bytes = (region.columns.lowerBound * across * 4)..<(region.columns.upperBound * across * 4)
    source.withBytes(of: weight.codes, in: bytes) { bytes in
      for column in 0..<width {
        for row in region.rows {
          let word = UInt32(
            littleEndian: bytes.element(column * across + row / 8, as: UInt32.self))
          let place = PartArrangement.interleavedPlace[row % 8]
          codes[(row - region.rows.lowerBound) * width + column] =
            UInt8(truncatingIfNeeded: word >> UInt32(4 * place) & 15)
        }
      }
    }
  }

  private func readRowPairs(_ region: TensorRegion, into codes: inout MutableSpan<UInt8>) {
    let across = weight.codes.columns
    let first = region.rows.lowerBound / 2
    let last = (region.rows.upperBound - 1) / 2
    source.withBytes(of: weight.codes, in: (first * across)..<((last + 1) * across)) { bytes in
      var place = 0
      for row in region.rows {
        let start = (row / 2 - first) * across
        let line = bytes.extracting(
          (start + region.columns.lowerBound)..<(start + region.columns.upperBound))
        let shift = UInt8(row % 2 * 4)
        for index in line.indices {
          codes[place] = line[index] >> shift & 15
          place += 1
        }
      }
    }
  }

  /// Where the code of an element lies in the tensor of the codes.
  func place(row: Int, column: Int) -> StoredElements.Place {
    let start = packing.firstBit(of: column)
    let isSplit = start % 8 + packing.bits > 8
    switch weight.arrangement.codes {
    case .rows:
      let rowBytes = packing.byteCount(columns: weight.matrix.columns) ?? 0
      let byte = row * rowBytes + start / 8
      return StoredElements.Place(
        byte: byte, bit: start % 8, width: packing.bits, next: isSplit ? byte + 1 : nil)
    case .wordColumns:
      let word = start / 32 * weight.codes.columns + row
      let byte = word * 4 + start % 32 / 8
      // What does not fit into a word goes on in the one below it.
      let next = start % 32 / 8 == 3 ? (word + weight.codes.columns) * 4 : byte + 1
      return StoredElements.Place(
        byte: byte, bit: start % 8, width: packing.bits, next: isSplit ? next : nil)
    case .rowsInterleaved:
      let word = column * weight.codes.columns + row / 8
      let nibble = PartArrangement.interleavedPlace[row % 8] * 4
      return StoredElements.Place(byte: word * 4 + nibble / 8, bit: nibble % 8, width: 4)
    case .rowPairs:
      return StoredElements.Place(
        byte: row / 2 * weight.codes.columns + column, bit: row % 2 * 4, width: 4)
    }
  }
}
