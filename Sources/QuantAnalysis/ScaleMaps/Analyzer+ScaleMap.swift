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
    let pass = Coding(request.format, summary: request.summary, survey: request.summary.survey)
    let window = request.window
    let region = window.region(block: pass.shape, of: request.tensor)
      .widened(to: pass.unit, of: request.tensor)
    let plan = ChunkPlan(region: region, block: pass.unit)
    var map = ScaleMap(
      window: window, format: request.format.id, block: pass.shape,
      cells: Array(repeating: ScaleCell(), count: window.rows * window.columns))
    var failure: TensorFileError?
    let isWhole = await foldInOrder(count: plan.count, threads: threads) { index in
      let chunk = plan[index]
      var part = PartialCells(chunk, window: window, block: pass.shape)
      withValues(of: chunk, in: request.tensor) { values in
        var encoded = EncodedBand()
        pass.codec.encode(
          values, columns: chunk.columns.count,
          mayHoldNonfinite: request.summary.hasNonfinite, into: &encoded)
        part.add(encoded, of: values)
      } as Void
      return part
    } fold: { index, part in
      part.merge(into: &map)
      guard (index + 1) % 16 == 0 else { return true }
      failure = change(of: request.tensor)
      if failure == nil { emit(.partial(map)) }
      return failure == nil
    }
    guard isWhole || failure != nil else { return }
    if let failure = failure ?? change(of: request.tensor) {
      emit(.failed(failure))
    } else {
      map.isComplete = true
      emit(.finished(map))
    }
  }
}

extension ScaleWindow {
  /// The elements of all cells.
  func region(block: BlockShape, of tensor: TensorDescriptor) -> TensorRegion {
    guard rows > 0, columns > 0 else { return TensorRegion(rows: 0..<0, columns: 0..<0) }
    let first = elements(row: 0, column: 0, block: block, of: tensor)
    let last = elements(row: rows - 1, column: columns - 1, block: block, of: tensor)
    return TensorRegion(
      rows: first.rows.lowerBound..<last.rows.upperBound,
      columns: first.columns.lowerBound..<last.columns.upperBound)
  }
}

extension TensorRegion {
  /// The smallest region of whole units that holds this one.
  func widened(to unit: BlockShape, of tensor: TensorDescriptor) -> TensorRegion {
    func widened(_ range: Range<Int>, _ size: Int, _ end: Int) -> Range<Int> {
      guard !range.isEmpty else { return range }
      let last = (range.upperBound - 1) / size * size
      return range.lowerBound / size * size..<(end - last < size ? end : last + size)
    }
    return TensorRegion(
      rows: widened(rows, unit.rows, tensor.rows),
      columns: widened(columns, unit.columns, tensor.columns))
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
    rows = Self.cells(
      chunk.rows, block: block.rows, first: window.top, cell: window.cellRows, count: window.rows)
    columns = Self.cells(
      chunk.columns, block: block.columns, first: window.left, cell: window.cellColumns,
      count: window.columns)
    cells = Array(repeating: ScaleCell(), count: rows.count * columns.count)
  }

  /// The cells of the window that a chunk's rows or columns touch; a chunk can reach beyond the window.
  private static func cells(
    _ elements: Range<Int>, block: Int, first: Int, cell: Int, count: Int
  ) -> Range<Int> {
    let low = (elements.lowerBound / block - first).dividedDown(by: cell)
    let high = ((elements.upperBound - 1) / block - first).dividedDown(by: cell) + 1
    return min(max(low, 0), count)..<min(max(high, 0), count)
  }

  mutating func add(_ encoded: EncodedBand, of values: Span<Float>) {
    for index in 0..<encoded.blockCount {
      let tile = encoded.tile(index)
      let place = ValueStatistics.Place(
        row: chunk.rows.lowerBound + tile.rows.lowerBound,
        column: chunk.columns.lowerBound + tile.columns.lowerBound)
      let row = (place.row / block.rows - window.top).dividedDown(by: window.cellRows)
      let column = (place.column / block.columns - window.left)
        .dividedDown(by: window.cellColumns)
      guard rows.contains(row), columns.contains(column) else { continue }
      let cell = (row - rows.lowerBound) * columns.count + column - columns.lowerBound
      if encoded.saturated[index] == EncodedBand.excluded {
        cells[cell].addNonfinite()
      } else if isZero(tile, in: encoded, of: values) {
        cells[cell].addZero()
      } else {
        cells[cell].add(encoded.scale(index), at: place)
      }
    }
  }

  /// Whether a block was made from zeros only.
  private func isZero(_ tile: Tile, in encoded: EncodedBand, of values: Span<Float>) -> Bool {
    guard let working = encoded.working else {
      return tile.withValues(of: values) { $0.amax == 0 }
    }
    return tile.withValues(of: working.values.span) { $0.amax == 0 }
  }

  func merge(into map: inout ScaleMap) {
    var next = 0
    for row in rows {
      for column in columns {
        map.cells[row * window.columns + column].merge(cells[next])
        next += 1
      }
    }
  }
}
