internal import KernelEngine
internal import QuantCore
public import TensorFiles

/// Writes the codes, scales or errors of one quantized tensor.
public struct Dumper: Sendable {
  private let request: DumpRequest
  private let reader: ChunkReader

  /// Creates a dumper.
  ///
  /// - Parameters:
  ///   - request: What to write.
  ///   - source: Where the tensor is.
  ///   - threads: How many chunks are encoded at once.
  ///   - isCancelled: Asked now and then, on any thread.
  ///   - progress: Told what was read, from any thread.
  public init(
    _ request: DumpRequest, of source: any TensorSource, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (QuantizeProgress) -> Void = { _ in }
  ) {
    self.request = request
    reader = ChunkReader(
      source: source, threads: max(1, threads), isCancelled: isCancelled, progress: progress)
  }

  /// How many bytes are read, those that are read more than once as often as they are.
  public var byteCount: Int {
    request.tensor.byteCount * (1 + request.format.foreknowledge.rawValue)
  }

  /// Writes a file, whole or not at all.
  ///
  /// - Parameter path: The file.
  /// - Returns: What is to be known beside the numbers; nil where nothing is.
  /// - Throws: A `FileWriteError`, or a `TensorFileError` where the source changed.
  public func write(to path: String) async throws -> String? {
    let table = DumpTable(request)
    let plan = FilePlan.npy(PlannedTensor(name: "", type: table.type, shape: table.shape))
    guard request.form == .npy, let plan else {
      var note: String?
      // Text has no size before it is written.
      try await AtomicFile.make(path, byteCount: 0, isCancelled: reader.isCancelled) { draft in
        var end = 0
        note = try await writeText(table) { text in
          let bytes = Array(text.utf8)
          try draft.write(bytes.span, at: end)
          end += bytes.count
        }
      }
      return note
    }
    var note: String?
    try await AtomicFile.make(
      path, byteCount: plan.byteCount, isCancelled: reader.isCancelled
    ) { draft in
      try draft.write(plan.header.span, at: 0)
      note = try await forEachPiece(table) { piece in
        let size = table.type.bits / 8
        for line in 0..<(piece.numbers.count / max(1, piece.width)) {
          let numbers = piece.numbers[line * piece.width..<(line + 1) * piece.width]
          let place = (piece.line + line) * table.lineLength + piece.column
          let bytes = numbers.flatMap { table.type.bytes(of: $0) }
          try draft.write(bytes.span, at: plan.header.count + place * size)
        }
      }
    }
    return note
  }

  /// Writes text to standard output.
  ///
  /// - Returns: What is to be known beside the numbers; nil where nothing is.
  /// - Throws: A `FileWriteError`, or a `TensorFileError` where the source changed.
  public func print() async throws -> String? {
    try await writeText(DumpTable(request)) { try DescriptorWriter.standardOutput.write($0) }
  }

  private func writeText(
    _ table: DumpTable, _ write: (String) throws -> Void
  ) async throws -> String? {
    if request.content == .errors { try write("row,column,sum_squared_error,sqnr_db\n") }
    return try await forEachPiece(table) { piece in
      var text = ""
      for line in 0..<(piece.numbers.count / max(1, piece.width)) {
        let numbers = piece.numbers[line * piece.width..<(line + 1) * piece.width]
        if request.content == .errors {
          appendErrors(Array(numbers), line: piece.line + line, first: piece.column / 2, to: &text)
        } else {
          text += numbers.map { table.type.text(of: $0) }.joined(separator: ",")
          text += piece.column + piece.width == table.lineLength ? "\n" : ","
        }
      }
      try write(text)
    }
  }

  private func appendErrors(_ numbers: [Double], line: Int, first: Int, to text: inout String) {
    let shape = request.shape
    for index in 0..<(numbers.count / 2) {
      let fields = [
        "\(line * shape.rows)", "\((first + index) * shape.columns)",
        StoredType.f64.text(of: numbers[2 * index]),
        StoredType.f64.text(of: numbers[2 * index + 1]),
      ]
      text += fields.joined(separator: ",") + "\n"
    }
  }

  /// Encodes the tensor and hands its numbers over in order.
  private func forEachPiece(
    _ table: DumpTable, _ body: (DumpTable.Piece) throws -> Void
  ) async throws -> String? {
    let tensor = request.tensor
    let coding = try await reader.coding(of: tensor, as: request.format)
    var excluded = 0
    var tiles = ScaleTiles(request)
    let source = reader.source
    try await reader.forEachChunk(of: tensor, unit: coding.unit) { values, chunk in
      var band = EncodedBand()
      if request.content == .errors, !(coding.codec is any WholeMatrixCodec) {
        KernelEngine.shared.encode(
          values.span, columns: chunk.columns.count, by: coding.codec, mayHoldNonfinite: true,
          into: &band)
      } else {
        KernelEngine.shared.encode(
          consuming: &values, columns: chunk.columns.count, by: coding.codec,
          mayHoldNonfinite: true, into: &band)
        if request.content == .errors {
          let errors = BlockErrors(whole: band) { source.values(of: chunk.rows($0), in: tensor) }
          return table.piece(errors, of: band, chunk: chunk)
        }
        band.decoded = []
      }
      return table.piece(band, of: values.span, chunk: chunk)
    } fold: { _, piece in
      excluded += piece.excluded
      if request.content == .tiledScales { tiles.add(piece) } else { try body(piece) }
    }
    if request.content == .tiledScales { try tiles.forEachLine(of: table, body) }
    try reader.source.verify(request.tensor)
    let scale = coding.codec.tensorScale.map { "tensor scale \($0)" }
    let left = excluded == 0 ? nil : "\(excluded) blocks hold NaN or infinities and have no figures"
    let notes = [scale, left].compactMap { $0 }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }
}

extension TensorRegion {
  /// Some of the rows, counted from the first.
  fileprivate func rows(_ some: Range<Int>) -> TensorRegion {
    let top = rows.lowerBound
    return TensorRegion(
      rows: top + some.lowerBound..<top + some.upperBound, columns: columns)
  }
}

/// Block scales of one byte on their way into tiles of 128 rows and 4 blocks.
private struct ScaleTiles {
  private let swizzle: ScaleSwizzle
  private var bytes: [UInt8]

  init(_ request: DumpRequest) {
    swizzle = ScaleSwizzle(rows: request.blockRows, columns: request.blockColumns)
    bytes =
      request.content == .tiledScales ? Array(repeating: 0, count: swizzle.byteCount) : []
  }

  mutating func add(_ piece: DumpTable.Piece) {
    for (index, number) in piece.numbers.enumerated() {
      let place = swizzle.offset(
        row: piece.line + index / piece.width, column: piece.column + index % piece.width)
      bytes[place] = UInt8(clamping: Int(number))
    }
  }

  /// Hands the tiles over, one row of them after the other.
  func forEachLine(
    of table: DumpTable, _ body: (DumpTable.Piece) throws -> Void
  ) rethrows {
    for line in 0..<table.shape[0] {
      let range = line * table.lineLength..<(line + 1) * table.lineLength
      try body(
        DumpTable.Piece(
          line: line, column: 0, width: table.lineLength, numbers: bytes[range].map { Double($0) },
          excluded: 0))
    }
  }
}
