import Foundation
import QuantCore
import Synchronization
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

struct RankerTests {
  static let formatIDs = ["mxfp4", "nvfp4:4over6", "int4-g128", "fp8-128x128", "mxfp4+h64"]

  /// The small checkpoint of the repository.
  static let transformer =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    .joined(separator: "/") + "/SampleTensors/transformer.safetensors"

  /// All outcomes of a model.
  static func ranked(
    _ source: any TensorSource, _ ids: [String] = formatIDs, sample: Int? = nil, threads: Int = 2,
    store: FigureStore? = nil
  ) async throws -> (tensors: [RankedTensor], remembered: Int) {
    let ranker = Ranker(
      source, formats: try formats(ids), rules: MarkRules(role: MarkRules.usuallyKeptRole),
      sampleBytes: sample, threads: threads, store: store)
    var tensors: [RankedTensor] = []
    var remembered = 0
    let isWhole = await ranker.run { outcome in
      guard case .ranked(let tensor, let isRemembered) = outcome else { return false }
      tensors.append(tensor)
      remembered += isRemembered ? 1 : 0
      return true
    }
    #expect(isWhole)
    store?.flush()
    return (tensors, remembered)
  }

  @Test func `figures are those of an analysis, for any number of threads`() async throws {
    let source = try TensorFile.open(Self.transformer)
    let one = try await Self.ranked(source, threads: 1)
    let many = try await Self.ranked(source, threads: 5)
    #expect(one.tensors == many.tensors && one.remembered == 0)
    #expect(one.tensors.map(\.tensor) == source.tensors)
    for tensor in one.tensors where tensor.tensor.isAnalysable {
      let request = AnalysisRequest(
        tensor: tensor.tensor, formats: try formats(Self.formatIDs))
      let report = try #require(
        try await Analyzer(source: source, threads: 2).report(for: request))
      #expect(tensor.values == report.values.map { ValueFigures($0) })
      #expect(tensor.formats.map(\.id) == report.formats.map(\.id))
      for (figures, format) in zip(tensor.formats, report.formats) {
        #expect(figures.mse == format.mse && figures.sqnr == format.sqnr)
        #expect(figures.rmse == format.rmse && figures.bytes == format.bytes)
        #expect(figures.relativeFrobenius == format.relativeFrobenius)
        #expect(figures.flushedShare == format.flushedShare && figures.isExact == format.isExact)
        let copy = FormatReport(
          figures, as: try FormatRegistry.format(format.id), of: tensor.tensor)
        #expect(copy.bitsPerWeight == format.bitsPerWeight && copy.rule == format.rule)
        #expect(copy.codeEntropy == format.codeEntropy && copy.tensorScale == format.tensorScale)
        #expect(copy.blockSQNR == format.blockSQNR && copy.clippedBlocks == format.clippedBlocks)
      }
    }
  }

  @Test func `tensors that can't be read as numbers, or hold none, are ranked without figures`()
    async throws
  {
    let found = try await Self.ranked(try TensorFile.open(Self.transformer)).tensors
    let integers = try #require(found.first { $0.tensor.name == "model.position_ids" })
    #expect(integers.mark == .kept(.type("I64")) && integers.values == nil)
    #expect(integers.formats.isEmpty && !integers.isSampled)
    let empty = try #require(found.first { $0.tensor.elementCount == 0 })
    #expect(empty.mark == .kept(.noMatrix) && empty.formats.isEmpty)
  }

  @Test func `what was kept has the bits of what is measured, and nothing is read for it`()
    async throws
  {
    try await withTemporaryDirectory { directory in
      func store() -> FigureStore {
        FigureStore(directory: directory.path, paths: [Self.transformer])
      }
      let source = try TensorFile.open(Self.transformer)
      let plain = try await Self.ranked(source)
      let measured = plain.tensors.filter { !$0.formats.isEmpty }.count
      #expect(measured > 40)
      for sample in [nil, 4096] {
        let first = try await Self.ranked(source, sample: sample, store: store())
        let counting = CountingSource(source)
        let again = try await Self.ranked(counting, sample: sample, store: store())
        // A sample that takes in all of a tensor is that tensor.
        let known =
          sample == nil ? 0 : first.tensors.filter { !$0.isSampled && !$0.formats.isEmpty }.count
        #expect(first.remembered == known && again.remembered == measured)
        #expect(counting.log.regions.isEmpty)
        #expect(first.tensors == again.tensors)
        if sample == nil { #expect(plain.tensors == again.tensors) }
      }
      // Another format is measured, and the others are still known.
      let more = try await Self.ranked(source, Self.formatIDs + ["q4_0"], store: store())
      #expect(more.remembered == 0)
      let both = try await Self.ranked(source, ["q4_0", "mxfp4"], store: store())
      #expect(both.remembered == measured)
      #expect(
        both.tensors.map { $0.formats.last }
          == plain.tensors.map { $0.format(FormatID(name: "mxfp4")) }
      )
    }
  }

  @Test func `a run that was stopped goes on where it was`() async throws {
    try await withTemporaryDirectory { directory in
      func store() -> FigureStore {
        FigureStore(directory: directory.path, paths: [Self.transformer])
      }
      let source = try TensorFile.open(Self.transformer)
      let ranker = Ranker(
        source, formats: try formats(Self.formatIDs),
        rules: MarkRules(role: MarkRules.usuallyKeptRole), threads: 1, store: store())
      var count = 0
      let isWhole = await ranker.run { _ in
        count += 1
        return count < 20
      }
      #expect(!isWhole && count == 20)
      let rest = try await Self.ranked(source, store: store())
      #expect((15...21).contains(rest.remembered))
      let fresh = try await Self.ranked(source)
      #expect(rest.tensors == fresh.tensors)
    }
  }

  @Test func `a file that was written to is measured again`() async throws {
    try await withTemporaryDirectory { directory in
      let values = (0..<4096).map { Float($0 % 61) - 30 }
      func write(_ factor: Float) throws -> String {
        try directory.write(
          values.flatMap { value in
            let bits = (value * factor).bitPattern
            return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
          },
          to: "w.bin")
      }
      var layout = RawLayout()
      layout.dtype = .f32
      layout.shape = [32, 128]
      func rank(_ path: String) async throws -> (tensors: [RankedTensor], remembered: Int) {
        try await Self.ranked(
          try TensorFile.open(path, as: layout), ["mxfp4"],
          store: FigureStore(directory: directory.path(of: "cache"), paths: [path]))
      }
      let first = try await rank(try write(1))
      let second = try await rank(try write(3))
      #expect(second.remembered == 0 && first.tensors[0].values != second.tensors[0].values)
      #expect(try await rank(directory.path(of: "w.bin")).remembered == 1)
    }
  }

  @Test func `a store that is full of nonsense is no store`() async throws {
    try await withTemporaryDirectory { directory in
      func store() -> FigureStore {
        FigureStore(directory: directory.path, paths: [Self.transformer])
      }
      let source = try TensorFile.open(Self.transformer)
      let good = try await Self.ranked(source, store: store())
      for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
        var bytes = try bytes(ofFile: directory.path(of: name))
        for place in stride(from: 0, to: bytes.count, by: 97) { bytes[place] &+= 1 }
        try directory.write(bytes, to: name)
      }
      let again = try await Self.ranked(source, store: store())
      let measured = good.tensors.filter { !$0.formats.isEmpty }.count
      #expect(again.tensors == good.tensors && again.remembered < measured)
    }
  }

  @Test func `a failing file is reported, and the tensors of others go on`() async throws {
    let error = TensorFileError(.changed, path: "w", "it was written to")
    let source = CountingSource(
      SyntheticSource(shape: [8, 64], value: LongRow.value), failure: error)
    let ranker = Ranker(
      source, formats: try formats(["mxfp4"]), rules: MarkRules { _ in nil }, threads: 1)
    var failures: [TensorFileError] = []
    _ = await ranker.run { outcome in
      if case .failed(_, let error) = outcome { failures.append(error) }
      return true
    }
    #expect(failures == [error])
  }

  @Test func `progress adds up to what is to be read`() async throws {
    let source = try TensorFile.open(Self.transformer)
    for sample in [nil, 2048] {
      let ranker = Ranker(
        source, formats: try formats(["mxfp4"]), rules: MarkRules { _ in nil },
        sampleBytes: sample, threads: 3)
      let counter = Counter()
      _ = await ranker.run { _, bytes in
        counter.add(bytes)
      } found: { _ in
        true
      }
      #expect(counter.total == ranker.byteCount())
    }
  }
}

private final class Counter: Sendable {
  private let value = Mutex(0)
  var total: Int { value.withLock { $0 } }
  func add(_ count: Int) { value.withLock { $0 += count } }
}
