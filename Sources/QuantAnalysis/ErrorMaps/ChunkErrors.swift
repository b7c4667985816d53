internal import QuantCore
internal import TensorFiles

/// The errors of one chunk: in the cells that it touches, in its rows and in its columns.
struct ChunkErrors: Sendable {
  let chunk: TensorRegion
  private let window: ScaleWindow
  private let gathersLines: Bool
  /// The rows and columns of cells that the chunk touches.
  private let rows: Range<Int>
  private let columns: Range<Int>
  private var cells: [ErrorCell]
  /// The columns of the chunk by the cell that they belong to, from left to right; -1 beyond the window.
  private let runs: [Run]

  /// The errors of each of the chunk's rows; empty where nobody asked.
  private(set) var rowErrors: [ErrorCell]
  /// Σx², Σe² and max |e| of each column; empty where nobody asked.
  private(set) var columnSignal: [Double]
  private var columnNoise: [Double]
  private var columnLargest: [Double]
  private var columnFlushed: [Int32]
  private var columnExcluded: [Int32]

  /// Columns of the chunk that lie in one cell.
  private struct Run: Sendable {
    let columns: Range<Int>
    let cell: Int?
  }

  init(_ chunk: TensorRegion, window: ScaleWindow, gathersLines: Bool) {
    self.chunk = chunk
    self.window = window
    self.gathersLines = gathersLines
    rows = Self.cells(chunk.rows, first: window.top, cell: window.cellRows, count: window.rows)
    let across = Self.cells(
      chunk.columns, first: window.left, cell: window.cellColumns, count: window.columns)
    columns = across
    cells = Array(repeating: ErrorCell(), count: rows.count * across.count)
    runs = Self.runs(chunk.columns, window: window, cells: across)
    let lines = gathersLines ? chunk.columns.count : 0
    rowErrors = Array(repeating: ErrorCell(), count: gathersLines ? chunk.rows.count : 0)
    columnSignal = Array(repeating: 0, count: lines)
    columnNoise = Array(repeating: 0, count: lines)
    columnLargest = Array(repeating: 0, count: lines)
    columnFlushed = Array(repeating: 0, count: lines)
    columnExcluded = Array(repeating: 0, count: lines)
  }

  /// The cells of the window that a chunk's rows or columns touch; a chunk can reach beyond the window.
  private static func cells(
    _ elements: Range<Int>, first: Int, cell: Int, count: Int
  ) -> Range<Int> {
    guard !elements.isEmpty else { return 0..<0 }
    let low = (elements.lowerBound - first).dividedDown(by: cell)
    let high = (elements.upperBound - 1 - first).dividedDown(by: cell) + 1
    let start = min(max(low, 0), count)
    return start..<max(start, min(max(high, 0), count))
  }

  /// Cuts a chunk's columns where cells begin, counted from the chunk's first.
  private static func runs(
    _ elements: Range<Int>, window: ScaleWindow, cells: Range<Int>
  ) -> [Run] {
    var runs: [Run] = []
    var column = elements.lowerBound
    for cell in cells {
      let left = max(window.left + cell * window.cellColumns, column)
      let right = min(
        window.left + (cell + 1) * window.cellColumns, elements.upperBound)
      if left > column {
        runs.append(Run(columns: column..<left, cell: nil))
      }
      runs.append(Run(columns: left..<right, cell: cell - cells.lowerBound))
      column = right
    }
    if column < elements.upperBound {
      runs.append(Run(columns: column..<elements.upperBound, cell: nil))
    }
    return runs.map { run in
      Run(
        columns: run.columns.lowerBound - elements.lowerBound..<run.columns.upperBound
          - elements.lowerBound, cell: run.cell)
    }
  }

  /// Measures some rows of the chunk, counted from its first.
  mutating func add(_ values: Span<Float>, decoded: Span<Float>, rows some: Range<Int>) {
    let width = chunk.columns.count
    for (offset, row) in some.enumerated() {
      let line = offset * width
      let cellRow = (chunk.rows.lowerBound + row - window.top).dividedDown(by: window.cellRows)
      let isShown = rows.contains(cellRow)
      guard gathersLines || isShown else { continue }
      let first = (cellRow - rows.lowerBound) * columns.count
      if gathersLines { rowErrors[row].merge(errors(values, decoded, line..<line + width)) }
      for run in runs {
        guard isShown, let cell = run.cell else { continue }
        let range = line + run.columns.lowerBound..<line + run.columns.upperBound
        var found = errors(values, decoded, range)
        if found.largest > cells[first + cell].largest {
          let index = range.first { found.largest == Self.magnitude(values[$0], decoded[$0]) }
          found.largestPlace = ValueStatistics.Place(
            row: chunk.rows.lowerBound + row,
            column: chunk.columns.lowerBound + (index ?? range.lowerBound) - line)
        }
        cells[first + cell].merge(found)
      }
      if gathersLines { addColumns(values, decoded, line..<line + width) }
    }
  }

  /// |e| of an element; NaN for one that is left out.
  private static func magnitude(_ value: Float, _ decoded: Float) -> Double {
    (Double(value) - Double(decoded)).magnitude
  }

  private func errors(
    _ values: Span<Float>, _ decoded: Span<Float>, _ range: Range<Int>
  ) -> ErrorCell {
    var excluded = 0
    var flushed = 0
    var signal = 0.0
    var noise = 0.0
    var largest = 0.0
    for index in range {
      let d = decoded[index]
      guard !d.isNaN else {
        excluded += 1
        continue
      }
      let x = values[index]
      let error = Double(x) - Double(d)
      signal += Double(x) * Double(x)
      noise += error * error
      largest = max(largest, error.magnitude)
      flushed += d == 0 && x != 0 ? 1 : 0
    }
    return ErrorCell(
      count: range.count - excluded, excluded: excluded, flushed: flushed, signal: signal,
      noise: noise, largest: largest)
  }

  private mutating func addColumns(
    _ values: Span<Float>, _ decoded: Span<Float>, _ range: Range<Int>
  ) {
    for (column, index) in range.enumerated() {
      let d = decoded[index]
      guard !d.isNaN else {
        columnExcluded[column] += 1
        continue
      }
      let x = values[index]
      let error = Double(x) - Double(d)
      columnSignal[column] += Double(x) * Double(x)
      columnNoise[column] += error * error
      columnLargest[column] = max(columnLargest[column], error.magnitude)
      columnFlushed[column] += d == 0 && x != 0 ? 1 : 0
    }
  }

  /// The errors of a column, counted from the chunk's first.
  func columnErrors(_ column: Int) -> ErrorCell {
    let excluded = Int(columnExcluded[column])
    return ErrorCell(
      count: chunk.rows.count - excluded, excluded: excluded,
      flushed: Int(columnFlushed[column]), signal: columnSignal[column],
      noise: columnNoise[column], largest: columnLargest[column])
  }

  /// Adds the cells to a map that holds those of the chunks before.
  func merge(into map: inout ErrorMap) {
    var next = 0
    for row in rows {
      for column in columns {
        map.cells[row * window.columns + column].merge(cells[next])
        next += 1
      }
    }
  }
}
