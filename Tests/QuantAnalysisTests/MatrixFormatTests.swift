import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

/// Formats that look beyond a block, measured chunk by chunk.
struct MatrixFormatTests {
  /// Several bands of rows that rotations admit, with NaN.
  private static let source = SyntheticSource(shape: [1201, 384]) { index in
    index == 77_777 ? .nan : LongRow.value(index)
  }
  private static let ids = [
    "nvfp4+h32", "int4-g128+h128", "mxfp4+row-scale", "nvfp4+h64+row-scale", "hqq4-g64",
    "hqq3-g32+h64", "vq2-d2", "vq2-d1+h32", "e8p2",
  ]

  @Test(arguments: [2, 5])
  func `many threads give the bits of one`(threads: Int) async throws {
    let formats = try formats(Self.ids)
    for source in [Self.source, SyntheticSource(shape: [1 << 19], value: LongRow.value)] {
      let request = AnalysisRequest(tensor: source.tensor, formats: formats)
      let one = try await Analyzer(source: source, threads: 1).report(for: request)
      let many = try await Analyzer(source: source, threads: threads).report(for: request)
      #expect(one != nil && one == many)
      #expect(one?.formats.count == formats.count)
    }
  }

  @Test func `a tensor's scale is that of its rotated values`() async throws {
    let report = try await report(of: Self.source, formats(["nvfp4", "nvfp4+h32"]))
    let plain = try #require(report.formats[0].tensorScale)
    let rotated = try #require(report.formats[1].tensorScale)
    #expect(rotated != plain && rotated > 0)
    #expect(report.formats[1].elements == 1201 * 384 - 32)
    #expect(report.formats[1].nonfiniteBlocks == 2)
  }

  @Test func `what a size does not admit is left out of the report`() async throws {
    let report = try await report(of: AnalyzerTests.odd, formats(["mxfp4", "mxfp4+h32"]))
    #expect(report.formats.map(\.id.description) == ["mxfp4"])
  }
}
