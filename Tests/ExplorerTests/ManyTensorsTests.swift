import QuantAnalysis
import QuantCore
import TensorFiles
import Testing

@testable import Explorer

@Suite struct ManyTensorsTests {
  private static func tensors(_ names: [String]) -> [TensorDescriptor] {
    names.map { TensorDescriptor(name: $0, type: .f32, shape: [2, 64], offset: 0, byteCount: 512) }
  }

  private static func source(_ count: Int) -> MemorySource {
    MemorySource(
      (0..<count).map { index in
        let values = (0..<128).map { Float($0 * (index + 1) % 37) - 18 }
        return (name: "model.\(index % 3).w\(index)", shape: [2, 64], values: values)
      })
  }

  @Test func `a name of thousands of parts makes a shallow tree`() {
    let name = String(repeating: "0.", count: 2000) + "weight"
    let tree = TensorTree(Self.tensors([name, "a.0.weight"]))
    #expect(tree.nodes.map(\.depth).max() == 32)
    #expect(tree.nodes.contains { $0.path == name && $0.tensor == 0 })
  }

  @Test func `a tensor's folders are those above it`() {
    let tree = TensorTree(Self.tensors(["m.0.a", "m.1.a", "b"]))
    #expect(tree.folders(of: 1).map(\.path) == ["m.1", "m"])
    #expect(tree.folders(of: 2).isEmpty)
  }

  @Test func `a folder's ratio pools the energies of its tensors`() async throws {
    var session = Session(Self.source(9), formats: ["mxfp4"])
    session.press("a")
    await session.settle()
    let state = session.state
    let folder = try #require(state.browser.rows.first { $0.path == "model.1" })
    let reports = [1, 4, 7].compactMap { state.reports[$0]?.formats.first }
    let expected = ErrorStatistics.signalToNoise(
      signal: reports.reduce(0) { $0 + $1.signal }, noise: reports.reduce(0) { $0 + $1.noise })
    let pool = state.browser.pool(of: folder)
    #expect(reports.count == 3 && pool.isWhole(FormatID(name: "mxfp4")))
    #expect(pool.signalToNoise(FormatID(name: "mxfp4")) == expected)
    #expect(pool.byteCount == 3 * 512)
    #expect(pool.signalToNoise(FormatID(name: "nvfp4")) == nil)
  }

  @Test func `all tensors get analysed, and again in another format`() async {
    var session = Session(Self.source(70), formats: ["mxfp4"])
    session.press("a")
    await session.settle()
    session.press("r")
    await session.settle()
    let ids = [FormatID(name: "mxfp4"), FormatID(name: "mxfp4", rule: "rceil")]
    let isKnown = session.source.tensors.indices.map {
      session.state.reports.isComplete($0, formats: ids)
    }
    #expect(isKnown.allSatisfy { $0 } && session.state.work.running == nil)
  }

  @Test func `what is complete is not replaced by what is not`() async throws {
    let source = Self.source(1)
    let format = try FormatRegistry.format(named: "mxfp4")
    let request = AnalysisRequest(tensor: source.tensors[0], formats: [format])
    let whole = try #require(await Analyzer(source: source, threads: 1).report(for: request))
    var store = ReportStore()
    #expect(store.take(whole, of: 0).map(\.id) == [format.id])
    #expect(store.take(whole, of: 0).isEmpty)
    #expect(store.take(TensorReport(tensor: source.tensors[0]), of: 0).isEmpty)
    #expect(store[0] == whole)
  }
}
