public import QuantCore
public import TensorFiles

/// Which of the scales that a file stores to map, and how finely.
public struct StoredScaleMapRequest: Sendable {
  /// The weight that is quantized already.
  public let tensor: TensorDescriptor
  /// The part of it to map, in its own blocks.
  public let window: ScaleWindow
  /// Under which format the map is kept.
  public let format: FormatID

  /// Creates a request.
  public init(tensor: TensorDescriptor, window: ScaleWindow, format: FormatID) {
    self.tensor = tensor
    self.window = window
    self.format = format
  }
}

extension Analyzer {
  /// How many scales are read at once.
  private static let scalesAtOnce = 1 << 16

  /// Maps the scales that a file stores; reads nothing outside the window.
  public func scaleMap(for request: StoredScaleMapRequest) -> AsyncStream<ScaleMapEvent> {
    AsyncStream { continuation in
      let task = Task {
        map(request) { continuation.yield($0) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func map(_ request: StoredScaleMapRequest, emit: (ScaleMapEvent) -> Void) {
    let window = request.window
    let weight = source.encoded(request.tensor)
    let block = weight?.matrix.block ?? BlockShape(rows: 1, columns: 1)
    var map = ScaleMap(
      window: window, format: request.format, block: block,
      cells: Array(repeating: ScaleCell(), count: window.rows * window.columns))
    let region = window.region(block: block, of: request.tensor)
    let across = max(1, window.columns * window.cellColumns)
    let step = max(1, Self.scalesAtOnce / across) * block.rows
    if let weight, region.elementCount > 0 {
      for (index, top) in stride(from: region.rows.lowerBound, to: region.rows.upperBound, by: step)
        .enumerated()
      {
        guard !Task.isCancelled else { return }
        let rows = top..<min(top + step, region.rows.upperBound)
        map.add(weight.scales(of: TensorRegion(rows: rows, columns: region.columns)))
        if index % 16 == 15 { emit(.partial(map)) }
      }
    }
    if let failure = change(of: request.tensor) {
      emit(.failed(failure))
    } else {
      map.isComplete = true
      emit(.finished(map))
    }
  }
}

extension ScaleMap {
  /// Adds the scales of some blocks; of those beyond the window nothing is taken.
  fileprivate mutating func add(_ stored: StoredScales) {
    for (index, scale) in stored.scales.enumerated() {
      let blockRow = stored.blockRows.lowerBound + index / stored.blockColumns.count
      let blockColumn = stored.blockColumns.lowerBound + index % stored.blockColumns.count
      let row = (blockRow - window.top).dividedDown(by: window.cellRows)
      let column = (blockColumn - window.left).dividedDown(by: window.cellColumns)
      guard (0..<window.rows).contains(row), (0..<window.columns).contains(column) else { continue }
      let cell = row * window.columns + column
      if !scale.multiplier.isFinite {
        cells[cell].addNonfinite()
      } else if scale.multiplier == 0 {
        cells[cell].addZero()
      } else {
        // The sign of Q4_0's scales says nothing of their size.
        cells[cell].add(
          BlockScale(
            code: scale.code, value: scale.value, multiplier: scale.multiplier.magnitude,
            offset: scale.offset),
          at: ValueStatistics.Place(
            row: blockRow * block.rows, column: blockColumn * block.columns))
      }
    }
  }
}
