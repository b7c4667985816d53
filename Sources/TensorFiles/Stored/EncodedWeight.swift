public import QuantCore

/// A weight as its file stores it: codes, scales and zero points, for whoever shows or counts them.
public struct EncodedWeight: Sendable {
  /// What the weight is.
  public let matrix: EncodedMatrix
  let weight: PackedWeight
  let source: any TensorSource

  init(_ weight: PackedWeight, in source: any TensorSource) {
    matrix = weight.matrix
    self.weight = weight
    self.source = source
  }

  /// All stored tensors that belong to it, the codes first.
  public var parts: [TensorDescriptor] { weight.tensors }

  /// The scale of the tensor, or of each matrix of a stack, as stored; empty where there is none.
  public var tensorScales: [Float] {
    guard let tensor = weight.tensorScale else { return [] }
    return source.f32(of: tensor)
  }

  /// What is stored for some elements of a row.
  ///
  /// - Parameters:
  ///   - row: The row; of one that is not there nothing is stored.
  ///   - columns: The columns; what lies beyond the weight is left out.
  /// - Returns: The elements; nil where there are none.
  public func elements(row: Int, columns: Range<Int>) -> StoredElements? {
    if let reader = BlocksReader(weight, from: source) {
      return elements(row: row, columns: columns, by: reader)
    }
    guard case .separate(let element, _, _) = matrix.coding,
      let reader = CodeReader(weight, from: source), (0..<matrix.rows).contains(row)
    else { return nil }
    let columns = columns.clamped(to: 0..<matrix.columns)
    let region = TensorRegion(rows: row..<(row + 1), columns: columns)
    guard region.elementCount > 0 else { return nil }
    let grid = BlockGrid(region, of: weight, from: source)
    let factors = TensorScales(weight, rows: matrix.rows, from: source)
    let scaleCodes = grid.scaleCodes(of: weight, from: source)
    let scales = grid.scales(of: weight, by: factors, from: source)
    let zeroReader = ZeroPointReader(weight, from: source)
    let zeroCodes = zeroReader?.codes(rows: grid.blockRows, groups: grid.blockColumns) ?? []
    let zeroValues = zeroReader?.valueOfEach ?? []
    let type = ScaleEncoding(matrix.scaleType)
    var blocks: [StoredElements.Block] = []
    var blockOfColumn: [Int?] = []
    var known: [Int: Int] = [:]
    for column in columns {
      guard let index = grid.block(of: column) else {
        blockOfColumn.append(nil)
        continue
      }
      if let place = known[index] {
        blockOfColumn.append(place)
        continue
      }
      let place = index - grid.blockColumns.lowerBound
      let code = scaleCodes[place]
      let zero = zeroCodes.isEmpty ? nil : zeroCodes[place]
      known[index] = blocks.count
      blockOfColumn.append(blocks.count)
      blocks.append(
        StoredElements.Block(
          index: index,
          scale: BlockScale(
            code: code, value: type?.value(of: code) ?? .nan, multiplier: scales[place],
            offset: zero.map { zeroValues[Int($0)] } ?? 0),
          zeroPoint: zero, run: nil))
    }
    let places = columns.map { reader.place(row: row, column: $0) }
    return StoredElements(
      matrix: matrix, element: element.grid, row: row, columns: columns,
      codes: reader.codes(of: region), values: values(row: row, columns: columns),
      blockOfColumn: blockOfColumn, blocks: blocks,
      tensorScale: weight.tensorScale == nil ? nil : factors[row],
      inputScales: InputScales(weight, columns, from: source).values, places: places,
      bytes: bytes(at: places))
  }

  /// What reading gives for some elements of a row.
  func values(row: Int, columns: Range<Int>) -> [Float] {
    var values = [Float](repeating: 0, count: columns.count)
    var span = values.mutableSpan
    WeightDecoder(weight).decode(
      TensorRegion(rows: row..<(row + 1), columns: columns), from: source, into: &span)
    return values
  }

  /// The bytes of the codes' tensor that hold some codes, by their places.
  func bytes(at places: [StoredElements.Place]) -> [Int: UInt8] {
    var bytes: [Int: UInt8] = [:]
    let wanted = Set(places.flatMap(\.allBytes)).sorted()
    for index in wanted where index < weight.codes.byteCount {
      source.withBytes(of: weight.codes, in: index..<(index + 1)) { bytes[index] = $0[0] }
    }
    return bytes
  }
}

extension TensorSource {
  /// The values of an F32 tensor.
  func f32(of tensor: TensorDescriptor) -> [Float] {
    f32(0..<tensor.elementCount, of: tensor)
  }

  /// Some of the values of an F32 tensor, row-major.
  func f32(_ range: Range<Int>, of tensor: TensorDescriptor) -> [Float] {
    var values: [Float] = []
    withBytes(of: tensor, in: (range.lowerBound * 4)..<(range.upperBound * 4)) { bytes in
      values = (0..<range.count).map { index in
        Float(bitPattern: UInt32(littleEndian: bytes.element(index, as: UInt32.self)))
      }
    }
    return values
  }
}
