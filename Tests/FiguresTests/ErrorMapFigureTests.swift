import Charts
import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import Figures

@Suite struct ErrorMapFigureTests {
  private let window = ScaleWindow(
    top: 0, left: 0, cellRows: 1, cellColumns: 1, rows: 2, columns: 2)

  private func cell(
    signal: Double = 1, noise: Double = 0, largest: Double = 0, flushed: Int = 0, excluded: Int = 0
  ) -> ErrorCell {
    ErrorCell(
      count: 4, excluded: excluded, flushed: flushed, signal: signal, noise: noise,
      largest: largest)
  }

  @Test func `levels are dB, a logarithm and a share`() {
    let cell = cell(signal: 100, noise: 1, largest: 0.25, flushed: 1)
    #expect(ErrorQuantity.sqnr.level(of: cell) == 20)
    #expect(ErrorQuantity.largest.level(of: cell) == -2)
    #expect(ErrorQuantity.flushed.level(of: cell) == 0.25)
    #expect(
      ErrorQuantity.allCases.map { $0.text($0.level(of: cell)) } == [
        "20.00 dB", "0.2500", "25.00%",
      ])
  }

  @Test func `exact tiles, overflow and nothing at all have words of their own`() {
    let exact = cell()
    #expect(ErrorQuantity.sqnr.text(ErrorQuantity.sqnr.level(of: exact)) == "exact")
    #expect(ErrorQuantity.largest.text(ErrorQuantity.largest.level(of: exact)) == "exact")
    let infinite = cell(noise: .infinity, largest: .infinity)
    #expect(ErrorQuantity.sqnr.text(ErrorQuantity.sqnr.level(of: infinite)) == "overflow")
    #expect(ErrorQuantity.largest.text(ErrorQuantity.largest.level(of: infinite)) == "overflow")
    for quantity in ErrorQuantity.allCases {
      #expect(quantity.level(of: ErrorCell()) == nil)
    }
    #expect(ErrorQuantity.sqnr.level(of: cell(signal: 0)) == nil, "zeros stay zero")
  }

  @Test func `a difference has the sign of the better format`() {
    let good = cell(signal: 1000, noise: 1)
    let bad = cell(signal: 10, noise: 1)
    let reading = ErrorReading.difference
    #expect(reading.level(of: good, minus: bad) == 20 && reading.level(of: bad, minus: good) == -20)
    #expect(reading.text(20) == "+20.00 dB" && reading.text(-20) == "-20.00 dB")
    #expect(reading.level(of: cell(), minus: bad) == .infinity)
    #expect(reading.level(of: bad, minus: cell()) == -.infinity)
    #expect(reading.level(of: cell(), minus: cell()) == 0)
    #expect(reading.level(of: good) == nil)
  }

  @Test func `tiles are spread from the worst to the best, and ranked`() {
    let figure = ErrorMapFigure(
      ErrorMapFigure.Layer(cells: [
        cell(signal: 100, noise: 1), cell(signal: 10, noise: 1), cell(), cell(signal: 31, noise: 1),
      ]), window: window, reading: .quantity(.sqnr))
    #expect(figure.heatMap.values[0] == 1 && figure.heatMap.values[1] == 0)
    #expect(figure.heatMap.values[2] == 1, "exact")
    #expect(figure.ranking == [1, 3, 0, 2])
    #expect(figure.hasExactCells && !figure.hasOverflow && !figure.hasNonfiniteCells)
    #expect(
      figure.heatMap.marks == [
        HeatMap.Mark(position: HeatMap.Position(row: 1, column: 0), character: "=")
      ])
  }

  @Test func `a difference has zero in the middle, and the largest either way first`() {
    let first = [100.0, 10, 10, 31].map { cell(signal: $0, noise: 1) }
    let second = [10.0, 10, 1000, 31].map { cell(signal: $0, noise: 1) }
    let figure = ErrorMapFigure(
      ErrorMapFigure.Layer(cells: first), minus: ErrorMapFigure.Layer(cells: second),
      window: window, reading: .difference)
    #expect(figure.heatMap.palette == .difference)
    let values = figure.heatMap.values.compactMap { $0 }
    #expect(values[1] == 0.5 && values[3] == 0.5 && values[2] == 0)
    #expect((values[0] - 0.75).magnitude < 1e-9)
    #expect(figure.ranking.prefix(2) == [2, 0])
    #expect(
      figure.heatMap.legend.first?.label == "-20" && figure.heatMap.legend.last?.label == "+20")
  }

  @Test func `blocks with NaN are marked before anything else`() {
    let figure = ErrorMapFigure(
      ErrorMapFigure.Layer(cells: [
        cell(noise: .infinity, excluded: 1), cell(noise: .infinity), ErrorCell(), ErrorCell(),
      ]), window: window, reading: .quantity(.largest))
    #expect(figure.heatMap.marks.map(\.character) == ["N", "!"])
    #expect(figure.heatMap.values[2] == nil)
  }

  /// The errors of a format in a tensor, with rows and columns.
  private func map(_ values: [Float], columns: Int, _ id: String) async throws -> ErrorMap {
    let source = ArraySource(values, shape: [values.count / columns, columns])
    let tensor = try #require(source.tensors.first)
    let format = try FormatRegistry.format(named: id)
    let known = try await report(values, columns: columns, formats: [id])
    let request = ErrorMapRequest(
      tensor: tensor, format: format, summary: try #require(known.values?.summary),
      window: ScaleWindow(top: 0, left: 0, cellRows: 4, cellColumns: 4, rows: 1, columns: 1),
      gathersLines: true)
    for await event in Analyzer(source: source, threads: 1).errorMap(for: request) {
      if case .finished(let map) = event { return map }
    }
    throw CancellationError()
  }

  private func layer(_ map: ErrorMap) -> ErrorMapFigure.Layer {
    ErrorMapFigure.Layer(cells: map.cells, rows: map.rows, columns: map.columns)
  }

  @Test func `the worst rows and columns are named with their figures, ties in order`() async throws
  {
    // A row of INT8 is exact where its values are multiples of amax / 127.
    var values = [Float](repeating: 127, count: 8 * 16)
    for row in [2, 5] { values[row * 16 + 3] = 0.5 }
    values[6 * 16 + 7] = 10.25
    let id = try #require(FormatID("int8-row"))
    let found = ErrorMapWords(
      layer(try await map(values, columns: 16, "int8-row")), of: id, reading: .quantity(.sqnr))
    #expect(found.rows?.heading == "worst int8-row rows:")
    #expect(found.rows?.places.map { String($0.prefix(2)) } == ["2 ", "5 ", "6 "])
    #expect(found.columns?.places.map { String($0.prefix(2)) }.sorted() == ["3 ", "7 "])
    #expect(found.rows?.text(width: 30).hasPrefix("worst int8-row rows: 2 (") == true)
    let places = try #require(found.rows)
    #expect(!places.text(width: 45).contains("  5 (") && places.text(width: 200).contains("  6 ("))
  }

  @Test func `the worst group of columns is told with its share, and what it costs`() async throws {
    var generator = SplitMix64(seed: 5)
    var values = generator.normals(8 * 256, deviation: 0.01)
    for row in 0..<8 { for column in 72..<76 { values[row * 256 + column] *= 40 } }
    let map = try await map(values, columns: 256, "mxfp4")
    let group = try #require(ColumnGroup(map.columns))
    let columns = try #require(map.columns)
    #expect(group.columns.count == 8 && group.columns.lowerBound % 8 == 0)
    #expect(group.columns == 72..<80)
    #expect(group.elementShare == 0.03125)
    let inside = columns.sum(group.columns).noise
    let total = columns.sum(0..<256).noise
    #expect((group.noiseShare - inside / total).magnitude < 1e-12)
    let gain = try #require(cell(signal: total, noise: total - inside).sqnr)
    #expect((group.gain - gain).magnitude < 1e-9)
    let text = group.text(of: map.format)
    #expect(text.hasPrefix("mxfp4 squared error inside cols 72-79 (3.125% of the tensor): "))
    #expect(
      text.hasSuffix("; without it mxfp4 would gain \(FigureText.number(gain)) dB (estimate)"))
  }

  @Test func `narrow tensors have columns for groups, single and exact ones none`() async throws {
    var generator = SplitMix64(seed: 6)
    let narrow = try await map(generator.normals(64), columns: 8, "mxfp4")
    #expect(ColumnGroup(narrow.columns)?.columns.count == 1)
    let single = try await map(generator.normals(64), columns: 1, "mxfp4")
    #expect(ColumnGroup(single.columns) == nil)
    let exact = try await map([Float](repeating: 1, count: 64), columns: 32, "mxfp4")
    #expect(ColumnGroup(exact.columns) == nil && ColumnGroup(nil) == nil)
  }
}
