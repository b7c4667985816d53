import QuantAnalysis
import QuantCore
import TestSupport
import Testing

@testable import Figures

@Suite struct FindingTests {
  private let defaults = ids("mxfp4", "nvfp4", "int4-g128")

  private func warnings(
    _ values: [Float], columns: Int? = nil,
    formats: [String] = ["mxfp4", "nvfp4", "int4-g128"]
  ) async throws -> [String] {
    let report = try await report(values, columns: columns, formats: formats)
    return Finding.all(in: report, formats: formats.compactMap { FormatID($0) })
      .filter { $0.weight == .warning }.map(\.text)
  }

  @Test func `an ordinary tensor has notes only`() async throws {
    var generator = SplitMix64(seed: 1)
    let report = try await report(generator.normals(8192, deviation: 0.02), columns: 256)
    let findings = Finding.all(in: report, formats: defaults)
    #expect(findings.map(\.weight) == [.note, .note])
    #expect(findings[0].text.contains("mxfp4's SQNR"))
    #expect(findings[0].text.hasPrefix("sigma = 0.0"))
    #expect(findings[1].text.hasPrefix("weight-only figures rank"))
  }

  @Test func `without formats or values there is nothing to say`() async throws {
    var generator = SplitMix64(seed: 1)
    let report = try await report(generator.normals(512))
    #expect(Finding.all(in: report, formats: []).isEmpty)
    #expect(Finding.all(in: TensorReport(tensor: report.tensor), formats: defaults).isEmpty)
  }

  @Test func `integer formats alone get no word about powers of two`() async throws {
    var generator = SplitMix64(seed: 1)
    let report = try await report(generator.normals(512))
    let texts = Finding.all(in: report, formats: ids("int4-g128")).map(\.text)
    #expect(texts.count == 1 && texts[0].hasPrefix("weight-only"))
  }

  @Test func `NaN and infinities are counted, placed, and their blocks named`() async throws {
    var generator = SplitMix64(seed: 2)
    var values = generator.normals(1024, deviation: 0.02)
    values[256 * 2 + 17] = .nan
    values[256 * 3 + 1] = .infinity
    values[256 * 3 + 2] = -.infinity
    let texts = try await warnings(values, columns: 256)
    #expect(
      texts.first
        == "1 NaN and 2 infinite values, the first at [2,17]; blocks left out: "
        + "mxfp4 2, nvfp4 2, int4-g128 2")
    values[256 * 3 + 1] = 0
    values[256 * 3 + 2] = 0
    let one = try await warnings(values, columns: 256)
    #expect(one.first?.hasPrefix("1 NaN value, at [2,17]; blocks left out: mxfp4 1") == true)
  }

  @Test func `an amax far out names its place and what becomes of its block-mates`() async throws {
    var generator = SplitMix64(seed: 3)
    var values = generator.normals(16_384, deviation: 0.001)
    values[256 * 5 + 33] = -4
    // Two of the amax's block are no news: one is zero already, one is large itself.
    values[256 * 5 + 34] = 0
    values[256 * 5 + 35] = 3
    let text = try #require(try await warnings(values, columns: 256).first)
    #expect(text.hasPrefix("[5,33] holds |w| = 4.000, "))
    #expect(
      text.hasSuffix(
        "sigma from the mean: its block-mates become 0, 29 of 30 in mxfp4, 13 of 14 in nvfp4, "
          + "125 of 126 in int4-g128; it becomes 4.266 in int4-g128"))
    let rows = try #require(
      try await warnings(values, columns: 256, formats: ["int8-row", "fp8-tensor"]).first)
    #expect(rows.contains("of 254 in int8-row") && !rows.contains("fp8-tensor"))
  }

  @Test func `a clipped amax is said, and blocks that lose nothing are not`() async throws {
    var generator = SplitMix64(seed: 3)
    var values = generator.normals(16_384, deviation: 0.001)
    for column in 32..<64 { values[256 * 5 + column] = 7.9 }
    values[256 * 5 + 33] = 7.95
    let text = try #require(try await warnings(values, columns: 256, formats: ["mxfp4"]).first)
    #expect(text.hasSuffix("sigma from the mean; it becomes 6.000 in mxfp4"))
  }

  @Test func `the distance from the mean counts on the side of the peak`() async throws {
    // 4095 values of 1 and -1 about a mean of 10, and one peak on the other side of zero.
    var values = (0..<4096).map { Float(10 + ($0 % 2 == 0 ? 1 : -1)) }
    values[100] = -80
    let report = try await report(values, columns: 64)
    let measured = try #require(report.values)
    let sigma = try #require(measured.standardDeviation)
    let mean = try #require(measured.mean)
    let text = try #require(Finding.all(in: report, formats: defaults).first?.text)
    #expect(text.contains("|w| = 80.00, \(FigureText.number((80 + mean) / sigma)) sigma"))
  }

  @Test func `a format that turns many values into 0 is doubted`() async throws {
    // One of 16 sets the scale, five are far below it.
    let block: [Float] = [6] + [Float](repeating: 0.1, count: 5) + [Float](repeating: 4, count: 10)
    let values = Array(repeating: block, count: 8).flatMap { $0 }
    let texts = try await warnings(values, formats: ["nvfp4"])
    #expect(texts == ["nvfp4 turns 31.25% of the values into 0"])
  }

  @Test func `a format that decodes to infinity is doubted`() async throws {
    var values = [Float](repeating: 1, count: 32)
    values[0] = .greatestFiniteMagnitude
    let texts = try await warnings(values, formats: ["mxfp4:ceil"])
    #expect(texts.contains { $0.hasPrefix("mxfp4:ceil decodes to infinity in places") })
    let floor = try await warnings(values, formats: ["mxfp4"])
    #expect(!floor.contains { $0.contains("infinity") })
  }

  @Test func `subnormal E4M3 scales are counted`() async throws {
    // The second block's scale is 448 / 40000 of the largest, below the smallest normal 2^-6.
    let large = [Float](repeating: 40_000, count: 16)
    let small = [Float](repeating: 1, count: 16)
    let one = try await warnings(large + small, formats: ["nvfp4"])
    #expect(one == ["nvfp4: 1 block has a subnormal scale, which may be off by more than 1/16"])
    let two = try await warnings(large + small + small, formats: ["nvfp4"])
    #expect(two == ["nvfp4: 2 blocks have subnormal scales, which may be off by more than 1/16"])
  }
}
