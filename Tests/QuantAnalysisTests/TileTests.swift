import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport
import Testing

/// Parts of tensors, encoded to be looked at.
struct TileTests {
  private let rows = 40
  private let columns = 200

  private func source() -> ArraySource {
    var random = SplitMix64(seed: 9)
    return ArraySource(random.normals(rows * columns), shape: [rows, columns])
  }

  private func tile(_ id: String, _ region: TensorRegion) async throws -> EncodedTile? {
    let source = source()
    let format = try FormatRegistry.format(named: id)
    var last: EncodedTile?
    for await event in Analyzer(source: source, threads: 1).tile(
      for: TileRequest(
        tensor: source.tensors[0], format: format, summary: try summary(format), region: region))
    {
      if case .finished(let tile) = event { last = tile }
    }
    return last
  }

  private func summary(_ format: any QuantizationFormat) throws -> TensorSummary {
    var random = SplitMix64(seed: 9)
    let values = random.normals(rows * columns)
    var known = ValueStatistics()
    known.add(values.span, row: 0, column: 0)
    var summary = known.summary(rows: rows, columns: columns)
    summary.survey = format.survey(values.span, columns: columns, summary: summary)
    return summary
  }

  @Test(arguments: ["mxfp4", "nvfp4", "mxfp8-e4m3", "mxfp4:mbs", "mxfp4+row-scale", "nvfp4+h8"])
  func `a tile has the codes and scales of the whole tensor's encoding`(id: String) async throws {
    guard let format = try? FormatRegistry.format(named: id) else { return }
    guard format.refusal(rows: rows, columns: columns) == nil else { return }
    var random = SplitMix64(seed: 9)
    let values = random.normals(rows * columns)
    var band = EncodedBand()
    format.codec(for: try summary(format)).encode(
      values.span, columns: columns, mayHoldNonfinite: true, into: &band)
    let region = TensorRegion(rows: 16..<32, columns: 128..<192)
    let tile = try #require(try await tile(id, region))
    let length = format.blockShape(rows: rows, columns: columns).columns
    let across = (columns + length - 1) / length
    for row in region.rows {
      for column in region.columns {
        let element = try #require(tile.element(row: row, column: column))
        #expect(element.code == band.codes[row * columns + column])
        let scale = try #require(tile.scale(row: row, column: column))
        #expect(scale.code == band.scaleCodes[row * across + column / length])
      }
    }
    #expect(tile.element(row: 15, column: 128) == nil)
    #expect(tile.element(row: 16, column: 192) == nil || length > 64)
  }

  @Test func `a tile ends where the tensor does, and may be empty`() async throws {
    let edge = try #require(
      try await tile("mxfp4", TensorRegion(rows: 32..<48, columns: 192..<256)))
    #expect(edge.region == TensorRegion(rows: 32..<40, columns: 192..<200))
    #expect(edge.scale(row: 39, column: 199) != nil)
    #expect(edge.element(row: 40, column: 192) == nil)
    let none = try #require(
      try await tile("mxfp4", TensorRegion(rows: 48..<64, columns: 256..<320)))
    #expect(none.element(row: 48, column: 256) == nil && none.scale(row: 0, column: 0) == nil)
  }
}
