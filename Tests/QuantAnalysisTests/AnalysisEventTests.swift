import Foundation
import QuantCore
import TensorFiles
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
    let path = FileManager.default.temporaryDirectory
      .appending(path: "quantview-\(UUID()).bin").path
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

  @Test(arguments: [1, 4])
  func `ending the iteration stops reading within 50 milliseconds`(threads: Int) async throws {
    let huge = SyntheticSource(shape: [1 << 20, 4096]) { Float($0 & 1023) }
    let source = CountingSource(huge)
    let request = try request(for: source)
    let analyzer = Analyzer(source: source, threads: threads)
    let ended = await Self.firstEvent(of: analyzer.events(for: request))
    try await Task.sleep(for: .milliseconds(300))
    let log = source.log
    let lastRead = try #require(log.lastRead)
    #expect(lastRead - ended < .milliseconds(50))
    #expect(log.regions.count < 1000)
    #expect(source.log.regions.count == log.regions.count)
  }

  @Test func `cancelling the reader's task stops reading within 50 milliseconds`() async throws {
    let huge = SyntheticSource(shape: [1 << 20, 4096]) { Float($0 & 1023) }
    let source = CountingSource(huge)
    let request = try request(for: source)
    let task = Task { try await Analyzer(source: source, threads: 2).report(for: request) }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    let cancelled = ContinuousClock.now
    #expect(try await task.value == nil)
    let lastRead = try #require(source.log.lastRead)
    #expect(lastRead - cancelled < .milliseconds(50))
  }

  /// Waits for the first event, ends the iteration, and says when.
  private static func firstEvent(
    of events: consuming AsyncStream<AnalysisEvent>
  ) async -> ContinuousClock.Instant {
    for await _ in events { break }
    return .now
  }
}
