import KernelEngine
import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

@Suite struct ErrorMapTests {
  /// Two chunks of rows of an odd length, with NaN and a zero block.
  static let odd = SyntheticSource(shape: [420, 333]) { AnalyzerTests.odd.value($0) }

  static let windows = [
    ScaleWindow(top: 0, left: 0, cellRows: 64, cellColumns: 16, rows: 7, columns: 21),
    ScaleWindow(top: 410, left: 301, cellRows: 1, cellColumns: 1, rows: 20, columns: 40),
    ScaleWindow(top: 3, left: 2, cellRows: 7, cellColumns: 33, rows: 11, columns: 5),
    ScaleWindow(top: 0, left: 0, cellRows: 2048, cellColumns: 512, rows: 1, columns: 1),
    ScaleWindow(top: -5, left: -2, cellRows: 3, cellColumns: 2, rows: 6, columns: 40),
    ScaleWindow(top: 5000, left: 0, cellRows: 1, cellColumns: 1, rows: 3, columns: 3),
    ScaleWindow(top: 0, left: 0, cellRows: 1, cellColumns: 1, rows: 0, columns: 5),
  ]
  /// Blocks that are runs, tiles and rows, and formats that know the tensor before.
  static let ids = [
    "mxfp4", "nvfp4", "int4-g128", "int8-row", "fp8-128x128", "fp8-tensor", "mxfp4+row-scale",
    "hqq4-g64", "tiled",
  ]

  @Test(arguments: windows, ids)
  func `cells are what their elements say`(window: ScaleWindow, id: String) async throws {
    let direct = try await DirectErrors(Self.odd, id)
    let map = try #require(
      await finished(Self.odd, direct.request(window, gathersLines: false)))
    #expect(map.isComplete && map.rows == nil && map.columns == nil)
    #expect(map.cells.count == window.rows * window.columns)
    for row in 0..<window.rows {
      for column in 0..<window.columns {
        let region = window.elements(
          row: row, column: column, block: BlockShape(rows: 1, columns: 1), of: direct.tensor)
        let cell = map[row, column]
        #expect(cell.agrees(with: direct.errors(region)), "[\(row),\(column)]")
        let place = cell.largestPlace
        #expect(place.map { region.rows.contains($0.row) } ?? (cell.largest == 0))
        #expect(place.map { region.columns.contains($0.column) } ?? (cell.largest == 0))
        #expect((place.map { direct.error(at: $0) } ?? 0) == cell.largest)
      }
    }
  }

  @Test(arguments: ids)
  func `rows and columns are sums over all of the tensor`(id: String) async throws {
    let direct = try await DirectErrors(Self.odd, id)
    let map = try #require(
      await finished(Self.odd, direct.request(Self.windows[1], gathersLines: true)))
    let rows = try #require(map.rows)
    let columns = try #require(map.columns)
    #expect(rows.step == 1 && rows.lines.count == direct.tensor.rows)
    #expect(columns.step == 1 && columns.lines.count == direct.tensor.columns)
    for row in 0..<direct.tensor.rows {
      let line = TensorRegion(rows: row..<row + 1, columns: 0..<direct.tensor.columns)
      #expect(rows.lines[row].agrees(with: direct.errors(line)), "row \(row)")
    }
    for column in 0..<direct.tensor.columns {
      let line = TensorRegion(rows: 0..<direct.tensor.rows, columns: column..<column + 1)
      #expect(columns.lines[column].agrees(with: direct.errors(line)), "column \(column)")
    }
    let report = try #require(direct.report)
    for sum in [rows.sum(0..<direct.tensor.rows), columns.sum(0..<direct.tensor.columns)] {
      #expect(sum.count == report.elements && sum.flushed == report.flushedCount)
      #expect(sum.largest == report.maximumError)
      #expect(isClose(sum.noise, report.noise) && isClose(sum.signal, report.signal))
    }
  }

  @Test(arguments: ["mxfp4", "nvfp4", "int4-g128", "hqq4-g64"])
  func `threads and backends give the same bits`(id: String) async throws {
    let direct = try await DirectErrors(Self.odd, id)
    let request = direct.request(Self.windows[0], gathersLines: true)
    let one = await finished(Self.odd, request, threads: 1)
    for threads in [2, 3, 8] {
      let many = await finished(Self.odd, request, threads: threads)
      #expect(one != nil && many == one)
    }
    for backend in Backend.supported {
      let engine = try #require(KernelEngine(backend))
      let analyzer = Analyzer(
        source: Self.odd, threads: 2, engine: engine)
      let other = await finished(analyzer, request)
      #expect(other == one, "\(backend)")
    }
  }

  @Test(arguments: [[1, 1], [1, 100_000], [70_000, 1], [3, 5], [2, 17], [1, 600_000]])
  func `tensors of extreme shapes are mapped`(_ shape: [Int]) async throws {
    let source = SyntheticSource(shape: shape, value: LongRow.value)
    for id in ["nvfp4", "int4-g128", "fp8-128x128"] {
      let direct = try await DirectErrors(source, id)
      let window = ScaleWindow(
        top: 0, left: 0, cellRows: (shape[0] + 3) / 4, cellColumns: (shape[1] + 3) / 4, rows: 4,
        columns: 4)
      let map = try #require(await finished(source, direct.request(window, gathersLines: true)))
      var total = ErrorCell()
      for cell in map.cells { total.merge(cell) }
      #expect(total.agrees(with: direct.errors(source.tensor.region)))
      let columns = try #require(map.columns)
      #expect(columns.lines.count <= ErrorLines.limit)
      #expect(columns.step == (shape[1] > ErrorLines.limit ? 2 : 1))
      #expect(columns.sum(0..<shape[1]).agrees(with: total))
      #expect(columns.range(columns.lines.count - 1).upperBound == shape[1])
    }
  }

  @Test(arguments: ["e8p2", "nvfp4+h16"])
  func `whole matrices and rotated runs are measured like the others`(id: String) async throws {
    let source = SyntheticSource(shape: [70, 48], value: LongRow.value)
    let direct = try await DirectErrors(source, id)
    let window = ScaleWindow(
      top: 8, left: 3, cellRows: 9, cellColumns: 7, rows: 5, columns: 4)
    let map = try #require(await finished(source, direct.request(window, gathersLines: true)))
    let region = window.elements(
      row: 4, column: 3, block: BlockShape(rows: 1, columns: 1), of: source.tensor)
    #expect(map[4, 3].agrees(with: direct.errors(region)))
    let rows = try #require(map.rows)
    #expect(rows.sum(0..<70).agrees(with: direct.errors(source.tensor.region)))
    #expect(isClose(rows.sum(0..<70).noise, direct.report?.noise))
  }

  @Test func `only the window's blocks are read, all once where lines are asked for`() async throws
  {
    let source = CountingSource(Self.odd)
    let direct = try await DirectErrors(Self.odd, "int4-g128")
    let window = ScaleWindow(
      top: 100, left: 130, cellRows: 2, cellColumns: 3, rows: 5, columns: 4)
    _ = await finished(source, direct.request(window, gathersLines: false))
    #expect(source.log.elements == 10 * 128)
    source.forget()
    _ = await finished(source, direct.request(window, gathersLines: true))
    #expect(source.log.elements == Self.odd.tensor.elementCount)
  }

  @Test func `cells fill in, and rows and columns come with the last word`() async throws {
    let source = AnalyzerTests.long
    let direct = try await DirectErrors(source, "mxfp4")
    let window = ScaleWindow(
      top: 0, left: 0, cellRows: (source.tensor.rows + 15) / 16,
      cellColumns: source.tensor.columns, rows: 16, columns: 1)
    var filled: [Int] = []
    var shares: [Double] = []
    var last: ErrorMapEvent?
    for await event in Analyzer(source: source, threads: 2).errorMap(
      for: direct.request(window, gathersLines: true))
    {
      last = event
      guard case .partial(let map, let done) = event else { continue }
      #expect(!map.isComplete && map.rows == nil)
      filled.append(map.cells.reduce(0) { $0 + $1.count })
      shares.append(done)
    }
    #expect(filled.count >= 2 && filled == filled.sorted() && filled[0] > 0)
    #expect(shares == shares.sorted() && shares.allSatisfy { $0 > 0 && $0 < 1 })
    guard case .finished(let map)? = last else {
      Issue.record("the last event is \(String(describing: last))")
      return
    }
    #expect(map.isComplete && map.rows != nil && map.columns != nil)
  }

  @Test func `a file that changed ends in its error`() async throws {
    let failure = TensorFileError(.changed, path: "synthetic", "cut short")
    let direct = try await DirectErrors(Self.odd, "mxfp4")
    let source = CountingSource(Self.odd, failure: failure)
    var last: ErrorMapEvent?
    for await event in Analyzer(source: source, threads: 2).errorMap(
      for: direct.request(Self.windows[0], gathersLines: true))
    {
      last = event
    }
    guard case .failed(failure)? = last else {
      Issue.record("the last event is \(String(describing: last))")
      return
    }
  }

  @Test func `ending the iteration stops reading`() async throws {
    let huge = SyntheticSource(shape: [1 << 20, 4096]) { Float($0 & 1023) }
    let source = CountingSource(huge)
    let window = ScaleWindow(
      top: 0, left: 0, cellRows: 1 << 14, cellColumns: 64, rows: 64, columns: 64)
    let request = ErrorMapRequest(
      tensor: huge.tensor, format: try FormatRegistry.format(named: "mxfp4"),
      summary: .unknown(rows: 1 << 20, columns: 4096), window: window, gathersLines: true)
    let events = Analyzer(source: source, threads: 2).errorMap(for: request)
    for await _ in consume events { break }
    let atEnd = source.log.regions.count
    try await source.settle()
    #expect(source.log.regions.count - atEnd <= 4)
    #expect(source.log.regions.allSatisfy { $0.elementCount <= ChunkPlan.target })
  }

  private func finished(
    _ source: any TensorSource, _ request: ErrorMapRequest, threads: Int = 2
  ) async -> ErrorMap? {
    await finished(Analyzer(source: source, threads: threads), request)
  }

  private func finished(_ analyzer: Analyzer, _ request: ErrorMapRequest) async -> ErrorMap? {
    for await event in analyzer.errorMap(for: request) {
      if case .finished(let map) = event { return map }
    }
    return nil
  }
}

/// A tensor encoded at once by a format's definition, and its errors taken one by one.
private struct DirectErrors {
  let tensor: TensorDescriptor
  let format: any QuantizationFormat
  let summary: TensorSummary
  let report: FormatReport?
  private let values: [Float]
  private let decoded: [Float]

  init(_ source: SyntheticSource, _ id: String) async throws {
    let format: any QuantizationFormat =
      id == "tiled" ? TiledFormat(side: 24) : try FormatRegistry.format(named: id)
    let found = try await QuantAnalysisTests.report(of: source, [format])
    var known = try #require(found.values?.summary)
    known.survey = found.formats.first?.survey ?? Survey()
    let original = (0..<source.tensor.elementCount).map { source.value($0) }
    var band = EncodedBand()
    format.codec(for: known).encode(
      original.span, columns: source.tensor.columns, mayHoldNonfinite: true, into: &band)
    tensor = source.tensor
    self.format = format
    report = found.formats.first
    summary = known
    values = original
    decoded = band.decoded
  }

  func request(_ window: ScaleWindow, gathersLines: Bool) -> ErrorMapRequest {
    ErrorMapRequest(
      tensor: tensor, format: format, summary: summary, window: window, gathersLines: gathersLines)
  }

  func error(at place: ValueStatistics.Place) -> Double {
    let index = place.row * tensor.columns + place.column
    return abs(Double(values[index]) - Double(decoded[index]))
  }

  func errors(_ region: TensorRegion) -> ErrorCell {
    var (count, excluded, flushed) = (0, 0, 0)
    var (signal, noise, largest) = (0.0, 0.0, 0.0)
    for row in region.rows {
      for column in region.columns {
        let index = row * tensor.columns + column
        guard !decoded[index].isNaN else {
          excluded += 1
          continue
        }
        let error = Double(values[index]) - Double(decoded[index])
        count += 1
        flushed += decoded[index] == 0 && values[index] != 0 ? 1 : 0
        signal += Double(values[index]) * Double(values[index])
        noise += error * error
        largest = max(largest, abs(error))
      }
    }
    return ErrorCell(
      count: count, excluded: excluded, flushed: flushed, signal: signal, noise: noise,
      largest: largest)
  }
}

extension ErrorCell {
  fileprivate func agrees(with other: ErrorCell) -> Bool {
    count == other.count && excluded == other.excluded && flushed == other.flushed
      && largest == other.largest && isClose(signal, other.signal) && isClose(noise, other.noise)
  }
}
