import Explorer
import ExplorerRuntime
import Foundation
import QuantAnalysis
import QuantCore
import Synchronization
import TensorFiles
import TerminalKit
import TestSupport
import Testing

/// One at a time, since each has threads of its own and some look at the clock.
@Suite(.serialized) struct SessionTests {
  private static let one: ArraySource = {
    var generator = SplitMix64(seed: 12)
    return ArraySource(generator.normals(16_384, deviation: 0.02), shape: [64, 256])
  }()

  private static func many(_ count: Int) -> ArraySource {
    var generator = SplitMix64(seed: 13)
    return ArraySource(
      (0..<count).map { (name: "t\($0)", shape: [4, 128], values: generator.normals(512)) })
  }

  @Test func `the first picture comes before the first read`() async {
    let source = WatchedSource(Self.one)
    let readsAtFirst = Mutex<Int?>(nil)
    let played = await PlayedSession.play(source) { _ in
      readsAtFirst.withLock { $0 = $0 ?? source.reads }
    } script: {
      [
        .waitForFigures, .press(.character("Q")),
      ]
    }
    #expect(played.failure == nil)
    #expect(readsAtFirst.withLock { $0 } == 0)
    #expect(played.frames.first?.lines.contains { $0.contains("reading ...") } == true)
  }

  @Test func `keys are answered while an analysis waits for the disk`() async {
    let source = WatchedSource(Self.one, isOpen: false)
    let played = await PlayedSession.play(source) {
      [
        .wait("reading has begun") { _ in source.reads > 0 },
        .press(.character("3")), .wait(for: "[3Hist]"),
        .press(.character("?")), .wait(for: "help: this screen"), .press(.escape),
        .press(.character("2")), .press(.character("]")), .wait(for: "slot 2 of 3"),
        .wait("the gate") { _ in
          source.open()
          return true
        },
        .press(.character("j")), .waitForFigures, .press(.character("Q")),
      ]
    }
    #expect(played.failure == nil)
    #expect(played.end == .quit(status: 0))
  }

  @Test func `the last picture shows what the analyzer reports`() async throws {
    let source = Self.one
    let played = await PlayedSession.play(source) {
      [
        .waitForFigures, .press(.character("Q")),
      ]
    }
    #expect(played.failure == nil)
    var state = AppState(
      source: source.description, tensors: source.tensors, formats: [],
      size: Size(columns: 80, rows: 24), traits: .full, exportKinds: exportKinds)
    let analysis = try #require(state.update(.resized(state.size)).analyses.first)
    let request = AnalysisRequest(
      tensor: source.tensors[0],
      formats: try analysis.formats.map { try FormatRegistry.format($0) })
    let report = try #require(await Analyzer(source: source, threads: 1).report(for: request))
    _ = state.update(.analysis(analysis.id, .finished(report)))
    #expect(played.screen == state.view().lines)
  }

  @Test func `pictures of progress are ten a second at most`() async {
    let source = WatchedSource(Self.many(300), delay: 0.001)
    let played = await PlayedSession.play(source) {
      [
        .press(.character("a")), .press(.character("G")),
        .wait("all are known") { frame in
          source.reads >= 600 && !frame.lines[0].contains("analysing")
        }, .press(.character("Q")),
      ]
    }
    #expect(played.failure == nil)
    // The first, one for the keys, and one for the last key that does not quit.
    let progress = played.presentations - 3
    #expect(Double(progress) <= played.duration / .milliseconds(100) + 1)
    #expect(progress >= 2)
  }

  @Test func `what a key asks for does not wait for the next picture of progress`() async throws {
    let rows = 1...20
    let shown = Mutex<[String: ContinuousClock.Instant]>([:])
    let played = await PlayedSession.play(Self.one) { frame in
      let text = frame.lines.joined(separator: "\n")
      shown.withLock { shown in
        for row in rows {
          for mark in ["[\(row),0]", "row \(row) cols"] where text.contains(mark) {
            shown[mark] = shown[mark] ?? .now
          }
        }
      }
    } script: {
      [.waitForFigures, .press(.character("8")), .wait(for: "row 0 cols")]
        + rows.flatMap { [.press(.character("l")), .wait(for: "row \($0) cols")] }
        + [.press(.character("Q"))]
    }
    #expect(played.failure == nil)
    let waits = try shown.withLock { shown in
      try rows.map { try #require(shown["row \($0) cols"]) - #require(shown["[\($0),0]"]) }
    }
    // The least of many: on a busy machine some take longer.
    #expect(try #require(waits.min()) < .milliseconds(50), "\(waits)")
  }

  @Test func `quitting ends the work`() async {
    let source = WatchedSource(Self.many(4000), delay: 0.002)
    let played = await PlayedSession.play(source) {
      [
        .press(.character("a")), .wait("some are read") { _ in source.reads > 10 },
        .press(.character("Q")),
      ]
    }
    #expect(played.end == .quit(status: 0) && played.failure == nil)
    // What is being read may end; nothing new begins.
    try? await Task.sleep(for: .milliseconds(300))
    let reads = source.reads
    try? await Task.sleep(for: .milliseconds(300))
    #expect(source.reads == reads && reads < 4000)
  }

  @Test func `reports are written on another thread, and the outcome is shown`() async {
    let threads = Mutex<(session: UInt, export: UInt)>((0, 0))
    let played = await PlayedSession.play(Self.one) { _ in
      threads.withLock { $0.session = UInt(pthread_self()) }
    } export: { request in
      threads.withLock { $0.export = UInt(pthread_self()) }
      return request.mayReplace
        ? .written(request, bytes: request.report.formats.count) : .exists(request)
    } script: {
      [
        .waitForFigures, .press(.character("e")), .wait(for: "export a report"),
        .press(.enter), .wait(for: "the file exists"), .press(.enter),
        .wait(for: "wrote quantview-memory.md, 3 bytes"), .press(.character("Q")),
      ]
    }
    #expect(played.failure == nil)
    let (session, export) = threads.withLock { $0 }
    #expect(session != 0 && export != 0 && session != export)
  }

  @Test func `another size lays the screen out again`() async {
    let small = Size(columns: 40, rows: 12)
    let played = await PlayedSession.play(Self.one) {
      [
        .waitForFigures, .event(.resized(small)),
        .wait("a frame of the new size") { $0.size == small }, .press(.character("Q")),
      ]
    }
    #expect(played.failure == nil)
    #expect(played.frames.last?.size == small)
    #expect(played.frames.first?.size == Size(columns: 80, rows: 24))
  }

  @Test func `^L draws everything again, ^Z stops until it goes on`() async {
    let played = await PlayedSession.play(Self.one) {
      [
        .waitForFigures, .press(.control("l")), .press(.control("z")),
        .press(.character("3")), .wait(for: "[3Hist]"), .press(.character("Q")),
      ]
    }
    #expect(played.failure == nil)
    #expect(played.suspensions == 1)
    #expect(played.redraws == 2)
  }

  @Test func `^C twice ends with 130, a signal with itself`() async {
    let interrupted = await PlayedSession.play(Self.one) {
      [.press(.control("c")), .press(.control("c"))]
    }
    #expect(interrupted.end == .quit(status: 130))
    let terminated = await PlayedSession.play(Self.one) { [.event(.terminated(signal: 1))] }
    #expect(terminated.end == .terminated(signal: 1))
  }

  @Test func `a file that changed is said so`() async {
    let error = TensorFileError(.changed, path: "w.bin", "it was 64 bytes long and is 12 now")
    let source = WatchedSource(Self.one, failure: error)
    let played = await PlayedSession.play(source) {
      [.wait(for: "! w.bin: it was 64 bytes long"), .press(.character("Q"))]
    }
    #expect(played.failure == nil)
  }
}
