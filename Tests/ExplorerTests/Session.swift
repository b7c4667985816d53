import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport

@testable import Explorer

/// An explorer whose effects are carried out at once: keys in, frames out.
struct Session {
  let source: any TensorSource
  var state: AppState
  /// What was asked of the world and not carried out yet.
  private(set) var pending: [Effect] = []

  init(
    _ source: any TensorSource, formats: [String] = [], columns: Int = 80, rows: Int = 24,
    traits: TerminalTraits = .full
  ) {
    self.source = source
    state = AppState(
      source: source.description, tensors: source.tensors,
      formats: formats.compactMap { FormatID($0) }, size: Size(columns: columns, rows: rows),
      traits: traits, exportKinds: exportKinds)
    pending = state.update(.resized(state.size))
  }

  /// Presses keys one after the other, by name.
  @discardableResult
  mutating func press(_ names: String...) -> [Effect] {
    var effects: [Effect] = []
    for name in names {
      guard let key = Key(name: name) else { continue }
      effects += state.update(.key(key))
    }
    pending += effects
    return effects
  }

  @discardableResult
  mutating func send(_ message: Message) -> [Effect] {
    let effects = state.update(message)
    pending += effects
    return effects
  }

  mutating func resize(_ columns: Int, _ rows: Int) {
    send(.resized(Size(columns: columns, rows: rows)))
  }

  /// Carries out analyses and maps, and what follows from them, until all is known.
  mutating func settle() async {
    let analyzer = Analyzer(source: source, threads: 2)
    while !pending.isEmpty {
      switch pending.removeFirst() {
      case .analyze(let id, let tensor, let formats, let known):
        let request = AnalysisRequest(
          tensor: source.tensors[tensor],
          formats: formats.compactMap { try? FormatRegistry.format($0) }, known: known)
        for await event in analyzer.events(for: request) { send(.analysis(id, event)) }
      case .mapScales(let id, let tensor, let format, let summary, let window):
        guard let format = try? FormatRegistry.format(format) else { continue }
        let request = ScaleMapRequest(
          tensor: source.tensors[tensor], format: format, summary: summary, window: window)
        for await event in analyzer.scaleMap(for: request) { send(.scaleMap(id, event)) }
      case .mapStoredScales(let id, let tensor, let format, let window):
        let request = StoredScaleMapRequest(
          tensor: source.tensors[tensor], window: window, format: format)
        for await event in analyzer.scaleMap(for: request) { send(.scaleMap(id, event)) }
      case .mapErrors(let id, let tensor, let format, let summary, let window, let gathersLines):
        guard let format = try? FormatRegistry.format(format) else { continue }
        let request = ErrorMapRequest(
          tensor: source.tensors[tensor], format: format, summary: summary, window: window,
          gathersLines: gathersLines)
        for await event in analyzer.errorMap(for: request) { send(.errorMap(id, event)) }
      case .encodeTile(let id, let tensor, let format, let summary, let region):
        guard let format = try? FormatRegistry.format(format) else { continue }
        let request = TileRequest(
          tensor: source.tensors[tensor], format: format, summary: summary, region: region)
        for await event in analyzer.tile(for: request) { send(.tile(id, event)) }
      case .inspect(let id, let tensor, let row, let columns, let slots, let omitted):
        let request = inspection(
          source.tensors[tensor], row: row, columns: columns, slots: slots, omitted: omitted)
        for await event in analyzer.inspection(for: request) { send(.inspection(id, event)) }
      case .compare(let id, let stored, let original):
        guard
          let request = ComparisonRequest(
            stored: source.tensors[stored], original: source.tensors[original])
        else { continue }
        for await event in analyzer.comparison(for: request) { send(.comparison(id, event)) }
      case .rankBlocks(let id, let tensor, let format, let summary):
        guard let format = try? FormatRegistry.format(format) else { continue }
        let request = WorstBlocksRequest(
          tensor: source.tensors[tensor], format: format, summary: summary)
        for await event in analyzer.worstBlocks(for: request) { send(.worstBlocks(id, event)) }
      case .rankTensors(let id, let tensors, let formats, let sampleBytes):
        for event in await rankingEvents(
          of: tensors, in: source, formats: formats, sampleBytes: sampleBytes)
        {
          send(.ranked(id, event))
        }
      case .answerRanking(let id, let question): send(.rankingAnswered(id, question.answer()))
      case .measureKernels(let id, let request):
        send(.kernels(id, .finished(SampleKernels.report(request))))
      default: break
      }
    }
  }

  /// The screen as text.
  var lines: [String] { state.view().lines }
  var text: String { lines.joined(separator: "\n") }
}

/// What the ranker says of some tensors.
func rankingEvents(
  of tensors: [Int], in source: any TensorSource, formats: [FormatID], sampleBytes: Int?
) async -> [RankingEvent] {
  let chosen = SelectedSource(tensors.map { source.tensors[$0] }, of: source)
  let ranker = Ranker(
    chosen, formats: formats.compactMap { try? FormatRegistry.format($0) },
    rules: MarkRules { _ in nil }, sampleBytes: sampleBytes, threads: 1)
  var events: [RankingEvent] = []
  var next = 0
  _ = await ranker.run { outcome in
    switch outcome {
    case .ranked(let row, _): events.append(.found(tensor: tensors[next], row))
    case .failed(_, let error): events.append(.failed(tensor: tensors[next], error))
    }
    next += 1
    return true
  }
  return events + [.finished]
}

/// A close look as the state asks for it.
func inspection(
  _ tensor: TensorDescriptor, row: Int, columns: Range<Int>, slots: [InspectedSlot],
  omitted: ValueStatistics.Place?
) -> InspectionRequest {
  InspectionRequest(
    tensor: tensor, row: row, columns: columns,
    candidates: slots.compactMap { slot in
      (try? FormatRegistry.format(slot.format)).map {
        InspectionRequest.Candidate($0, summary: slot.summary)
      }
    }, omitted: omitted)
}

/// Sessions whose tensor is analysed already, each computed once; tests work on copies.
enum AnalysedSession {
  /// `[64, 512]` in the default formats.
  static let narrow = Task { await settled(SeededTensor.weights()) }
  /// `[64, 4096]` in the default formats.
  static let wide = Task { await settled(SeededTensor.weights(columns: 4096)) }

  private static func settled(_ source: MemorySource) async -> Session {
    var session = Session(source)
    await session.settle()
    return session
  }

  /// A copy in another terminal.
  static func copy(
    of task: Task<Session, Never>, columns: Int, rows: Int, traits: TerminalTraits
  ) async -> Session {
    var session = await task.value
    session.state.traits = traits
    session.resize(columns, rows)
    return session
  }
}
