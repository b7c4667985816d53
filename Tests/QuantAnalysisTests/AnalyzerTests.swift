import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

@Suite struct AnalyzerTests {
  static let threeFormats = ["mxfp4", "nvfp4", "int4-g128"]

  /// A few chunks of rows of an odd length, with NaN and a zero block.
  static let odd = SyntheticSource(shape: [1201, 333]) { index in
    switch index {
    case 77_777: .nan
    case 333..<666: 0
    default: LongRow.value(index)
    }
  }

  @Test(arguments: [2, 3, 8])
  func `many threads give the bits of one`(threads: Int) async throws {
    for source in [Self.odd, SyntheticSource(shape: [1 << 20], value: LongRow.value)] {
      let formats = try formats(NamedFormat.all.map(\.id)) + [TiledFormat(side: 24)]
      let request = AnalysisRequest(tensor: source.tensor, formats: formats)
      let one = try await Analyzer(source: source, threads: 1).report(for: request)
      let many = try await Analyzer(source: source, threads: threads).report(for: request)
      #expect(one != nil && one == many)
    }
  }

  @Test func `formats stand in the order asked for, each once`() async throws {
    let ids = ["int4-g128", "mxfp4", "int4-g128", "nvfp4", "mxfp4", "mxfp4:floor"]
    let report = try await report(of: Self.odd, formats(ids))
    #expect(
      report.formats.map(\.id.description) == ["int4-g128", "mxfp4", "nvfp4", "mxfp4:floor"])
    let again = try await QuantAnalysisTests.report(
      of: Self.odd, formats(ids), known: report)
    #expect(again == report)
  }

  @Test func `what is known is not read again`() async throws {
    let source = CountingSource(Self.odd)
    let all = try await report(of: source, formats(Self.threeFormats))
    #expect(source.log.elements == 2 * Self.odd.tensor.elementCount)
    source.forget()
    let again = try await report(of: source, formats(Self.threeFormats), known: all)
    #expect(again == all)
    #expect(source.log.regions.isEmpty)
  }

  @Test func `a change of one format measures that one only`() async throws {
    let source = CountingSource(Self.odd)
    let before = try await report(of: source, formats(Self.threeFormats))
    source.forget()
    let changed = try formats(["mxfp4:even", "nvfp4", "int4-g128"])
    let after = try await report(of: source, changed, known: before)
    #expect(source.log.elements == Self.odd.tensor.elementCount)
    #expect(try await after == report(of: Self.odd, changed))
  }

  @Test func `a partial report is not taken for a known one`() async throws {
    var firstPartial: TensorReport?
    let request = AnalysisRequest(
      tensor: Self.long.tensor, formats: try formats(Self.threeFormats))
    for await event in Analyzer(source: Self.long, threads: 2).events(for: request) {
      guard case .partial(let report, _) = event, report.formats.count == 3 else { continue }
      firstPartial = report
      break
    }
    let partial = try #require(firstPartial)
    // Those that need not know the values came with them.
    #expect(partial.formats.map(\.isComplete) == [true, false, true])
    #expect(partial.values?.isComplete == true)
    let source = CountingSource(Self.long)
    let whole = try await report(of: source, formats(Self.threeFormats), known: partial)
    #expect(source.log.elements == Self.long.tensor.elementCount)
    #expect(try await whole == report(of: Self.long, formats(Self.threeFormats)))
  }

  @Test func `what is known of another tensor is no answer`() async throws {
    let other = SyntheticSource(shape: [3, 32]) { Float($0) }
    let known = try await report(of: other, formats(["mxfp4"]))
    let report = try await report(of: Self.odd, formats(["mxfp4"]), known: known)
    #expect(report.values?.elements == Self.odd.tensor.elementCount)
    #expect(report.formats.first?.elements != 96)
  }

  @Test(arguments: [[0, 32], [4, 0], [0]])
  func `an empty tensor has no formats and no figures`(shape: [Int]) async throws {
    let source = SyntheticSource(shape: shape) { _ in 1 }
    let report = try await report(of: source, formats(Self.threeFormats))
    let values = try #require(report.values)
    #expect(report.formats.isEmpty)
    #expect(values.isComplete && values.elements == 0)
    #expect(values.amax == nil && values.mean == nil && values.standardDeviation == nil)
    #expect(values.minimum == nil && values.maximum == nil && values.kurtosis == nil)
    #expect(values.amaxPlace == nil && values.histogram.isEmpty)
  }

  @Test func `a tensor without finite values has counts and nothing else`() async throws {
    let source = SyntheticSource(shape: [2, 40]) { $0 % 3 == 0 ? .nan : -.infinity }
    let report = try await report(of: source, formats(Self.threeFormats))
    #expect(report.values?.nanCount == 27)
    #expect(report.values?.infiniteCount == 53)
    #expect(report.values?.amax == nil)
    for format in report.formats {
      #expect(format.blocks == format.nonfiniteBlocks && format.blocks > 0)
      #expect(format.elements == 0 && format.zeroBlocks == 0 && format.saturatedCount == 0)
      #expect(format.mse == nil && format.sqnr == nil && format.cosine == nil)
      #expect(format.maximumError == nil && format.errorP99 == nil && format.codeEntropy == nil)
      #expect(format.codeCounts.allSatisfy { $0 == 0 })
    }
  }

  @Test func `tiles are measured across rows`() async throws {
    let source = SyntheticSource(shape: [40, 50], value: LongRow.value)
    let tensor = source.tensor
    let found = try #require(
      try await report(of: source, [TiledFormat(side: 24)]).formats.first)
    var noise = 0.0
    var clipped = 0
    for top in stride(from: 0, to: 40, by: 24) {
      for left in stride(from: 0, to: 50, by: 24) {
        let tile = (top..<min(top + 24, 40)).flatMap { row in
          (left..<min(left + 24, 50)).map { LongRow.value(row * tensor.columns + $0) }
        }
        let scale = (tile.map(\.magnitude).max() ?? 0) / 7.5
        var isClipped = false
        for value in tile {
          let rounded = (value / scale).rounded(.toNearestOrEven)
          let code = min(max(rounded, -8), 7)
          isClipped = isClipped || code != rounded
          let error = Double(value) - Double(code * scale)
          noise += error * error
        }
        clipped += isClipped ? 1 : 0
      }
    }
    #expect(found.blocks == 6)
    #expect(found.clippedBlocks == clipped)
    #expect(isClose(found.noise, noise))
  }

  /// Many chunks, so that partial reports come.
  static let long = SyntheticSource(
    shape: [40 * ChunkPlan.target / 512, 512], value: LongRow.value)
}

/// The formats of some identifiers.
func formats(_ ids: [String]) throws -> [any QuantizationFormat] {
  try ids.map { try FormatRegistry.format(named: $0) }
}

/// The report of a source's first tensor.
func report(
  of source: any TensorSource, _ formats: [any QuantizationFormat], known: TensorReport? = nil
) async throws -> TensorReport {
  let request = AnalysisRequest(
    tensor: try #require(source.tensors.first), formats: formats, known: known)
  return try #require(try await Analyzer(source: source, threads: 2).report(for: request))
}
