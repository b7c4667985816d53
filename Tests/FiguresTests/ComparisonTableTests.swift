import QuantAnalysis
import QuantCore
import TestSupport
import Testing

@testable import Figures

@Suite struct ComparisonTableTests {
  private let defaults = ids("mxfp4", "nvfp4", "int4-g128")

  private func row(_ table: ComparisonTable, _ title: String) throws -> ComparisonTable.Row {
    try #require(table.rows.first { $0.metric.shortTitle == title })
  }

  @Test func `the best of each metric is marked, whichever way is better`() async throws {
    var generator = SplitMix64(seed: 3)
    let report = try await report(generator.normals(4096, deviation: 0.02))
    let table = ComparisonTable(defaults, in: report)
    let ratios = defaults.map { report.format($0)?.sqnr ?? 0 }
    let best = try #require(ratios.indices.max { ratios[$0] < ratios[$1] })
    #expect(try row(table, "SQNR dB").best == [best])
    #expect(try row(table, "rel RMSE").best == [best])
    #expect(try row(table, "cosine").best == [best])
    let largest = defaults.map { report.format($0)?.maximumError ?? 0 }
    let least = try #require(largest.indices.min { largest[$0] < largest[$1] })
    #expect(try row(table, "max err").best == [least])
  }

  @Test func `where neither way is better nothing is marked`() async throws {
    var generator = SplitMix64(seed: 3)
    let table = ComparisonTable(defaults, in: try await report(generator.normals(512)))
    for row in table.rows where row.metric.preference == nil { #expect(row.best.isEmpty) }
    #expect(try row(table, "bits").best.isEmpty)
  }

  @Test func `formats that are equally good are both marked, and none if all are`() async throws {
    // 1 is exact in both MX rules and not with a scale of 1/7.5.
    let values = [Float](repeating: 1, count: 128)
    let names = ["mxfp4", "mxfp4:even", "int4-g128"]
    let report = try await report(values, formats: names)
    let table = ComparisonTable(names.compactMap { FormatID($0) }, in: report)
    let ratios = try row(table, "SQNR dB")
    #expect(ratios.cells[0] == "exact" && ratios.cells[1] == "exact")
    #expect(ratios.cells[2] != "exact" && ratios.best == [0, 1])
    let two = ComparisonTable(ids("mxfp4", "mxfp4:even"), in: report)
    #expect(try row(two, "SQNR dB").best.isEmpty)
  }

  @Test func `what is undefined is never best`() async throws {
    let report = try await report([Float](repeating: 0, count: 128))
    let table = ComparisonTable(defaults, in: report)
    #expect(try row(table, "cosine").cells == ["n/a", "n/a", "n/a"])
    #expect(table.rows.allSatisfy { $0.best.isEmpty })
  }

  @Test func `a format without a report leaves its column empty`() async throws {
    var generator = SplitMix64(seed: 4)
    let report = try await report(generator.normals(512), formats: ["mxfp4"])
    let table = ComparisonTable(defaults, in: report)
    for row in table.rows {
      #expect(row.cells.count == 3 && row.cells[1] == "" && row.cells[2] == "")
      #expect(!row.cells[0].isEmpty && row.best.isEmpty)
    }
    #expect(ComparisonTable(defaults, in: nil).rows.allSatisfy { $0.cells == ["", "", ""] })
  }

  @Test func `metrics have names of their own`() {
    #expect(Set(Metric.all.map(\.title)).count == Metric.all.count)
    #expect(Set(Metric.all.map(\.shortTitle)).count == Metric.all.count)
  }
}
