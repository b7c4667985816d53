import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

@Suite struct AdversarialTests {
  static let cases = FixtureFile.stems(in: "adversarial/refs", suffix: ".json")

  @Test func `all cases are here`() {
    #expect(Self.cases.count == 20)
  }

  @Test(arguments: cases, NamedFormat.all)
  func `codes, scales and decoded values have the reference's hashes`(
    name: String, format: NamedFormat
  ) throws {
    try expectHashes(FixtureCase(name, in: "adversarial"), as: format)
  }

  @Test(arguments: cases)
  func `the values' statistics are the reference's`(name: String) async throws {
    let input = try FixtureCase(name, in: "adversarial")
    let expected = try #require(input.reference.values)
    let request = AnalysisRequest(tensor: input.tensor, formats: [])
    let report = try await Analyzer(source: input.source, threads: 2).report(for: request)
    let values = try #require(report?.values)
    #expect(values.isComplete)
    #expect(values.elements == input.tensor.elementCount)
    #expect(values.minimum == expected.min)
    #expect(values.maximum == expected.max)
    #expect(values.amax == expected.amax)
    #expect(values.amaxPlace.map { [$0.row, $0.column] } == expected.amaxPlace)
    #expect(values.zeroCount == expected.zeroCount)
    #expect(values.nanCount == expected.nanCount)
    #expect(values.infiniteCount == expected.infCount)
    #expect(values.firstNonfinite.map { [$0.row, $0.column] } == expected.firstNonfinite)
    // A mean near zero is as exact as the values are large.
    #expect(isClose(values.mean, expected.mean, floor: Double(expected.amax ?? 0)))
    #expect(isClose(values.standardDeviation, expected.std, within: 1e-11))
    #expect(isClose(values.kurtosis, expected.kurtosis, within: 1e-11))
    let finite = values.elements - values.nanCount - values.infiniteCount
    #expect(values.histogram.reduce(0) { $0 + $1.count } == UInt64(finite))
  }

  @Test(arguments: cases.filter { !$0.hasPrefix("empty") }, NamedFormat.all)
  func `the report's figures are the reference's`(name: String, format: NamedFormat) async throws {
    let input = try FixtureCase(name, in: "adversarial")
    let expected = try #require(input.reference.formats[format.key])
    let more = try #require(expected.more)
    let report = try await input.report(for: format)
    expectFigures(report, expected.metrics, tensorScale: expected.tensorScale)
    #expect(isClose(report.slope, more.slope))
    #expect(isClose(report.meanError, more.meanErr, floor: report.maximumError ?? 0))
    #expect(report.blocks == more.blocks)
    #expect(report.nonfiniteBlocks == more.nonfiniteBlocks)
    #expect(report.zeroBlocks == more.zeroBlocks)
    #expect(report.clippedBlocks == more.clippedBlocks)
    #expect(report.codeCounts == more.codeCounts)
    #expect(isClose(report.codeEntropy, more.codeEntropyBits, floor: 1))
    #expect(report.bitsPerWeight == more.bitsPerWeight)
    #expect(report.bytes == more.bytes)
    expectScales(report, more)
    // Infinite errors are in no bin.
    let counted = report.errorHistogram.reduce(0) { $0 + $1.count }
    #expect(report.noise.isFinite == (counted == UInt64(report.elements)))
    expectPercentiles(report, more)
  }

  private func expectScales(_ report: FormatReport, _ expected: Reference.MoreMetrics) {
    let codes = report.scales.codes
    #expect(codes.map { [UInt64($0.code), $0.blocks, $0.clipped] } == expected.scaleCodes)
    for (code, sqnr) in zip(codes, expected.scaleSqnrDb) {
      #expect(isClose(code.sqnr, sqnr, floor: 10))
    }
    let floats = report.scales.values.reduce(0) { $0 + $1.count }
    let measured = report.blocks - report.zeroBlocks - report.nonfiniteBlocks
    #expect(floats == (report.scales.type.isCoded ? 0 : UInt64(measured)))
  }

  /// |error| within 1/16 of itself, blocks' SQNR within half a bin of 0.1 dB.
  private func expectPercentiles(_ report: FormatReport, _ expected: Reference.MoreMetrics) {
    #expect(isClose(report.errorP99, expected.absErrP99, within: 1 / 16))
    #expect(isClose(report.errorP999, expected.absErrP999, within: 1 / 16))
    let decibels = [report.blockSQNR.p01, report.blockSQNR.p50, report.blockSQNR.p99]
    for (found, wanted) in zip(decibels, expected.blockSqnrDb) {
      #expect((found == nil) == (wanted == nil))
      // Ratios above 400 dB are in the last bin.
      if let found, let wanted { #expect((found - min(wanted, 400)).magnitude <= 0.05 + 1e-9) }
    }
  }

  @Test(arguments: ["exponents", "nonfinite", "ties_int4"], NamedFormat.all)
  func `histograms hold each value, error and scale`(
    name: String, format: NamedFormat
  ) async throws {
    let input = try FixtureCase(name, in: "adversarial")
    let report = try await QuantAnalysisTests.report(
      of: input.source, [try FormatRegistry.format(named: format.id)])
    let values = input.values()
    let bins = try #require(report.values).histogram
    #expect(bins.hold(values.filter(\.isFinite).map { Double($0) }))
    let found = try #require(report.formats.first)
    let encoded = EncodedTensor(
      values, of: input.tensor, as: try FormatRegistry.format(named: format.id))
    #expect(found.errorHistogram.hold(encoded.errors.filter(\.isFinite)))
    if !found.scales.type.isCoded {
      #expect(found.scales.values.hold(encoded.usedScales.map { Double($0.value) }))
    }
  }
}

extension [LogHistogram.Bin] {
  /// Whether the bins ascend, are 1/16 wide or less, and count just these values.
  fileprivate func hold(_ values: [Double]) -> Bool {
    var rest = values.sorted()[...]
    for bin in self {
      let count = rest.prefix { bin.low < 0 ? $0 <= bin.high : $0 < bin.high || $0 == bin.low }
        .count
      let edge = Swift.min(bin.low.magnitude, bin.high.magnitude)
      let isNarrow = bin.high - bin.low <= edge / 16
      let first = rest.first ?? .nan
      let isInside = bin.low < 0 ? first > bin.low : first >= bin.low
      guard UInt64(count) == bin.count, isNarrow, isInside else { return false }
      rest = rest.dropFirst(count)
    }
    return rest.isEmpty
  }
}
