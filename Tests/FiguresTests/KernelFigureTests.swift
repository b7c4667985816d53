import Charts
import Figures
import KernelEngine
import Measurement
import QuantCore
import TestSupport
import Testing

@Suite struct KernelFigureTests {
  private let report = SampleKernels.report([
    "bf16@bf16", "int4-g128@bf16", "int8-row@int8-row",
  ])

  private func figure(_ selected: Int = 1, batch: Int = 1) -> KernelFigure {
    KernelFigure(report, recipes: report.recipes, selected: selected, batch: batch)
  }

  @Test func `the ridge is where work takes as long as reading`() throws {
    // 4.5 bits at 30 GB/s against 2 operations at 200 GOP/s.
    let ridge = try #require(figure().ridge)
    #expect((ridge - 4.5 / 8 / 30e9 / (2 / 200e9)).magnitude < 1e-9)
    #expect(figure().bounds?.contains("memory-bound to batch 1.875, then bf16-bound") == true)
    #expect(figure(0).bounds?.contains("batch 6.667") == true)
  }

  @Test func `the roof bends at the ridge, and is a floor for times`() throws {
    let roof = figure().chart(.operations, batches: SurveyFigure.wholeRange).limits
    #expect(roof.map(\.texture) == [.light, .dark])
    #expect(!roof.contains { !$0.isCeiling })
    let flat = try #require(roof.last)
    #expect(flat.points.allSatisfy { ($0.y - 200).magnitude < 1e-6 })
    let floor = figure().chart(.time, batches: SurveyFigure.wholeRange).limits
    #expect(!floor.contains { $0.isCeiling })
  }

  @Test func `weight-only leads at one row and 8-bit activations after it`() {
    let leaders = report.leaders(among: report.recipes)
    #expect(leaders.map(\.recipe) == ["int4-g128@bf16", "int8-row@int8-row"])
    #expect(leaders.first?.batch == 1)
    let crossing = figure().crossings.first { $0.after == "int8-row@int8-row" }
    #expect(crossing.map { $0.batch > 1 && $0.batch < 8 } == true)
    #expect(figure().crossingWords.contains { $0.contains("overtaken by bf16@bf16") })
  }

  @Test func `rows are of one batch, the fastest marked`() {
    let rows = figure(batch: 512).rows
    #expect(rows.map(\.mark) == ["a", "b", "c"])
    #expect(rows.filter(\.isFastest).map(\.recipe) == ["int8-row@int8-row"])
    #expect(figure(batch: 3).rows.allSatisfy { $0.point == nil && !$0.isFastest })
  }

  @Test func `bars carry their unit's limit`() {
    let bars = figure(batch: 512).bars.bars
    #expect(bars.map(\.limit) == [200e9, 200e9, 400e9])
  }

  @Test func `a limit that was not measured is left out`() {
    let points = SampleKernels.report(["int8-row@int8-row"]).points
    let plain = LinearReport(
      backend: "avx2", threads: 1, limits: MachineLimits(read: 30e9, units: [.f32: 100e9]),
      points: points)
    #expect(KernelFigure.limits(plain).hasSuffix(" GB/s"))
    #expect(KernelFigure.limits(report).hasSuffix("bf16 200.0, int8 400.0 GOP/s"))
    let figure = KernelFigure(plain, recipes: plain.recipes, selected: 0, batch: 1)
    #expect(figure.bounds?.contains("by what is known") == true)
  }

  @Test func `a busy machine is said`() {
    #expect(figure().disturbance == nil)
    let busy = SampleKernels.report(["bf16@bf16"], coresUsed: 0.5)
    let figure = KernelFigure(busy, recipes: busy.recipes, selected: 0, batch: 1)
    #expect(figure.disturbance?.contains("50.00%") == true)
  }

  @Test func `each format has its weight-only recipe and one with quantized activations`() throws {
    let formats = try ["mxfp4", "int4-g64", "int8-row", "fp8-128x128", "e8p2"].map {
      try #require(FormatID($0))
    }
    #expect(
      KernelRecipes.names(for: formats) == [
        "bf16@bf16", "mxfp4@bf16", "mxfp4@int8-g32", "int4-g64@bf16", "int4-g64@int8-g64",
        "int8-row@bf16", "int8-row@int8-row", "fp8-128x128@bf16", "fp8-128x128@fp8-g128",
      ])
    #expect(KernelRecipes.refusal(of: formats[4])?.contains("e8p2") == true)
    #expect(KernelRecipes.refusal(of: formats[0]) == nil)
  }

  @Test func `newer points take the place of older ones`() {
    let newer = SampleKernels.report(["bf16@bf16"], batches: [1, 3])
    let merged = report.adding(newer)
    #expect(
      merged.points(of: "bf16@bf16").map(\.batch) == [1, 2, 3] + [4, 8, 16, 32, 64, 128, 256, 512])
    #expect(merged.points.count == report.points.count + 1)
  }
}
