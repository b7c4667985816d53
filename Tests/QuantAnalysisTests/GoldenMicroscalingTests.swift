import QuantCore
import Testing

@testable import QuantAnalysis

/// Microscaling beyond FP4, and NVFP4 as other libraries make it.
@Suite struct GoldenMicroscalingTests {
  static let formats = [
    NamedFormat(id: "mxfp6-e2m3", key: "mxfp6_e2m3"),
    NamedFormat(id: "mxfp6-e3m2", key: "mxfp6_e3m2"),
    NamedFormat(id: "mxfp8-e4m3", key: "mxfp8_e4m3"),
    NamedFormat(id: "mxfp8-e4m3:rceil", key: "mxfp8_e4m3_rceil"),
    NamedFormat(id: "mxfp8-e5m2", key: "mxfp8_e5m2"),
    NamedFormat(id: "mxint8", key: "mxint8"),
    NamedFormat(id: "nvfp4:torchao", key: "nvfp4_torchao"),
    NamedFormat(id: "nvfp4:compressed-tensors", key: "nvfp4_ct"),
  ]

  @Test(arguments: GoldenTests.cases, formats)
  func `codes, scales and decoded values have the reference's hashes`(
    name: String, format: NamedFormat
  ) throws {
    let input = try FixtureCase(name, in: "golden")
    let expected = try #require(input.reference.formats[format.key])
    let encoded = EncodedTensor(
      input.values(), of: input.tensor, as: try FormatRegistry.format(named: format.id))
    #expect(sha256(encoded.codeBytes) == expected.codes)
    #expect(sha256(encoded.scaleBytes) == expected.scales)
    #expect(sha256(encoded.decodedBytes) == expected.decoded)
    if let packed = expected.packed { #expect(sha256(encoded.packedBytes) == packed) }
    #expect(encoded.tensorScale?.bitPattern == multiplier(expected, of: format))
    #expect(encoded.saturated == expected.metrics.saturatedCount)
  }

  @Test(arguments: GoldenTests.cases, formats)
  func `the report's figures are the reference's`(name: String, format: NamedFormat) async throws {
    let input = try FixtureCase(name, in: "golden")
    let expected = try #require(input.reference.formats[format.key])
    let report = try await input.report(for: format)
    expectFigures(report, expected.metrics, tensorScale: multiplier(expected, of: format))
  }

  /// The bits of the tensor's multiplier; compressed-tensors stores what divides.
  private func multiplier(_ reference: Reference.Format, of format: NamedFormat) -> UInt32? {
    guard format.key == "nvfp4_ct" else { return reference.tensorScale }
    return reference.tensorScale.map { (1 / Float(bitPattern: $0)).bitPattern }
  }
}
