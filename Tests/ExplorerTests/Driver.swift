import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// An explorer whose effects nobody carries out: messages in, state and effects out.
struct Driver {
  var state: AppState

  init(
    _ tensors: [TensorDescriptor], formats: [String] = [], columns: Int = 80, rows: Int = 24,
    traits: TerminalTraits = .full, guess: String? = nil
  ) {
    state = AppState(
      source: SourceDescription(
        path: "model.safetensors", container: "safetensors", byteCount: 4096, guess: guess),
      tensors: tensors, formats: formats.compactMap { FormatID($0) },
      size: Size(columns: columns, rows: rows), traits: traits, exportKinds: exportKinds)
  }

  /// Tells the state its own size, which starts what is to be done first.
  mutating func start() -> [Effect] { state.update(.resized(state.size)) }

  /// Steps with Tab until a screen is on show.
  mutating func show(_ screen: ScreenID) {
    for _ in ScreenID.allCases where state.screen != screen { press("Tab") }
  }

  /// Presses keys by name, one after the other.
  @discardableResult
  mutating func press(_ names: String...) -> [Effect] {
    names.flatMap { name in Key(name: name).map { state.update(.key($0)) } ?? [] }
  }

  /// Types a text, letter by letter.
  mutating func type(_ text: String) {
    for character in text { _ = state.update(.key(.character(character))) }
  }

  @discardableResult
  mutating func send(_ message: Message) -> [Effect] { state.update(message) }

  /// Ends the running analysis with everything it was asked for.
  @discardableResult
  mutating func finish() async throws -> [Effect] {
    let running = try #require(state.work.running)
    let report = try await report(of: state.tensors[running.tensor], formats: state.slots.formats)
    return send(.analysis(running.id, .finished(report)))
  }

  /// Ends analyses until none runs.
  mutating func finishAll() async throws {
    while state.work.running != nil { try await finish() }
  }

  var notice: String? { state.notice?.text }
  var lines: [String] { state.view().lines }
  var text: String { lines.joined(separator: "\n") }
  /// The labels of the browser's rows.
  var labels: [String] { state.browser.rows.map(\.label) }
  /// The label of the selected row.
  var selection: String {
    let browser = state.browser
    return browser.rows.indices.contains(browser.selected)
      ? browser.rows[browser.selected].path : ""
  }
}

/// Tensors that nobody reads.
func tensors(
  _ names: [String], type: StoredType = .f32, shape: [Int] = [4, 32]
) -> [TensorDescriptor] {
  names.enumerated().map { index, name in
    TensorDescriptor(
      name: name, type: type, shape: shape, offset: index * 512,
      byteCount: shape.reduce(type.bits / 8, *))
  }
}

/// A tensor that can be listed only.
func integers(_ name: String) -> TensorDescriptor { tensors([name], type: listedOnly)[0] }

private let listedOnly = StoredType(name: "I64", bits: 64, encoding: nil)

/// The real analysis of a tensor with values that follow from its name.
func report(of tensor: TensorDescriptor, formats: [FormatID]) async throws -> TensorReport {
  var generator = SplitMix64(seed: tensor.name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
  let source = ArraySource(
    generator.normals(tensor.elementCount, deviation: 0.02), shape: tensor.shape, name: tensor.name)
  let request = AnalysisRequest(
    tensor: try #require(source.tensors.first),
    formats: try formats.map { try FormatRegistry.format($0) })
  let found = try #require(await Analyzer(source: source, threads: 1).report(for: request))
  return TensorReport(tensor: tensor, values: found.values, formats: found.formats)
}

extension [Effect] {
  /// The analyses asked for.
  var analyses: [(id: WorkID, tensor: Int, formats: [FormatID], known: TensorReport?)] {
    compactMap { effect in
      guard case .analyze(let id, let tensor, let formats, let known) = effect else { return nil }
      return (id, tensor, formats, known)
    }
  }

  /// The work to be cancelled.
  var cancelled: [WorkID] {
    compactMap { effect in
      guard case .cancel(let id) = effect else { return nil }
      return id
    }
  }

  /// The reports to be written.
  var exports: [ExportRequest] {
    compactMap { effect in
      guard case .export(let request) = effect else { return nil }
      return request
    }
  }
}
