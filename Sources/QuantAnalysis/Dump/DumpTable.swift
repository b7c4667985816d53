internal import QuantCore
internal import TensorFiles

/// The numbers that are dumped, as a table: its type and shape, and what each chunk of the tensor adds to it.
struct DumpTable: Sendable {
  /// The type of a number.
  let type: StoredType
  /// The shape of the array, row-major.
  let shape: [Int]
  /// Numbers in a line: the product of all dimensions but the first.
  let lineLength: Int
  private let request: DumpRequest

  /// What one chunk adds: parts of as many lines as it covers, one after the other.
  struct Piece: Sendable {
    /// The first line.
    let line: Int
    /// The first number within its lines.
    let column: Int
    /// Numbers in each of the lines.
    let width: Int
    /// The numbers.
    let numbers: [Double]
    /// Blocks that hold NaN or infinities.
    let excluded: Int
  }

  init(_ request: DumpRequest) {
    self.request = request
    let tensor = request.tensor
    let element = request.format.element
    switch request.content {
    case .codes:
      let length = element.vectorLength
      shape = [tensor.rows, tensor.columns == 0 ? 0 : (tensor.columns - 1) / length + 1]
      type = element.bits > 8 ? .u16 : element.isSigned ? .i8 : .u8
    case .scales:
      shape = [request.blockRows, request.blockColumns]
      type =
        switch request.format.scaleType {
        case .e8m0, .e4m3: .u8
        case .f16: .f16
        case .bf16, .f32, .none: .f32
        }
    case .zeros:
      shape = [request.blockRows, request.blockColumns]
      type = request.zeroField?.type == "F16" ? .f16 : .u8
    case .errors:
      shape = [request.blockRows, request.blockColumns, 2]
      type = .f64
    case .tiledScales:
      let tiles = ScaleSwizzle(rows: request.blockRows, columns: request.blockColumns)
      shape = [tiles.paddedRows / 128, tiles.paddedColumns / 4, 32, 16]
      type = .u8
    }
    lineLength = shape.dropFirst().reduce(1, *)
  }

  /// What an encoded chunk adds.
  func piece(_ band: EncodedBand, of values: Span<Float>, chunk: TensorRegion) -> Piece {
    request.content == .errors
      ? piece(BlockErrors(band, of: values), of: band, chunk: chunk)
      : piece(nil, of: band, chunk: chunk)
  }

  /// What an encoded chunk adds whose errors, where they are asked for, are known already.
  func piece(_ errors: BlockErrors?, of band: EncodedBand, chunk: TensorRegion) -> Piece {
    let block = band.shape
    let excluded = (0..<band.blockCount).count { band.saturated[$0] == EncodedBand.excluded }
    let isPerElement = request.content == .codes
    let length = request.format.element.vectorLength
    let line = isPerElement ? chunk.rows.lowerBound : chunk.rows.lowerBound / block.rows
    let first = chunk.columns.lowerBound / (isPerElement ? length : block.columns)
    let width = (band.columns - 1) / (isPerElement ? length : block.columns) + 1
    let numbers: [Double]
    switch request.content {
    case .codes: numbers = codes(band, width: width)
    case .scales, .tiledScales: numbers = scales(band)
    case .zeros: numbers = (0..<band.blockCount).map { Double(band.offsets[$0]) }
    case .errors:
      numbers = (errors?.blocks ?? []).flatMap { [$0.noise, $0.sqnr ?? .nan] }
      return Piece(
        line: line, column: first * 2, width: width * 2, numbers: numbers, excluded: excluded)
    }
    return Piece(line: line, column: first, width: width, numbers: numbers, excluded: excluded)
  }

  private func codes(_ band: EncodedBand, width: Int) -> [Double] {
    let element = request.format.element
    return (0..<band.rows).flatMap { row in
      (0..<width).map { index in
        let place = row * band.columns + index * element.vectorLength
        let code = Int(band.codes[place])
        if element.bits > 8 { return Double(code << 8 | Int(band.codes[place + 1])) }
        return element.isSigned ? element.integer(of: code) : Double(code)
      }
    }
  }

  private func scales(_ band: EncodedBand) -> [Double] {
    (0..<band.blockCount).map { index in
      request.format.scaleType.isCoded
        ? Double(band.scaleCodes[index]) : Double(band.scaleValues[index])
    }
  }
}

extension ElementGrid {
  /// What lies between neighbouring values; 0 where there are fewer than two.
  private var step: Float { values.count > 1 ? values[1] - values[0] : 0 }

  /// The integer that a code of a grid of equal steps is; signs are -1 and 1.
  fileprivate func integer(of code: Int) -> Double {
    let steps = Double(values[code] / step)
    return steps == steps.rounded() ? steps : Double(values[code])
  }

  /// Whether codes are integers counted from a negative one, in steps of one size.
  fileprivate var isSigned: Bool {
    let step = step
    return vectorLength == 1 && (values.first ?? 0) < 0 && values.count <= 256
      && zip(values, values.dropFirst()).allSatisfy { $1 - $0 == step }
  }
}

extension StoredType {
  /// The bytes of a number of this type.
  func bytes(of number: Double) -> [UInt8] {
    switch self {
    case .u8: Self.bytes(UInt64(UInt8(clamping: Int(number))), count: 1)
    case .i8: [UInt8(bitPattern: Int8(clamping: Int(number)))]
    case .u16: Self.bytes(UInt64(UInt16(clamping: Int(number))), count: 2)
    case .f16: Self.bytes(UInt64(Binary16.encode(Float(number))), count: 2)
    case .f32: Self.bytes(UInt64(Float(number).bitPattern), count: 4)
    default: Self.bytes(number.bitPattern, count: 8)
    }
  }

  /// A number of this type as text; nothing for NaN.
  func text(of number: Double) -> String {
    guard !number.isNaN else { return "" }
    if let whole = Int(exactly: number), abs(whole) < 1 << 53 { return "\(whole)" }
    return self == .f64 ? "\(number)" : "\(Float(number))"
  }

  private static func bytes(_ bits: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
  }
}
