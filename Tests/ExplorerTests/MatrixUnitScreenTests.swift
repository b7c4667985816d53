import Figures
import KernelEngine
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// The screen of the matrix unit.
struct MatrixUnitScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12)]

  private func session(
    _ source: MemorySource? = nil, formats: [String] = [], columns: Int = 80, rows: Int = 24,
    traits: TerminalTraits = .full
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.narrow, columns: columns, rows: rows, traits: traits)
    if source != nil || !formats.isEmpty {
      session = Session(
        source ?? SeededTensor.weights(), formats: formats, columns: columns, rows: rows,
        traits: traits)
      await session.settle()
    }
    session.press("1", "S-Tab", "S-Tab")
    await session.settle()
    return session
  }

  private func request(_ effects: [Effect]) -> (id: WorkID, region: TensorRegion)? {
    for case .encodeTile(let id, _, _, _, let region) in effects { return (id, region) }
    return nil
  }

  private func cancelled(_ effects: [Effect]) -> [WorkID] {
    effects.compactMap { if case .cancel(let id) = $0 { id } else { nil } }
  }

  @Test(arguments: sizes)
  func `the picture`(size: (Int, Int)) async {
    var session = await session(columns: size.0, rows: size.1)
    session.press("V", "A", "j", "l")
    await session.settle()
    assertSnapshot(session.state.view(), named: "matrix unit \(size.0)x\(size.1)")
  }

  @Test func `the picture in ASCII without colour, of A, of D and of eight-bit containers`() async {
    var session = await session(traits: .plain)
    session.press("V", "A", "j", "l")
    await session.settle()
    assertSnapshot(session.state.view(), named: "matrix unit 80x24 ascii")
    #expect(session.text.unicodeScalars.allSatisfy { $0.isASCII })
    session.press("o")
    assertSnapshot(session.state.view(), named: "matrix unit 80x24 D")
    session.press("o", "s")
    assertSnapshot(session.state.view(), named: "matrix unit 80x24 A")
    session.press("M", "i", "i", "o", "h")
    await session.settle()
    assertSnapshot(session.state.view(), named: "matrix unit 80x24 mxf8f6f4")
  }

  @Test func `only the tile on show is encoded, and another when the cursor leaves it`()
    async throws
  {
    var session = await AnalysedSession.narrow.value
    session.press("1")
    let first = try #require(request(session.press("S-Tab", "S-Tab")))
    #expect(first.region == TensorRegion(rows: 0..<16, columns: 0..<64))
    await session.settle()
    #expect(request(session.press("l", "j", "s", "i")) == nil)
    let next = try #require(request(session.press("PgDn", "PgDn")))
    #expect(next.region == TensorRegion(rows: 16..<32, columns: 0..<64))
    let effects = session.press("End")
    #expect(cancelled(effects).contains(next.id))
    #expect(request(effects)?.region == TensorRegion(rows: 16..<32, columns: 448..<512))
    #expect(cancelled(session.press("1")).count == 1)
    #expect(session.state.matrixUnit.running == nil)
  }

  @Test func `events of cancelled work are dropped`() async throws {
    var session = await AnalysedSession.narrow.value
    session.press("1")
    let first = try #require(request(session.press("S-Tab", "S-Tab")))
    await session.settle()
    let before = session.state
    session.send(
      .tile(first.id, .failed(TensorFileError(.changed, path: "w", "the file is shorter now"))))
    #expect(session.state == before)
  }

  @Test func `a failure is said and not asked for again`() async throws {
    var session = await AnalysedSession.narrow.value
    session.press("1")
    let first = try #require(request(session.press("S-Tab", "S-Tab")))
    session.send(
      .tile(first.id, .failed(TensorFileError(.changed, path: "w", "the file is shorter now"))))
    #expect(session.text.contains("! not read: the file is shorter now"))
    #expect(request(session.press("l")) == nil)
  }

  @Test func `the instruction follows the slot, and i goes on to the next that takes it`() async {
    var session = await session()
    #expect(session.lines[0].hasSuffix("mxfp4 as mxf4"))
    session.press("i")
    #expect(session.lines[0].hasSuffix("mxfp4 as mxf4nvf4"))
    session.press("i")
    #expect(session.text.contains("mma.sync m16n8k32"))
    session.press("V")
    await session.settle()
    #expect(session.lines[0].hasSuffix("nvfp4 as mxf4nvf4"))
    #expect(session.text.contains("mma.sync m16n8k64"))
    session.press("i")
    #expect(session.state.notice?.text == "i: one instruction takes this format")
  }

  @Test func `a slot that no instruction takes gives way to the nearest, and none says why`() async
  {
    var session = await session()
    session.press("I")
    await session.settle()
    #expect(session.text.contains("no instruction takes int4-g128"))
    #expect(session.lines[0].hasSuffix("nvfp4 as mxf4nvf4"))
    let other = await self.session(formats: ["int4-g128", "mxint8"])
    #expect(other.text.contains("no slot holds what a block-scaled instruction takes"))
  }

  @Test func `in D the cursor moves through the sums, and keys without meaning say so`() async {
    var session = await session()
    session.press("o", "l", "l", "j")
    #expect(session.state.matrixUnit.operand == .d)
    #expect(session.text.contains("D[m1,n2]"))
    session.press("End")
    #expect(session.text.contains("D[m1,n7]"))
    session.press("s")
    #expect(session.state.notice?.text.hasPrefix("s: D lies in tensor memory") == true)
    session.press("J")
    #expect(session.state.notice?.text == "J: D has no blocks")
  }

  @Test(arguments: [[1, 1], [3, 5], [1, 4000], [700, 1]])
  func `small and narrow tensors are filled up`(shape: [Int]) async {
    var generator = SeededTensor(seed: 3)
    let values = generator.values(shape[0] * shape[1])
    var session = await session(MemorySource(values, shape: shape))
    session.press("G", "End")
    await session.settle()
    #expect(session.state.matrixUnit.finished?.subject == session.state.matrixUnitSubject)
    #expect(session.text.contains("[\(shape[0] - 1),\(shape[1] - 1)] = "))
  }

  @Test(arguments: ScreenSize.all)
  func `every size is drawn`(_ size: ScreenSize) async {
    for traits in [TerminalTraits.full, .plain] {
      var session = await session(columns: size.columns, rows: size.rows, traits: traits)
      for key in ["l", "o", "j", "o", "s", "i", "K", "G", "V"] {
        session.press(key)
        await session.settle()
        #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      }
    }
  }
}
