import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

/// The ranking of blocks by what quantization did to them.
@Suite struct WorstBlocksTests {
  private static let shape = [70, 400]
  private static let values: [Float] = {
    var random = SplitMix64(seed: 21)
    var values = random.normals(shape[0] * shape[1], deviation: 0.02)
    values[5 * 400 + 137] = 1.91
    values[9 * 400 + 3] = .nan
    return values
  }()
  private static let source = ArraySource(values, shape: shape)

  private func worst(
    _ id: String, of source: ArraySource = source, limit: Int = 20, threads: Int = 1
  ) async throws -> WorstBlocks {
    let format = try FormatRegistry.format(named: id)
    let tensor = source.tensors[0]
    let report = try #require(
      await Analyzer(source: source, threads: 2).report(
        for: AnalysisRequest(tensor: tensor, formats: [format])))
    return try #require(
      try await Analyzer(source: source, threads: threads).worstBlocks(
        of: WorstBlocksRequest(
          tensor: tensor, format: format, summary: report.summary(for: format.id), limit: limit)))
  }

  /// Every block's errors by the definition, sorted as the ranking promises.
  private func reference(_ id: String) throws -> [(row: Int, column: Int, noise: Double)] {
    let format = try FormatRegistry.format(named: id)
    let columns = Self.shape[1]
    var known = ValueStatistics()
    for row in 0..<Self.shape[0] {
      known.add(
        Self.values.span.extracting(row * columns..<(row + 1) * columns), row: row, column: 0)
    }
    var summary = known.summary(rows: Self.shape[0], columns: columns)
    summary.survey = format.survey(Self.values.span, columns: columns, summary: summary)
    var band = EncodedBand()
    format.codec(for: summary).encode(
      Self.values.span, columns: columns, mayHoldNonfinite: true, into: &band)
    let all = (0..<band.blockCount).compactMap { index -> (row: Int, column: Int, noise: Double)? in
      guard band.saturated[index] != EncodedBand.excluded else { return nil }
      let tile = band.tile(index)
      var noise = 0.0
      for row in tile.rows {
        for column in tile.columns {
          let spot = row * columns + column
          let x = band.working?.values[spot] ?? Self.values[spot]
          let d = band.working?.decoded[spot] ?? band.decoded[spot]
          if !d.isNaN { noise += (Double(x) - Double(d)) * (Double(x) - Double(d)) }
        }
      }
      return noise > 0 ? (tile.rows.lowerBound, tile.columns.lowerBound, noise) : nil
    }
    return all.sorted { ($1.noise, $0.row, $0.column) < ($0.noise, $1.row, $1.column) }
  }

  @Test(
    arguments: [
      "mxfp4", "nvfp4", "int4-g128", "int4-g128:asym", "int8-row", "fp8-128x128", "int8-32x32",
      "nf4-b64", "hqq4-g64", "mxfp4+h16", "mxfp4+row-scale", "mxfp4:mbs", "q4_0",
    ])
  func `the worst blocks are those of the definition`(id: String) async throws {
    let worst = try await worst(id)
    let expected = try reference(id).prefix(20)
    #expect(worst.isComplete && worst.blocks.count == expected.count && !expected.isEmpty)
    for (block, expected) in zip(worst.blocks, expected) {
      #expect(block.region.rows.lowerBound == expected.row)
      #expect(block.region.columns.lowerBound == expected.column)
      #expect(abs(block.noise - expected.noise) <= 1e-12 * expected.noise)
    }
  }

  @Test func `a block names its amax and where the largest error lies`() async throws {
    let worst = try await worst("mxfp4")
    let first = try #require(worst.blocks.first)
    #expect(first.region == TensorRegion(rows: 5..<6, columns: 128..<160))
    #expect(first.amax == 1.91)
    #expect(first.place == ValueStatistics.Place(row: 5, column: 137))
    #expect(abs(first.largestError - 0.41) < 1e-6)
    #expect(!worst.blocks.contains { $0.region.rows.contains(9) && $0.region.columns.contains(3) })
  }

  @Test(arguments: [2, 5])
  func `threads change nothing, and a smaller limit is a prefix`(threads: Int) async throws {
    let source = ArraySource(
      (0..<1_200_000).map { Float($0 % 977) / 977 - 0.4 }, shape: [3000, 400])
    let one = try await worst("nvfp4", of: source, limit: 50)
    let many = try await worst("nvfp4", of: source, limit: 50, threads: threads)
    let few = try await worst("nvfp4", of: source, limit: 7, threads: threads)
    #expect(one == many)
    #expect(few.blocks == Array(one.blocks.prefix(7)))
    #expect(one.blocks.count == 50)
  }

  @Test func `equal blocks stand in the order of their places`() async throws {
    let row: [Float] = (0..<64).map { Float($0 % 16) * 0.013 }
    let source = ArraySource(Array(repeating: row, count: 4).flatMap { $0 }, shape: [4, 64])
    let worst = try await worst("nvfp4", of: source, limit: 6)
    #expect(
      worst.blocks.map { [$0.region.rows.lowerBound, $0.region.columns.lowerBound] }
        == [[0, 0], [0, 16], [0, 32], [0, 48], [1, 0], [1, 16]])
  }

  @Test func `exact and zero blocks are in no ranking`() async throws {
    let zeros = ArraySource([Float](repeating: 0, count: 64), shape: [2, 32])
    #expect(try await worst("mxfp4", of: zeros).blocks.isEmpty)
    let exact = ArraySource([Float](repeating: 1.5, count: 64), shape: [2, 32])
    #expect(try await worst("mxfp4", of: exact).blocks.isEmpty)
  }

  @Test(arguments: ["fp8-tensor", "ternary", "binary", "e8p2", "fp8-tensor+h16"])
  func `formats whose block is the tensor say so`(id: String) async throws {
    let format = try FormatRegistry.format(named: id)
    let reason = WorstBlocks.refusal(of: format, for: Self.source.tensors[0])
    #expect(reason == "has no blocks to rank: one scale serves the whole tensor")
    #expect(try await worst(id).blocks.isEmpty)
  }

  @Test func `all other formats have blocks to rank`() {
    for format in FormatRegistry.all where format.scaleType != .none && format.id.name != "e8p2" {
      let tensor = Self.source.tensors[0]
      #expect(
        WorstBlocks.refusal(of: format, for: tensor)
          == format.refusal(rows: tensor.rows, columns: tensor.columns), "\(format.id)")
    }
  }

  @Test func `a search that nobody waits for ends early`() async throws {
    let source = CountingSource(
      SyntheticSource(shape: [40_000, 512]) { Float($0 % 97) / 97 })
    let format = try FormatRegistry.format(named: "mxfp4")
    let request = WorstBlocksRequest(
      tensor: source.tensors[0], format: format, summary: .unknown(rows: 40_000, columns: 512))
    for await event in Analyzer(source: source, threads: 1).worstBlocks(for: request) {
      if case .partial(let worst, let done) = event {
        #expect(!worst.isComplete && done > 0 && done < 1)
        break
      }
    }
    try await Task.sleep(for: .milliseconds(200))
    #expect(source.log.elements < 40_000 * 512)
  }
}
