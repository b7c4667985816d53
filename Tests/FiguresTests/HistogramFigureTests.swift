import Charts
import QuantAnalysis
import QuantCore
import TestSupport
import Testing

@testable import Figures

@Suite struct HistogramFigureTests {
  @Test func `bars, what lies beyond and all values add up`() async throws {
    var generator = SplitMix64(seed: 5)
    let drawn = generator.laplaces(8190) + [20, -30]
    let values = try #require(try await report(drawn, columns: 128).values)
    let range = values.bodyRange
    let figure = HistogramFigure(values.histogram, over: range, columns: 60)
    #expect(figure.chart.bars.count == 60)
    let inside = figure.chart.bars.reduce(0, +)
    #expect(abs(inside + Double(figure.below + figure.above) - 8192) < 1)
    #expect(figure.below + figure.above > 0)
  }

  @Test func `the body's range is symmetric and holds no more than the values`() async throws {
    var generator = SplitMix64(seed: 6)
    let values = try #require(try await report(generator.normals(4096)).values)
    #expect(values.bodyRange.lowerBound == -values.bodyRange.upperBound)
    #expect(values.bodyRange.upperBound <= values.wholeRange.upperBound)
    let zeros = try #require(try await report([0, 0, 0, 0]).values)
    #expect(zeros.bodyRange == -1...1)
  }

  @Test func `errors share a range that holds nearly all of them`() async throws {
    var generator = SplitMix64(seed: 7)
    let report = try await report(generator.normals(4096))
    let formats = ids("mxfp4", "nvfp4", "int4-g128")
    let range = report.errorRange(formats)
    #expect(range.lowerBound == -range.upperBound)
    for format in report.formats {
      #expect(range.upperBound >= (format.errorP999 ?? .infinity))
      let strip = format.errorStrip(over: range, columns: 40)
      #expect(strip.fractions.count == 40)
      #expect(strip.fractions.contains { $0 > 0 })
    }
    #expect(report.errorRange([]) == -1...1)
    let exact = try await FiguresTests.report([Float](repeating: 0, count: 64))
    #expect(exact.errorRange(formats) == -1...1)
    #expect(TensorReport.errorRange(formats, of: [report, exact]) == range)
  }

  @Test(arguments: ["mxfp4", "nvfp4", "int4-g128", "int4-g128+f32"])
  func `a magnitude's uses add up to one, in ascending order`(_ name: String) async throws {
    var generator = SplitMix64(seed: 8)
    let report = try await report(generator.normals(4096), formats: [name])
    let format = try #require(report.formats.first)
    let element = try FormatRegistry.format(format.id).element
    let use = format.magnitudeUse(element)
    #expect(abs(use.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(use.map(\.magnitude) == Set(element.values.map(\.magnitude)).sorted())
    #expect(format.magnitudeUse(ElementGrid(signedBits: 8)).isEmpty)
  }

  @Test func `the median block's grid is the element's times its scales`() async throws {
    // Blocks of 32 with amax 6, so scale 1; two thirds of them, the rest far larger.
    let values: [Float] =
      [Float](repeating: 6, count: 64) + [Float](repeating: 96, count: 32)
    let report = try await report(values, formats: ["mxfp4"])
    let format = try #require(report.formats.first)
    let grid = format.medianGrid(ElementGrid(.e2m1))
    #expect(grid == [-6, -4, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6])
    let zeros = try await FiguresTests.report([Float](repeating: 0, count: 32), formats: ["mxfp4"])
    let empty = try #require(zeros.formats.first)
    #expect(empty.medianGrid(ElementGrid(.e2m1)).isEmpty)
  }

  @Test func `NVFP4's grid includes the tensor's scale`() async throws {
    let report = try await report([Float](repeating: 6, count: 32), formats: ["nvfp4"])
    let format = try #require(report.formats.first)
    let largest = try #require(format.medianGrid(ElementGrid(.e2m1)).last)
    #expect(abs(largest - 6) < 1e-5)
  }
}
