internal import QuantCore
public import TensorFiles

/// What mapping scales says while it runs.
///
/// The last event is `finished` or `failed`, unless it is cancelled.
public enum ScaleMapEvent: Sendable {
  /// The rows mapped so far; the rest is empty.
  case partial(ScaleMap)
  /// The whole window.
  case finished(ScaleMap)
  /// The file changed meanwhile.
  case failed(TensorFileError)
}

extension Analyzer {
  /// Maps the block scales of a window; reads nothing outside it.
  public func scaleMap(for request: ScaleMapRequest) -> AsyncStream<ScaleMapEvent> {
    AsyncStream { continuation in
      let task = Task {
        await map(request) { continuation.yield($0) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func map(_ request: ScaleMapRequest, emit: (ScaleMapEvent) -> Void) async {
    let pass = FormatPass(request.format, summary: request.summary)
    let window = request.window
    let region = window.region(block: pass.shape, of: request.tensor)
    let plan = ChunkPlan(region: region, block: pass.shape)
    var map = ScaleMap(
      window: window, format: request.format.id, block: pass.shape,
      cells: Array(repeating: ScaleCell(), count: window.rows * window.columns))
    var failure: TensorFileError?
    let isWhole = await foldInOrder(count: plan.count, threads: threads) { index in
      let chunk = plan[index]
      var part = PartialCells(chunk, window: window, block: pass.shape)
      withValues(of: chunk, in: request.tensor) { part.add($0, pass: pass) } as Void
      return part
    } fold: { index, part in
      part.merge(into: &map)
      guard (index + 1) % 16 == 0 else { return true }
      failure = change()
      if failure == nil { emit(.partial(map)) }
      return failure == nil
    }
    guard isWhole || failure != nil else { return }
    if let failure = failure ?? change() {
      emit(.failed(failure))
    } else {
      map.isComplete = true
      emit(.finished(map))
    }
  }
}

extension ScaleWindow {
  /// The elements of all cells.
  fileprivate func region(block: BlockShape, of tensor: TensorDescriptor) -> TensorRegion {
    guard rows > 0, columns > 0 else { return TensorRegion(rows: 0..<0, columns: 0..<0) }
    let first = elements(row: 0, column: 0, block: block, of: tensor)
    let last = elements(row: rows - 1, column: columns - 1, block: block, of: tensor)
    return TensorRegion(
      rows: first.rows.lowerBound..<last.rows.upperBound,
      columns: first.columns.lowerBound..<last.columns.upperBound)
  }
}

/// The cells that one chunk touches.
private struct PartialCells: Sendable {
  let chunk: TensorRegion
  let window: ScaleWindow
  let block: BlockShape
  private let rows: Range<Int>
  private let columns: Range<Int>
  private var cells: [ScaleCell]

  init(_ chunk: TensorRegion, window: ScaleWindow, block: BlockShape) {
    self.chunk = chunk
    self.window = window
    self.block = block
    rows = Self.cells(chunk.rows, block: block.rows, first: window.top, cell: window.cellRows)
    columns = Self.cells(
      chunk.columns, block: block.columns, first: window.left, cell: window.cellColumns)
    cells = Array(repeating: ScaleCell(), count: rows.count * columns.count)
  }

  private static func cells(
    _ elements: Range<Int>, block: Int, first: Int, cell: Int
  ) -> Range<Int> {
    let low = (elements.lowerBound / block - first) / cell
    return low..<max(low, ((elements.upperBound - 1) / block - first) / cell + 1)
  }

  mutating func add(_ values: Span<Float>, pass: FormatPass) {
    let width = chunk.columns.count
    for top in stride(from: 0, to: chunk.rows.count, by: block.rows) {
      let row = ((chunk.rows.lowerBound + top) / block.rows - window.top) / window.cellRows
      for left in stride(from: 0, to: width, by: block.columns) {
        let column =
          ((chunk.columns.lowerBound + left) / block.columns - window.left) / window.cellColumns
        let tile = Tile(
          rows: top..<min(top + block.rows, chunk.rows.count),
          columns: left..<min(left + block.columns, width), bandColumns: width)
        let cell = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
        tile.withValues(of: values) { cells[cell].add($0, codec: pass.codec) }
      }
    }
  }

  func merge(into map: inout ScaleMap) {
    var next = 0
    for row in rows {
      for column in columns {
        if row < window.rows && column < window.columns {
          map.cells[row * window.columns + column].merge(cells[next])
        }
        next += 1
      }
    }
  }
}

extension ScaleCell {
  fileprivate mutating func add(_ block: Span<Float>, codec: any BlockCodec) {
    let amax = block.amax
    if !amax.isFinite {
      addNonfinite()
    } else if amax == 0 {
      addZero()
    } else {
      add(codec.scale(for: block))
    }
  }
}
