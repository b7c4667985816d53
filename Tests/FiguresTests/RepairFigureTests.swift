import QuantAnalysis
import QuantCore
import TestSupport
import Testing

@testable import Figures

@Suite struct RepairFigureTests {
  private func weights(_ count: Int = 64 * 256) -> [Float] {
    var generator = SplitMix64(seed: 0x41)
    return generator.normals(count, deviation: 0.02)
  }

  private func figure(columns: Int = 256, formats: [FormatID]? = nil) async throws -> RepairFigure {
    let names = (formats ?? FP4Repair.formats).map(\.description)
    return RepairFigure(try await report(weights(), columns: columns, formats: names))
  }

  private func row(_ figure: RepairFigure, _ id: String) throws -> RepairFigure.Row {
    try #require(figure.rows.first { $0.repair.id.description == id })
  }

  @Test func `every repair is a format, both ends of the comparison among them`() throws {
    for repair in FP4Repair.all { _ = try FormatRegistry.format(repair.id) }
    #expect(FP4Repair.formats.contains(FP4Repair.plain))
    #expect(FP4Repair.formats.contains(FP4Repair.target))
    #expect(Set(FP4Repair.formats).count == FP4Repair.all.count)
  }

  @Test func `the gap runs from plain MXFP4 to NVFP4`() async throws {
    let figure = try await figure()
    let (start, end) = (try row(figure, "mxfp4"), try row(figure, "nvfp4"))
    let plain = try #require(start.report?.sqnr)
    let target = try #require(end.report?.sqnr)
    #expect(figure.gap == target - plain)
    for row in figure.rows {
      let gain = try #require(row.report?.sqnr) - plain
      #expect(row.gapClosed == gain / (target - plain))
    }
    #expect(try row(figure, "mxfp4").gap == "from here")
    #expect(try row(figure, "nvfp4").gap == "to here")
    #expect(try row(figure, "mxfp4:mse").gap.hasSuffix("%"))
  }

  @Test func `on Gaussian weights each repair gains, and the sweep goes beyond NVFP4`() async throws
  {
    let figure = try await figure()
    for id in ["mxfp4:even", "mxfp4:mse", "mxfp4:mbs", "mxfp4+row-scale"] {
      let found = try row(figure, id)
      let share = try #require(found.gapClosed)
      #expect(share > 0 && share < 1, "\(id)")
    }
    for id in ["nvfp4:4over6", "nvfp4:sweep"] {
      let found = try row(figure, id)
      #expect((found.gapClosed ?? 0) > 1, "\(id)")
    }
  }

  @Test func `a repair that can't hold the tensor says why and is not waited for`() async throws {
    let figure = try await figure(columns: 16)
    let rotated = try row(figure, "mxfp4+h32")
    let refusal = try #require(rotated.refusal)
    #expect(rotated.report == nil && rotated.sqnr == FigureText.undefined)
    #expect(figure.notes.contains("mxfp4+h32 \(refusal)"))
    #expect(figure.isComplete)
  }

  @Test func `what is not measured yet is said to be on its way`() async throws {
    let figure = try await figure(formats: [FP4Repair.plain])
    #expect(!figure.isComplete)
    #expect(figure.gap == nil)
    #expect(try row(figure, "nvfp4").sqnr == "...")
    #expect(try row(figure, "mxfp4:even").gap == "")
  }

  @Test func `where NVFP4 is no better there is no gap to close`() async throws {
    // Powers of two are exact under an E8M0 scale and need not be under amax/2688.
    let values = (0..<512).map { Float($0 % 32 == 0 ? 4 : 1) * (($0 / 32) % 2 == 0 ? 1 : 0.125) }
    let names = FP4Repair.formats.map(\.description)
    let figure = RepairFigure(try await report(values, columns: 256, formats: names))
    #expect(figure.rows.allSatisfy { $0.gapClosed == nil })
  }

  @Test(arguments: [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (17, 5)])
  func `as many bits are needed as tell the exponents apart`(count: Int, bits: Int) async throws {
    let values = (0..<count * 32).map { Float(sign: .plus, exponent: -($0 / 32), significand: 1) }
    let found = try await report(values, columns: 32, formats: ["mxfp4"])
    let plain = try #require(found.formats.first)
    let range = try #require(ExponentRange(plain))
    #expect(range.range == (-2 - (count - 1))...(-2))
    #expect(range.bits == bits)
    #expect(range.blocks == UInt64(count))
    #expect(range.blocksBelowBound == UInt64(max(0, count - 14)))
  }

  @Test func `formats without E8M0 scales have no exponents`() async throws {
    let found = try await report(weights(512), columns: 256, formats: ["nvfp4"])
    let target = try #require(found.formats.first)
    #expect(ExponentRange(target) == nil)
  }
}
