import Charts
import Figures
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

struct HeatmapScreenTests {
  static func session(
    _ source: MemorySource? = nil, columns: Int = 80, rows: Int = 24,
    traits: TerminalTraits = .full
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.wide, columns: columns, rows: rows, traits: traits)
    if let source {
      session = Session(source, columns: columns, rows: rows, traits: traits)
      await session.settle()
    }
    session.press("4")
    await session.settle()
    return session
  }

  /// A session before the screen is shown, and nothing is mapped.
  private func analysed() async -> Session { await AnalysedSession.wide.value }

  private func request(_ effects: [Effect]) -> (id: WorkID, window: ScaleWindow)? {
    for case .mapScales(let id, _, _, _, let window) in effects { return (id, window) }
    return nil
  }

  private func cancelled(_ effects: [Effect]) -> [WorkID] {
    effects.compactMap { effect in
      if case .cancel(let id) = effect { id } else { nil }
    }
  }

  @Test func `a format that needs no values is mapped as soon as the screen is shown`() async {
    var session = Session(SeededTensor.weights())
    #expect(request(session.press("4")) != nil)
  }

  @Test func `one that does is mapped once all values are known`() async {
    var session = Session(SeededTensor.weights())
    _ = session.press("V")
    #expect(request(session.press("4")) == nil)
    #expect(session.text.contains("reading ..."))
    await session.settle()
    let finished = session.state.heatmap.finished
    #expect(finished?.map.isComplete == true)
    #expect(finished?.subject == session.state.heatmapView?.subject)
    #expect(request(session.press("h")) == nil, "what is mapped is not mapped again")
  }

  @Test func `a finer view cancels the map that runs and asks for another`() async throws {
    var session = await analysed()
    let first = try #require(request(session.press("4")))
    #expect(first.window.cellColumns > 1)
    let effects = session.press("z")
    #expect(cancelled(effects) == [first.id])
    let second = try #require(request(effects))
    #expect(second.window.cellColumns == (first.window.cellColumns + 1) / 2)
    #expect(session.text.contains("mapping ..."))
  }

  @Test func `events of a cancelled map are dropped`() async throws {
    var session = await analysed()
    let first = try #require(request(session.press("4")))
    let other = await Self.session()
    let map = try #require(other.state.heatmap.finished?.map)
    session.press("z")
    let before = session.state
    session.send(.scaleMap(first.id, .partial(map)))
    session.send(.scaleMap(first.id, .finished(map)))
    #expect(session.state == before)
  }

  @Test func `leaving the screen cancels the map`() async throws {
    var session = await analysed()
    let first = try #require(request(session.press("4")))
    #expect(cancelled(session.press("3")) == [first.id])
    #expect(session.state.heatmap.running == nil)
  }

  @Test func `after the user stopped the work nothing starts until it may go on`() async throws {
    var session = await analysed()
    let first = try #require(request(session.press("4")))
    #expect(cancelled(session.press("^C")) == [first.id])
    #expect(request(session.press("z")) == nil)
    #expect(session.text.contains("stopped; a goes on"))
    #expect(request(session.press("a")) != nil)
  }

  @Test func `a map that failed is not asked for again, and the screen says why`() async throws {
    var session = await analysed()
    let first = try #require(request(session.press("4")))
    let error = TensorFileError(.changed, path: "weights.bin", "the file is shorter now")
    #expect(session.send(.scaleMap(first.id, .failed(error))).isEmpty)
    #expect(session.text.contains("not mapped"))
    #expect(session.state.notice?.text == "weights.bin: the file is shorter now")
    #expect(request(session.press("h")) == nil)
  }

  @Test func `a partial map is shown while the rest is computed`() async throws {
    var session = await analysed()
    let first = try #require(request(session.press("4")))
    let blank = session.text
    let other = await Self.session()
    let map = try #require(other.state.heatmap.finished?.map)
    session.send(.scaleMap(first.id, .partial(map)))
    #expect(session.text != blank)
    #expect(session.state.heatmap.running == first.id)
  }

  @Test func `at the deepest zoom every cell is one block, and z says so`() async throws {
    var session = await Self.session()
    let deepest = try #require(session.state.heatmapView?.deepest)
    for _ in 0..<deepest { session.press("z") }
    await session.settle()
    let view = try #require(session.state.heatmapView)
    #expect(view.rows.cell == 1 && view.columns.cell == 1)
    #expect(session.text.contains("1 block, "))
    session.press("z")
    #expect(session.state.notice?.text == "z: every cell is one block already")
    for _ in 0..<deepest { session.press("Z") }
    session.press("Z")
    #expect(session.state.notice?.text == "Z: the whole tensor is in sight")
  }

  @Test func `the window scrolls only when the cursor leaves it`() async throws {
    var session = await Self.session()
    session.press("z", "z", "g", "Home")
    let view = try #require(session.state.heatmapView)
    for _ in 1..<view.columns.count { session.press("l") }
    #expect(session.state.heatmapView?.columns.first == 0)
    session.press("l")
    #expect(session.state.heatmapView?.columns.first == view.columns.cell)
    session.press("h")
    #expect(session.state.heatmapView?.columns.first == view.columns.cell)
    session.press("End")
    let end = try #require(session.state.heatmapView)
    #expect(end.columns.cursor == end.columns.blocks - 1)
    #expect(end.cursorColumn == end.columns.count - 1)
  }

  @Test func `g and G go to the first and last row, pages go by windows`() async throws {
    var session = await Self.session(SeededTensor.weights(rows: 300, columns: 64))
    for _ in 0..<4 { session.press("z") }
    session.press("g", "PgDn")
    let view = try #require(session.state.heatmapView)
    #expect(view.rows.cursor == (view.rows.count - 1) * view.rows.cell)
    session.press("G")
    #expect(session.state.heatmapView?.rows.cursor == 299)
    session.press("g")
    #expect(session.state.heatmapView?.rows.cursor == 0)
  }

  @Test func `A goes to the block of the amax, and the words tell its scale`() async {
    var session = await Self.session()
    session.press("V", "A")
    await session.settle()
    #expect(session.state.heatmap.row == 21 && session.state.heatmap.column == 819)
    #expect(session.text.contains("max 0x7E 448 = max"))
    #expect(session.text.contains("amax 1.910 at [21,819] is here"))
  }

  @Test func `T goes from the largest scale to the next`() async throws {
    var session = await Self.session()
    let cells = session.state.heatmap.cells(of: try #require(session.state.heatmapView).subject)
    let ranking = ScalePool.max.ranking(of: cells)
    for rank in 0..<3 {
      session.press("T")
      let view = try #require(session.state.heatmapView)
      #expect(view.cursorRow * view.columns.count + view.cursorColumn == ranking[rank])
      #expect(session.state.notice?.text.hasPrefix("largest scale \(rank + 1) of ") == true)
    }
  }

  @Test func `Enter opens the block that T means, not the first of its cell`() async throws {
    var session = await Self.session()
    session.press("T")
    let view = try #require(session.state.heatmapView)
    #expect(try #require(session.state.cellUnderCursor(view)).blocks > 1)
    #expect(session.state.notice?.text.contains(", block [21,800]") == true)
    session.press("Enter")
    #expect(session.state.screen == .block)
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 21, column: 800))
    #expect(session.state.inspectedColumns == 800..<832)
  }

  @Test func `Enter on a cell opens the block that its colour is of`() async throws {
    var session = await Self.session()
    session.press("T", "h", "l", "p", "p")
    #expect(session.state.heatmap.pool == .min)
    let view = try #require(session.state.heatmapView)
    let smallest = try #require(session.state.cellUnderCursor(view)?.minimumPlace)
    #expect(smallest != ValueStatistics.Place(row: 21, column: 800))
    #expect(session.text.contains("@ [\(smallest.row),\(smallest.column)]"))
    session.press("Enter")
    #expect(session.state.inspectedElement == smallest)
  }

  @Test func `Enter after A or go opens the block of that very element`() async {
    var session = await Self.session()
    session.press("p", "p", "A", "Enter")
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 21, column: 819))
    session.press("4")
    session.send(.command("go 3,77"))
    session.press("Enter")
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 3, column: 77))
  }

  @Test func `the cell under the cursor is measured, once its scales are known`() async throws {
    var session = await analysed()
    let first = try #require(request(session.press("4")))
    #expect(session.state.errors.running == nil)
    #expect(first.window.rows > 0)
    await session.settle()
    let view = try #require(session.state.heatmapView)
    session.press("G", "End")
    await session.settle()
    let end = try #require(session.state.heatmapView)
    let map = try #require(
      session.state.errors.map(of: session.state.slots.current, end.cursorWindow))
    #expect(map.rows == nil && map.cells.count == 1 && end.cursorWindow != view.cursorWindow)
    let text = ErrorQuantity.sqnr.text(ErrorQuantity.sqnr.level(of: map.cells[0]))
    #expect(session.text.contains("SQNR here \(text)"))
  }

  @Test func `another slot keeps the place and maps its own scales`() async throws {
    var session = await Self.session()
    session.press("A")
    let effects = session.press("V")
    #expect(request(effects) != nil)
    await session.settle()
    #expect(session.state.heatmap.column == 819)
    #expect(session.state.heatmapView?.columns.cursor == 819 / 16)
    #expect(session.lines[0].hasSuffix("nvfp4 E4M3"))
    session.press("I")
    await session.settle()
    #expect(session.state.heatmapView?.columns.cursor == 819 / 128)
    #expect(session.lines[0].hasSuffix("int4-g128 F16"))
  }

  @Test func `p and c change the picture without another map`() async {
    var session = await Self.session()
    let before = session.text
    #expect(session.press("p").isEmpty)
    #expect(session.text.contains("mean-pooled"))
    #expect(session.press("p").isEmpty)
    #expect(session.text.contains("min-pooled"))
    session.press("p")
    #expect(session.text == before)
    let styles = { (session: Session) in Array(session.state.view().cells.prefix(80 * 20)) }
    let cividis = styles(session)
    #expect(session.press("c").isEmpty)
    #expect(session.state.notice?.text == "palette viridis")
    #expect(styles(session) != cividis)
  }

  @Test func `zero blocks are blank, blocks with NaN are marked, and both are named`() async {
    var values = [Float](repeating: 0.5, count: 4 * 128)
    for column in 0..<32 { values[column] = 0 }
    values[128 + 40] = .nan
    var session = await Self.session(MemorySource(values, shape: [4, 128]), traits: .plain)
    #expect(session.text.contains("1 zero block: no scale"))
    #expect(session.text.contains("blank: zero blocks only"))
    session.press("j", "l")
    #expect(session.text.contains("N: 1 block with NaN or infinity"))
    #expect(session.text.contains("[ N  ]"))
  }

  @Test func `one block is named by its place and scale`() async {
    let session = await Self.session(
      MemorySource([Float](repeating: 0.75, count: 32), shape: [1, 32]))
    #expect(session.text.contains("block [0,0]"))
    #expect(session.text.contains("scale 0x7C 2^-3 (x 0.1250)"))
  }

  @Test(arguments: [[1, 100_000], [30_000, 1], [1, 1], [3, 5]])
  func `tensors of extreme shapes are mapped`(_ shape: [Int]) async throws {
    var generator = SeededTensor(seed: 3)
    let values = generator.values(shape[0] * shape[1])
    var session = await Self.session(MemorySource(values, shape: shape))
    session.press("z", "z", "G", "End")
    await session.settle()
    let view = try #require(session.state.heatmapView)
    #expect(view.rows.cursor == view.rows.blocks - 1)
    #expect(view.columns.cursor == view.columns.blocks - 1)
    #expect(session.state.heatmap.store.has(view.subject))
  }

  @Test func `an empty tensor has no map`() async {
    var session = await Self.session(MemorySource([], shape: [0, 64]))
    session.press("z", "l", "G", "A")
    #expect(session.state.heatmapView == nil)
    #expect(session.text.contains("an empty tensor"))
  }

  @Test(arguments: ScreenSize.all)
  func `every size is drawn and mapped to its window`(_ size: ScreenSize) async {
    for traits in [TerminalTraits.full, .plain] {
      var session = await Self.session(columns: size.columns, rows: size.rows, traits: traits)
      session.press("z", "j", "l", "A", "Z", "G", "End", "PgUp", "^U")
      await session.settle()
      #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      #expect(session.state.heatmapView.map { session.state.heatmap.store.has($0.subject) } ?? true)
    }
  }

  @Test func `a resized terminal keeps the cursor in sight`() async throws {
    var session = await Self.session()
    session.press("z", "z", "G", "End")
    session.resize(40, 12)
    let view = try #require(session.state.heatmapView)
    #expect(view.rows.cursor == 63)
    #expect((0..<view.rows.count).contains(view.cursorRow))
    #expect((0..<view.columns.count).contains(view.cursorColumn))
  }

  @Test(arguments: [1, 2, 3, 59, 60, 61, 1000, 1 << 40], [1, 2, 7, 60])
  func `a span covers the tensor at zoom 0 and ends with single blocks`(
    _ blocks: Int, _ capacity: Int
  ) {
    let widest = HeatmapSpan(blocks: blocks, capacity: capacity, zoom: 0, cursor: blocks, first: 7)
    #expect(widest.first == 0 && widest.cursor == blocks - 1)
    #expect(widest.count <= capacity && widest.count * widest.cell >= blocks)
    // It fills the room: no cell is larger than it has to be by more than an eighth.
    let least = (blocks - 1) / capacity + 1
    #expect(widest.cell >= least && widest.cell <= least + least / 8)
    let deepest = HeatmapSpan(
      blocks: blocks, capacity: capacity, zoom: widest.deepest, cursor: blocks / 2, first: 0)
    #expect(deepest.cell == 1)
    #expect((0..<deepest.count).contains(deepest.cursorCell))
  }

  @Test func `the picture at 80 by 24`() async {
    assertSnapshot(await Self.session().state.view(), named: "heatmap-80x24")
    assertSnapshot(await Self.session(traits: .plain).state.view(), named: "heatmap-80x24-ascii")
  }

  @Test(arguments: ScreenSize.recorded)
  func `the picture at other sizes`(_ size: ScreenSize) async {
    let session = await Self.session(columns: size.columns, rows: size.rows)
    assertSnapshot(session.state.view(), named: "heatmap-\(size)")
  }
}
