import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

@Suite struct GoldenTests {
  static let cases = FixtureFile.stems(in: "golden/refs", suffix: ".json")
  static let arrays = FixtureFile.stems(in: "golden/dequantized", suffix: ".dequant.npy")

  @Test func `all cases of the independent implementations are here`() {
    #expect(Self.cases.count == 11)
    #expect(Self.arrays.count == 21)
  }

  @Test(arguments: cases, NamedFormat.all)
  func `codes, scales and decoded values have the reference's hashes`(
    name: String, format: NamedFormat
  ) throws {
    try expectHashes(FixtureCase(name, in: "golden"), as: format)
  }

  @Test(arguments: arrays)
  func `decoded values equal the reference's array`(name: String) throws {
    let parts = name.split(separator: ".")
    let input = try FixtureCase(String(parts[0]), in: "golden")
    let named = try #require(NamedFormat.all.first { $0.key == parts[1] })
    let expected = try TensorFile.open(
      FixtureFile.path("golden/dequantized/\(name).dequant.npy"))
    let encoded = EncodedTensor(
      input.values(), of: input.tensor, as: try FormatRegistry.format(named: named.id))
    #expect(encoded.decoded == expected.values(of: try #require(expected.tensors.first)))
  }

  @Test(arguments: cases, NamedFormat.all)
  func `the report's figures are the reference's`(name: String, format: NamedFormat) async throws {
    let input = try FixtureCase(name, in: "golden")
    let expected = try #require(input.reference.formats[format.key])
    let report = try await input.report(for: format)
    expectFigures(report, expected.metrics, tensorScale: expected.tensorScale)
  }
}

extension FixtureCase {
  /// What the analyzer says about one format.
  func report(for format: NamedFormat) async throws -> FormatReport {
    let analyzer = Analyzer(source: source, threads: 2)
    let request = AnalysisRequest(
      tensor: tensor, formats: [try FormatRegistry.format(named: format.id)])
    let report = try await analyzer.report(for: request)
    return try #require(report?.completeFormat(FormatID(format.id) ?? FormatID(name: "")))
  }
}

/// Compares what a format stores and decodes with a case's hashes.
func expectHashes(_ input: FixtureCase, as named: NamedFormat) throws {
  let expected = try #require(input.reference.formats[named.key])
  let encoded = EncodedTensor(
    input.values(), of: input.tensor, as: try FormatRegistry.format(named: named.id))
  #expect(sha256(encoded.codeBytes) == expected.codes)
  #expect(sha256(encoded.scaleBytes) == expected.scales)
  #expect(sha256(encoded.decodedBytes) == expected.decoded)
  if let packed = expected.packed { #expect(sha256(encoded.packedBytes) == packed) }
  if let zeros = expected.zeros { #expect(sha256(encoded.zeroBytes) == zeros) }
  // A tensor that is one block has its scale among the blocks'.
  if encoded.format.scaleType != .none {
    #expect(encoded.tensorScale?.bitPattern == expected.tensorScale)
  }
  #expect(encoded.saturated == expected.metrics.saturatedCount)
}

/// Compares a report with a case's figures: counts exactly, sums to 1e-12 of themselves.
func expectFigures(
  _ report: FormatReport, _ expected: Reference.Metrics, tensorScale: UInt32?
) {
  #expect(report.elements == expected.n)
  #expect(report.flushedCount == expected.flushedCount)
  #expect(report.saturatedCount == expected.saturatedCount)
  #expect(report.tensorScale?.bitPattern == tensorScale)
  #expect(isClose(report.signal, expected.sumSq))
  #expect(isClose(report.noise.isFinite ? report.noise : nil, expected.sumSqErr))
  #expect(isClose(report.mse, expected.mse))
  #expect(isClose(report.rmse, expected.mse?.squareRoot()))
  #expect(isClose(report.relativeFrobenius, expected.relFro))
  #expect(isClose(report.cosine, expected.cosine))
  #expect(report.maximumError == expected.maxAbsErr)
  #expect(isClose(report.sqnr, expected.sqnrDb, floor: 10))
}

/// Whether two figures agree to 1e-12 of the larger, or of `floor` where both are smaller; nil equals nil only.
func isClose(
  _ found: Double?, _ expected: Double?, within bound: Double = 1e-12, floor: Double = 0
) -> Bool {
  guard let found, let expected else { return found == nil && expected == nil }
  if found == expected { return true }
  return (found - expected).magnitude <= bound * max(found.magnitude, expected.magnitude, floor)
}
