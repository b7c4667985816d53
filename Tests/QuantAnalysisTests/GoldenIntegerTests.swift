import QuantCore
import Testing

@testable import QuantAnalysis

/// Integers and FP8 beside torchao, compressed-tensors and quanto.
@Suite struct GoldenIntegerTests {
  static let formats =
    [128, 64, 32].flatMap { size in
      [
        NamedFormat(id: "int4-g\(size)", key: "int4_sym_g\(size)_f16"),
        NamedFormat(id: "int4-g\(size)+f32", key: "int4_sym_g\(size)"),
        NamedFormat(id: "int4-g\(size):asym", key: "int4_asym_g\(size)_f16"),
        NamedFormat(id: "int4-g\(size):asym+f32", key: "int4_asym_g\(size)"),
      ]
    } + [
      NamedFormat(id: "int4-g128:sym7", key: "int4_sym7_g128_f16"),
      NamedFormat(id: "int4-g128:sym7+f32", key: "int4_sym7_g128"),
      NamedFormat(id: "int8-row", key: "int8_channel"),
      NamedFormat(id: "fp8-tensor", key: "fp8_e4m3_tensor"),
      NamedFormat(id: "fp8-row", key: "fp8_e4m3_channel"),
      NamedFormat(id: "fp8-128x128", key: "fp8_e4m3_b128"),
    ]

  @Test(arguments: GoldenTests.cases, formats)
  func `codes, scales, zero points and decoded values have the reference's hashes`(
    name: String, format: NamedFormat
  ) throws {
    try expectHashes(FixtureCase(name, in: "golden"), as: format)
  }

  @Test(arguments: GoldenTests.cases, formats)
  func `the report's figures are the reference's`(name: String, format: NamedFormat) async throws {
    let input = try FixtureCase(name, in: "golden")
    let expected = try #require(input.reference.formats[format.key])
    let report = try await input.report(for: format)
    let isTensorWide = try FormatRegistry.format(named: format.id).scaleType == .none
    #expect((report.tensorScale != nil) == isTensorWide)
    expectFigures(
      report, expected.metrics, tensorScale: report.tensorScale?.bitPattern)
  }
}
