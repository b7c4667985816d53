internal import CKernels
internal import QuantCore

/// The rows of a band as they come: F32, or little-endian BF16 at any address.
@safe
struct BandRows {
  @unsafe
  enum Content {
    case values(UnsafePointer<Float>)
    case bf16(UnsafeRawPointer)
  }

  let content: Content
  let rows: Int
  let columns: Int

  /// All rows as F32, decoded into a buffer where they are something else.
  func values(_ buffer: Buffer<Float>, table: KernelTable) -> UnsafeBufferPointer<Float> {
    let count = rows * columns
    switch unsafe content {
    case .values(let base): return unsafe UnsafeBufferPointer(start: base, count: count)
    case .bf16(let source):
      buffer.reserve(count)
      unsafe table.pointee.decode_bf16(source, count, buffer.base)
      return unsafe UnsafeBufferPointer(start: buffer.base, count: count)
    }
  }

  /// Some of the rows.
  subscript(_ range: Range<Int>) -> BandRows {
    let first = range.lowerBound * columns
    let part: Content =
      switch unsafe content {
      case .values(let base): unsafe .values(base + first)
      case .bf16(let source): unsafe .bf16(source + 2 * first)
      }
    return unsafe BandRows(content: part, rows: range.count, columns: columns)
  }
}

/// What formats share of some rows: each piece's largest magnitude and energy, each row's too.
@safe
struct Survey {
  let columns: Int
  let pieces: Int
  let workspace: Workspace
  /// The rows' values, for as long as the workspace is not used for others.
  let values: UnsafePointer<Float>

  /// Surveys rows.
  init(_ band: BandRows, workspace: Workspace, table: KernelTable) {
    columns = band.columns
    self.workspace = workspace
    pieces = (columns + 15) / 16
    workspace.reserve(rows: band.rows, pieces: pieces)
    switch unsafe band.content {
    case .values(let base): unsafe values = base
    case .bf16:
      workspace.values.reserve(band.rows * columns)
      unsafe values = UnsafePointer(workspace.values.base)
    }
    for row in 0..<band.rows {
      let largest = unsafe workspace.pieceLargest.base + row * pieces
      let signal = unsafe workspace.pieceSignal.base + row * pieces
      let zeros = unsafe workspace.rowZeros.base + row
      unsafe workspace.rowLargest.base[row] =
        switch unsafe band.content {
        case .values(let base):
          unsafe table.pointee.survey(base + row * columns, columns, largest, signal, zeros)
        case .bf16(let source):
          unsafe table.pointee.survey_bf16(
            source + 2 * row * columns, workspace.values.base + row * columns, columns, largest,
            signal, zeros)
        }
      unsafe workspace.rowSignal.base[row] = table.pointee.total_energy(signal, pieces)
    }
  }

  /// The values of a row.
  func row(_ row: Int) -> UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(start: values + row * columns, count: columns)
  }

  /// Whether all values of a row are finite.
  func isFinite(_ row: Int) -> Bool { unsafe workspace.rowLargest.base[row].isFinite }

  /// The largest magnitude of a row.
  func largest(_ row: Int) -> Float { unsafe workspace.rowLargest.base[row] }

  /// Σx² of a row.
  func signal(_ row: Int) -> Double { unsafe workspace.rowSignal.base[row] }

  /// How many values of a row are zero.
  func zeros(_ row: Int) -> Int { Int(unsafe workspace.rowZeros.base[row]) }

  /// The largest magnitude of each piece of a row.
  func pieceLargest(_ row: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(workspace.pieceLargest.base + row * pieces)
  }

  /// Σx² of each piece of a row.
  func pieceSignal(_ row: Int) -> UnsafePointer<Double> {
    unsafe UnsafePointer(workspace.pieceSignal.base + row * pieces)
  }
}
