import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

@Suite struct ScaleMapTests {
  static let windows = [
    ScaleWindow(top: 0, left: 0, cellRows: 1, cellColumns: 1, rows: 40, columns: 30),
    ScaleWindow(top: 1190, left: 1, cellRows: 1, cellColumns: 1, rows: 20, columns: 80),
    ScaleWindow(top: 3, left: 2, cellRows: 7, cellColumns: 3, rows: 11, columns: 5),
    ScaleWindow(top: 0, left: 0, cellRows: 100, cellColumns: 2, rows: 13, columns: 11),
    ScaleWindow(top: 0, left: 0, cellRows: 1201, cellColumns: 21, rows: 1, columns: 1),
    ScaleWindow(top: -5, left: -2, cellRows: 3, cellColumns: 2, rows: 6, columns: 40),
    ScaleWindow(top: 5000, left: 0, cellRows: 1, cellColumns: 1, rows: 3, columns: 3),
    ScaleWindow(top: 0, left: 0, cellRows: 0, cellColumns: -1, rows: 2, columns: 2),
    ScaleWindow(top: 0, left: 0, cellRows: 1, cellColumns: 1, rows: 0, columns: 5),
  ]
  static let ids = ["mxfp4", "nvfp4", "int4-g128", "tiled"]

  @Test(arguments: windows, ids)
  func `cells are what their blocks say`(window: ScaleWindow, id: String) async throws {
    let source = CountingSource(AnalyzerTests.odd)
    let request = try request(for: source, window, as: id)
    let map = try #require(await finished(Analyzer(source: source, threads: 2), request))
    #expect(map.isComplete && map.cells.count == window.rows * window.columns)
    let values = source.base.values(of: request.tensor)
    var covered = 0
    for row in 0..<window.rows {
      for column in 0..<window.columns {
        let direct = DirectCell(request, row: row, column: column, values: values)
        #expect(map[row, column].agrees(with: direct))
        covered += direct.elements
        let elements = window.elements(
          row: row, column: column, block: map.block, of: request.tensor)
        #expect(elements.elementCount == direct.elements)
      }
    }
    #expect(source.log.elements == covered)
  }

  @Test(arguments: windows)
  func `many threads give the bits of one`(window: ScaleWindow) async throws {
    let request = try request(for: AnalyzerTests.odd, window, as: "nvfp4")
    let one = await finished(Analyzer(source: AnalyzerTests.odd, threads: 1), request)
    for threads in [2, 3, 8] {
      let many = await finished(Analyzer(source: AnalyzerTests.odd, threads: threads), request)
      #expect(one != nil && one == many)
    }
  }

  @Test func `a map of everything counts the report's blocks`() async throws {
    let source = AnalyzerTests.odd
    let whole = ScaleWindow(
      top: 0, left: 0, cellRows: 1201, cellColumns: 11, rows: 1, columns: 1)
    let request = try request(for: source, whole, as: "mxfp4")
    let map = try #require(await finished(Analyzer(source: source, threads: 2), request))
    let report = try #require(
      try await report(of: source, formats(["mxfp4"])).formats.first)
    let cell = map[0, 0]
    #expect(cell.zeroBlocks == report.zeroBlocks && cell.zeroBlocks > 0)
    #expect(cell.nonfiniteBlocks == report.nonfiniteBlocks && cell.nonfiniteBlocks > 0)
    #expect(cell.blocks + cell.zeroBlocks + cell.nonfiniteBlocks == report.blocks)
    #expect(cell.minimum?.code == report.scales.codes.first.map { UInt32($0.code) })
    #expect(cell.maximum?.code == report.scales.codes.last.map { UInt32($0.code) })
  }

  @Test func `rows fill in, and the last word is the whole map`() async throws {
    let source = AnalyzerTests.long
    let window = ScaleWindow(
      top: 0, left: 0, cellRows: source.tensor.rows / 16, cellColumns: 8, rows: 16, columns: 4)
    var filled: [Int] = []
    var last: ScaleMapEvent?
    let request = try request(for: source, window, as: "nvfp4")
    for await event in Analyzer(source: source, threads: 2).scaleMap(for: request) {
      last = event
      guard case .partial(let map) = event else { continue }
      #expect(!map.isComplete)
      filled.append(map.cells.count { $0.mean != nil })
    }
    #expect(filled.count >= 2 && filled == filled.sorted() && filled[0] > 0)
    guard case .finished(let map)? = last else {
      Issue.record("the last event is \(String(describing: last))")
      return
    }
    #expect(map.isComplete && map.cells.allSatisfy { $0.mean != nil })
  }

  @Test func `a file that changed ends in its error`() async throws {
    let failure = TensorFileError(.changed, path: "synthetic", "cut short")
    let source = CountingSource(AnalyzerTests.odd, failure: failure)
    var last: ScaleMapEvent?
    let request = try request(for: source, Self.windows[0], as: "mxfp4")
    for await event in Analyzer(source: source, threads: 2).scaleMap(for: request) { last = event }
    guard case .failed(failure)? = last else {
      Issue.record("the last event is \(String(describing: last))")
      return
    }
  }

  @Test func `ending the iteration stops reading`() async throws {
    let huge = SyntheticSource(shape: [1 << 20, 4096]) { Float($0 & 1023) }
    let source = CountingSource(huge)
    let window = ScaleWindow(
      top: 0, left: 0, cellRows: 1 << 14, cellColumns: 4, rows: 64, columns: 64)
    let request = try request(for: source, window, as: "nvfp4", amax: 1023)
    let events = Analyzer(source: source, threads: 2).scaleMap(for: request)
    for await _ in consume events { break }
    let atEnd = source.log.regions.count
    try await source.settle()
    let log = source.log
    #expect(log.regions.count - atEnd <= 4)
    #expect(log.regions.allSatisfy { $0.elementCount <= ChunkPlan.target })
  }

  private func request(
    for source: any TensorSource, _ window: ScaleWindow, as id: String, amax: Float? = nil
  ) throws -> ScaleMapRequest {
    let tensor = try #require(source.tensors.first)
    let format: any QuantizationFormat =
      id == "tiled" ? TiledFormat(side: 24) : try FormatRegistry.format(named: id)
    let largest =
      amax ?? AnalyzerTests.odd.values(of: tensor).filter(\.isFinite).map(\.magnitude).max()
    let summary = TensorSummary(
      rows: tensor.rows, columns: tensor.columns, amax: try #require(largest), meanMagnitude: 0,
      hasNonfinite: true)
    return ScaleMapRequest(tensor: tensor, format: format, summary: summary, window: window)
  }

  private func finished(_ analyzer: Analyzer, _ request: ScaleMapRequest) async -> ScaleMap? {
    for await event in analyzer.scaleMap(for: request) {
      if case .finished(let map) = event { return map }
    }
    return nil
  }
}

/// A cell computed block by block from all values.
private struct DirectCell {
  var elements = 0
  var zeroBlocks = 0
  var nonfiniteBlocks = 0
  var multipliers: [Float] = []
  /// The multiplier of each block by its first element.
  var blocks: [ValueStatistics.Place: Float] = [:]

  init(_ request: ScaleMapRequest, row: Int, column: Int, values: [Float]) {
    let window = request.window
    let tensor = request.tensor
    let shape = request.format.blockShape(rows: tensor.rows, columns: tensor.columns)
    guard let codec = (request.format.codec(for: request.summary) as? TiledCodec)?.block else {
      return
    }
    for blockRow in 0..<window.cellRows {
      let top = (window.top + row * window.cellRows + blockRow) * shape.rows
      for blockColumn in 0..<window.cellColumns {
        let left = (window.left + column * window.cellColumns + blockColumn) * shape.columns
        guard top >= 0, left >= 0, top < tensor.rows, left < tensor.columns else { continue }
        let block = (top..<min(top + shape.rows, tensor.rows)).flatMap { row in
          (left..<min(left + shape.columns, tensor.columns)).map {
            values[row * tensor.columns + $0]
          }
        }
        elements += block.count
        if !block.allSatisfy(\.isFinite) {
          nonfiniteBlocks += 1
        } else if block.allSatisfy({ $0 == 0 }) {
          zeroBlocks += 1
        } else {
          let multiplier = codec.scale(for: block.span).multiplier
          multipliers.append(multiplier)
          blocks[ValueStatistics.Place(row: top, column: left)] = multiplier
        }
      }
    }
  }
}

extension ScaleCell {
  fileprivate func agrees(with direct: DirectCell) -> Bool {
    let sum = direct.multipliers.reduce(0.0) { $0 + Double($1) }
    let mean = direct.multipliers.isEmpty ? nil : sum / Double(direct.multipliers.count)
    return blocks == direct.multipliers.count && zeroBlocks == direct.zeroBlocks
      && nonfiniteBlocks == direct.nonfiniteBlocks && isClose(self.mean, mean)
      && minimum?.multiplier == direct.multipliers.min()
      && maximum?.multiplier == direct.multipliers.max()
      && minimumPlace.flatMap { direct.blocks[$0] } == direct.multipliers.min()
      && maximumPlace.flatMap { direct.blocks[$0] } == direct.multipliers.max()
  }
}
