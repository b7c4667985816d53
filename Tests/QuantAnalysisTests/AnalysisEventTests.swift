import Foundation
import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

/// One at a time, since some measure how soon reading stops.
@Suite(.serialized) struct AnalysisEventTests {
  private func request(
    for source: any TensorSource, _ more: [any QuantizationFormat] = []
  ) throws -> AnalysisRequest {
    AnalysisRequest(
      tensor: try #require(source.tensors.first),
      formats: try formats(AnalyzerTests.threeFormats) + more)
  }

  @Test func `partial reports come, what is done never falls, the last word is the report`()
    async throws
  {
    let request = try request(for: AnalyzerTests.long, [TiledFormat(side: 24)])
    var shares: [Double] = []
    var elements: [Int] = []
    var last: AnalysisEvent?
    for await event in Analyzer(source: AnalyzerTests.long, threads: 2).events(for: request) {
      if case .finished? = last { Issue.record("an event after the last one") }
      last = event
      guard case .partial(let report, let done) = event else { continue }
      shares.append(done)
      let measured = report.formats.reduce(0) { $0 + $1.elements }
      elements.append((report.values?.elements ?? 0) + measured)
    }
    #expect(shares.count >= 6)
    #expect(shares == shares.sorted() && shares.allSatisfy { (0...1).contains($0) })
    #expect(elements == elements.sorted())
    guard case .finished(let report)? = last else {
      Issue.record("the last event is \(String(describing: last))")
      return
    }
    #expect(report.formats.count == 4 && report.formats.allSatisfy(\.isComplete))
    #expect(report.values?.isComplete == true)
    let direct = try await Analyzer(source: AnalyzerTests.long, threads: 1).report(for: request)
    #expect(report == direct)
  }

  @Test func `a file that changed ends in its error before a figure of it is shown`() async throws {
    let failure = TensorFileError(.changed, path: "synthetic", "cut short")
    let source = CountingSource(AnalyzerTests.long, failure: failure)
    var partials = 0
    var last: AnalysisEvent?
    for await event in Analyzer(source: source, threads: 2).events(for: try request(for: source)) {
      if case .partial = event { partials += 1 }
      last = event
    }
    #expect(partials == 0)
    #expect(source.log.regions.count <= 24)
    guard case .failed(failure)? = last else {
      Issue.record("the last event is \(String(describing: last))")
      return
    }
    await #expect(throws: failure) {
      try await Analyzer(source: source, threads: 2).report(for: request(for: source))
    }
  }

  @Test func `a mapped file that is cut short while it is read ends in an error`() async throws {
    let path = unusedTemporaryPath() + ".bin"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let count = 32 * ChunkPlan.target
    try Data(repeating: 0x3c, count: 2 * count).write(to: URL(filePath: path))
    let source = try TensorFile.open(path, as: RawLayout(dtype: .bf16, shape: [count / 512, 512]))
    var partials = 0
    var last: AnalysisEvent?
    for await event in Analyzer(source: source, threads: 2).events(for: try request(for: source)) {
      if case .partial = event {
        if partials == 0 {
          try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 4096)
        }
        partials += 1
      }
      last = event
    }
    #expect(partials > 0)
    guard case .failed(let error)? = last else {
      Issue.record("the last event is \(String(describing: last))")
      return
    }
    #expect(error.kind == .changed)
  }

  // A chunk is a few milliseconds of work; counting them says the same on a busy machine as on an idle one.
  @Test(arguments: [1, 4])
  func `ending the iteration stops reading within the chunks that run`(threads: Int) async throws {
    let huge = SyntheticSource(shape: [1 << 20, 4096]) { Float($0 & 1023) }
    let source = CountingSource(huge)
    let events = Analyzer(source: source, threads: threads).events(for: try request(for: source))
    for await _ in consume events { break }
    let atEnd = source.log.regions.count
    try await source.settle()
    let log = source.log
    #expect(log.regions.count - atEnd <= 2 * threads)
    #expect(log.regions.allSatisfy { $0.elementCount <= ChunkPlan.target })
  }

  @Test func `cancelling the reader's task stops reading within the chunks that run`() async throws
  {
    let huge = SyntheticSource(shape: [1 << 20, 4096]) { Float($0 & 1023) }
    let source = CountingSource(huge)
    let request = try request(for: source)
    let task = Task { try await Analyzer(source: source, threads: 2).report(for: request) }
    while source.log.regions.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    let atCancel = source.log.regions.count
    #expect(try await task.value == nil)
    #expect(source.log.regions.count - atCancel <= 4)
  }
}
