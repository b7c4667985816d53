import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

/// The overview's maps of scales, one for each slot, made one after the other.
@Suite struct OverviewMapTests {
  private func session(columns: Int = 120, rows: Int = 40) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.wide, columns: columns, rows: rows, traits: .full)
    session.press("2")
    return session
  }

  private func requests(_ effects: [Effect]) -> [FormatID] {
    effects.compactMap {
      if case .mapScales(_, _, let format, _, _) = $0 { format } else { nil }
    }
  }

  @Test func `each slot has a map, the selected one first, one at a time`() async throws {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.wide, columns: 120, rows: 40, traits: .full)
    #expect(requests(session.pending).map(\.description) == ["mxfp4"])
    await session.settle()
    let maps = session.state.heatmap.store.maps.map(\.subject.format.description)
    #expect(maps == ["mxfp4", "nvfp4", "int4-g128"])
    for id in session.state.slots.formats {
      let type = try FormatRegistry.format(id).scaleType.rawValue
      #expect(session.text.contains("\(id) \(type) scales, max"))
    }
    #expect(!session.text.contains("mapping"))
  }

  @Test func `nothing is mapped where no map is shown`() async {
    let session = await session(columns: 80, rows: 24)
    #expect(requests(session.pending).isEmpty)
  }

  @Test func `nothing is mapped before the figures are known`() {
    var session = Session(SeededTensor.weights(), columns: 120, rows: 40)
    #expect(session.state.screen == .overview)
    #expect(requests(session.pending).isEmpty)
    #expect(session.press("]").isEmpty)
  }

  @Test func `maps that were made are not made again`() async {
    var session = await session()
    await session.settle()
    #expect(requests(session.press("3", "2", "]", "[")).isEmpty)
  }

  @Test func `a map covers the whole tensor`() async throws {
    var session = await session(columns: 200, rows: 60)
    await session.settle()
    let tensor = session.source.tensors[0]
    for mapped in session.state.heatmap.store.maps {
      let format = try FormatRegistry.format(mapped.subject.format)
      let block = format.blockShape(rows: tensor.rows, columns: tensor.columns)
      let window = mapped.subject.window
      #expect(window.rows * window.cellRows * block.rows >= tensor.rows)
      #expect(window.columns * window.cellColumns * block.columns >= tensor.columns)
      #expect(mapped.map.isComplete)
    }
  }

  @Test func `a map that fails is said so and not tried again`() async throws {
    var session = await session()
    guard case .mapScales(let id, _, _, _, _)? = session.pending.last else {
      Issue.record("a map is asked for")
      return
    }
    let error = TensorFileError(.changed, path: "memory.bin", "the file is shorter now")
    let next = session.send(.scaleMap(id, .failed(error)))
    #expect(requests(next).map(\.description) == ["nvfp4"])
    #expect(session.text.contains("! not mapped"))
  }
}
