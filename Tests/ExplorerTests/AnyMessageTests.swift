import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// Anything in any order: nothing traps, the picture has the terminal's size, the state holds together.
@Suite struct AnyMessageTests {
  private static let keys: [Key] =
    (Screens.all.flatMap(\.bindings) + KeyTable.everywhere).flatMap(\.keys)
    + ["x", "é", "漢", "0", "9", " ", "+", "-", "."].map { Key.character($0) }
    + [.function(5), .insert, .delete, .control("u"), .control("x")]

  private static let sources: [ArraySource] = {
    var generator = SplitMix64(seed: 99)
    var odd = generator.normals(256, deviation: 0.02)
    odd[3] = .nan
    odd[40] = .infinity
    let folders = (0..<12).map { index in
      (name: "layers.\(index / 3).p\(index % 3)", shape: [3, 40], values: generator.normals(120))
    }
    return [
      ArraySource(generator.normals(4096, deviation: 0.02), shape: [8, 512]),
      ArraySource(odd, shape: [256], name: "odd\n\u{202E}name"),
      ArraySource([], shape: [0, 32], name: "empty"),
      ArraySource([(name: "zero", shape: [64], values: Array(repeating: 0, count: 64))] + folders),
    ]
  }()

  /// Work that was asked for and may be answered later, never, or after it was cancelled.
  private struct World {
    let source: ArraySource
    var asked: [Effect] = []
    var events: [Message] = []

    mutating func take(_ effects: [Effect]) {
      for effect in effects {
        switch effect {
        case .analyze, .mapScales, .encodeTile, .inspect, .rankBlocks, .measureKernels,
          .rankTensors,
          .answerRanking:
          asked.append(effect)
        case .export(let request):
          events += [
            .exported(.exists(request)), .exported(.failed(request, "no\u{1B}[2J room")),
            .exported(.written(request, bytes: 1)),
          ]
        default: break
        }
      }
    }

    /// Carries out some piece of work and keeps all that it says.
    mutating func work(_ generator: inout SplitMix64) async {
      guard let index = asked.indices.randomElement(using: &generator) else { return }
      let analyzer = Analyzer(source: source, threads: 1)
      switch asked.remove(at: index) {
      case .analyze(let id, let tensor, let formats, let known):
        let request = AnalysisRequest(
          tensor: source.tensors[tensor],
          formats: formats.compactMap { try? FormatRegistry.format($0) }, known: known)
        for await event in analyzer.events(for: request) { events.append(.analysis(id, event)) }
        if generator.next() % 8 == 0 {
          let error = TensorFileError(.changed, path: "p", "cut short")
          events.append(.analysis(id, .failed(error)))
        }
      case .mapScales(let id, let tensor, let format, let summary, let window):
        guard let format = try? FormatRegistry.format(format) else { return }
        let request = ScaleMapRequest(
          tensor: source.tensors[tensor], format: format, summary: summary, window: window)
        for await event in analyzer.scaleMap(for: request) { events.append(.scaleMap(id, event)) }
      case .encodeTile(let id, let tensor, let format, let summary, let region):
        guard let format = try? FormatRegistry.format(format) else { return }
        let request = TileRequest(
          tensor: source.tensors[tensor], format: format, summary: summary, region: region)
        for await event in analyzer.tile(for: request) { events.append(.tile(id, event)) }
      case .previewReport(let id, let request):
        events.append(.preview(id, .success("\(request.kind)\n\twide \u{1B}[31m\n")))
        if generator.next() % 8 == 0 { events.append(.preview(id, .failure(PreviewError("no")))) }
      case .inspect(let id, let tensor, let row, let columns, let slots, let omitted):
        let request = inspection(
          source.tensors[tensor], row: row, columns: columns, slots: slots, omitted: omitted)
        for await event in analyzer.inspection(for: request) {
          events.append(.inspection(id, event))
        }
      case .rankBlocks(let id, let tensor, let format, let summary):
        guard let format = try? FormatRegistry.format(format) else { return }
        let request = WorstBlocksRequest(
          tensor: source.tensors[tensor], format: format, summary: summary)
        for await event in analyzer.worstBlocks(for: request) {
          events.append(.worstBlocks(id, event))
        }
      case .measureKernels(let id, let request):
        let report = SampleKernels.report(request)
        events += [.kernels(id, .progress(report)), .kernels(id, .finished(report))]
      case .rankTensors(let id, let tensors, let formats, let sampleBytes):
        events += await rankingEvents(
          of: tensors, in: source, formats: formats, sampleBytes: sampleBytes
        ).map { .ranked(id, $0) }
      case .answerRanking(let id, let question):
        events.append(.rankingAnswered(id, question.answer()))
      default: break
      }
    }
  }

  @Test(arguments: 0..<24)
  func `thousands of messages leave a sound state`(_ seed: Int) async {
    var generator = SplitMix64(seed: UInt64(seed))
    let source = Self.sources[seed % Self.sources.count]
    var state = AppState(
      source: source.description, tensors: source.tensors, formats: [],
      size: Size(columns: 80, rows: 24), traits: seed % 3 == 0 ? .plain : .full,
      exportKinds: exportKinds)
    var world = World(source: source)
    for _ in 0..<1500 {
      let message: Message
      switch generator.next() % 16 {
      case 0:
        let columns = Int(generator.next() % 301)
        message = .resized(Size(columns: columns, rows: Int(generator.next() % 101)))
      case 1:
        message = .resized(
          Size(columns: Int(generator.next() % 24), rows: Int(generator.next() % 8)))
      case 2...4:
        await world.work(&generator)
        // Any event, in any order, some of them twice.
        guard let event = world.events.randomElement(using: &generator) else { continue }
        message = event
      case 5: message = .resumed
      case 6:
        let point = Point(
          column: Int(generator.next() % 130) - 5, row: Int(generator.next() % 50) - 3)
        let actions = [MouseEvent.Action.press, .wheelUp, .wheelDown]
        message = .mouse(MouseEvent(actions[Int(generator.next() % 3)], at: point))
      case 7:
        // Any word, alone or with something after it; not those that end the program.
        let words = state.commands.map(\.word).filter { $0 != "quit" && $0 != "close" }
        let arguments = ["", " on", " 3", " 1,2", " mxfp4,nvfp4", " light", " x.0", " grey"]
        let word = words.randomElement(using: &generator) ?? ""
        message = .command(word + (arguments.randomElement(using: &generator) ?? ""))
      default:
        guard let key = Self.keys.randomElement(using: &generator) else { continue }
        message = .key(key)
      }
      world.take(state.update(message))
      if world.events.count > 60 { world.events.removeFirst(30) }
      check(state, after: message)
    }
  }

  private func check(_ state: AppState, after message: Message) {
    let frame = state.view()
    #expect(frame.size == state.size)
    #expect((1...Slots.limit).contains(state.slots.formats.count))
    #expect(state.slots.formats.indices.contains(state.slots.selected))
    #expect(Set(state.slots.formats).count == state.slots.formats.count)
    let browser = state.browser
    #expect(
      browser.rows.isEmpty ? browser.selected == 0 : browser.rows.indices.contains(browser.selected)
    )
    #expect(browser.firstRow >= 0 && browser.firstRow <= max(0, browser.rows.count - 1))
    let hasTensor = state.current.map { state.tensors.indices.contains($0) }
    #expect(hasTensor ?? !Screens.screen(state.screen).needsTensor)
    #expect(!state.history.contains(state.screen))
    #expect(Set(state.history).count == state.history.count)
    #expect(!(state.work.isPaused && state.work.running != nil))
    if case .formats(let menu) = state.overlay {
      #expect(menu.listed.indices.contains(menu.selected) || menu.listed.isEmpty)
    }
    for row in frame.lines { #expect(!row.unicodeScalars.contains { $0.value < 32 }) }
  }
}
