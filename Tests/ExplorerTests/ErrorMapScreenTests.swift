import Charts
import Figures
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

@Suite struct ErrorMapScreenTests {
  static func session(
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
    session.press("7")
    await session.settle()
    return session
  }

  private struct Request: Equatable {
    let id: WorkID
    let format: String
    let window: ScaleWindow
    let gathersLines: Bool
  }

  private func requests(_ effects: [Effect]) -> [Request] {
    effects.compactMap { effect in
      guard case .mapErrors(let id, _, let format, _, let window, let gathersLines) = effect
      else { return nil }
      return Request(
        id: id, format: format.description, window: window, gathersLines: gathersLines)
    }
  }

  private func cancelled(_ effects: [Effect]) -> [WorkID] {
    effects.compactMap { effect in
      if case .cancel(let id) = effect { id } else { nil }
    }
  }

  @Test(
    arguments: [[4096, 4096], [14336, 4096], [5120, 13824], [151_936, 896]], [(80, 24), (120, 40)])
  func `the tiles fill the room`(_ shape: [Int], _ size: (Int, Int)) throws {
    var driver = Driver(
      tensors(["w"], shape: shape), columns: size.0, rows: size.1)
    _ = driver.start()
    driver.press("7")
    let view = try #require(driver.state.errorMapView)
    let area = MapLayout(driver.state.bodyRect, lines: ErrorMapScreen.wordLines)
    let room = HeatMapLayout(
      in: area.map, traits: driver.state.traits, hasProfiles: area.hasProfiles)
    // A line shows two rows of tiles; of the room an eighth may stay empty.
    #expect(view.rows.count * 9 >= room.rowCapacity * 8 && view.rows.count <= room.rowCapacity)
    #expect(
      view.columns.count * 9 >= room.columnCapacity * 8
        && view.columns.count <= room.columnCapacity)
    // The tiles are halved until they are elements.
    var before = view.rows.cell
    for _ in 0..<view.deepest {
      driver.press("z")
      let cell = try #require(driver.state.errorMapView?.rows.cell)
      #expect(cell == max(1, (before + 1) / 2))
      before = cell
    }
    #expect(driver.state.errorMapView?.rows.cell == 1)
    #expect(driver.state.errorMapView?.columns.cell == 1)
  }

  private func finished(_ request: Request, _ session: Session) async throws -> ErrorMap {
    let format = try #require(FormatID(request.format))
    let analysis = ErrorMapRequest(
      tensor: session.source.tensors[0], format: try FormatRegistry.format(format),
      summary: session.state.summary(of: 0, for: format), window: request.window,
      gathersLines: request.gathersLines)
    for await event in Analyzer(source: session.source, threads: 1).errorMap(for: analysis) {
      if case .finished(let map) = event { return map }
    }
    throw CancellationError()
  }

  @Test func `the selected slot is mapped first, with rows and columns, then the others`()
    async throws
  {
    var session = await AnalysedSession.narrow.value
    session.press("V")
    let first = try #require(requests(session.press("7")).first)
    #expect(first.format == "nvfp4" && first.gathersLines)
    let second = try #require(
      requests(session.send(.errorMap(first.id, .finished(try await finished(first, session)))))
        .first)
    #expect(second.format == "mxfp4" && second.gathersLines && second.window == first.window)
    let third = try #require(
      requests(session.send(.errorMap(second.id, .finished(try await finished(second, session)))))
        .first)
    #expect(third.format == "int4-g128")
    #expect(
      session.send(.errorMap(third.id, .finished(try await finished(third, session)))).isEmpty)
    #expect(session.state.errors.running == nil)
    #expect(requests(session.press("l", "j", "]", "p", "d", "3", "7")).isEmpty, "all is known")
  }

  @Test func `a finer view maps what is in sight, and the sums over all only once`() async throws {
    var session = await AnalysedSession.narrow.value
    let whole = try #require(requests(session.press("7")).first)
    let effects = session.press("z")
    #expect(cancelled(effects) == [whole.id])
    let fine = try #require(requests(effects).first)
    #expect(fine.window.cellColumns == (whole.window.cellColumns + 1) / 2 && !fine.gathersLines)
    let next = try #require(
      requests(session.send(.errorMap(fine.id, .finished(try await finished(fine, session)))))
        .first)
    #expect(next.format == "mxfp4" && next.gathersLines && next.window == whole.window)
    await session.settle()
    for format in session.state.slots.formats {
      #expect(session.state.errors.lines(of: format) != nil)
    }
    #expect(requests(session.press("Z")).isEmpty, "the widest view is known from its sums")
    #expect(requests(session.press("z")).isEmpty, "the finer one was kept")
  }

  @Test func `one that must know the tensor waits for its values`() async {
    var session = Session(SeededTensor.weights())
    session.press("V")
    #expect(requests(session.press("7")).isEmpty == false, "mxfp4 can go ahead")
    #expect(session.state.errors.asked?.format.description == "mxfp4")
    await session.settle()
    #expect(session.state.errors.lines(of: session.state.slots.current) != nil)
  }

  @Test func `events of a cancelled map are dropped, partial ones are shown`() async throws {
    var session = await AnalysedSession.narrow.value
    let request = try #require(requests(session.press("7")).first)
    let map = try await finished(request, session)
    let blank = session.text
    session.send(.errorMap(request.id, .partial(map, done: 0.5)))
    #expect(session.text != blank && session.text.contains("mapping 50%"))
    session.press("z")
    let before = session.state
    session.send(.errorMap(request.id, .partial(map, done: .nan)))
    session.send(.errorMap(request.id, .finished(map)))
    #expect(session.state == before)
  }

  @Test func `leaving the screen and ^C cancel the map`() async throws {
    var session = await AnalysedSession.narrow.value
    let first = try #require(requests(session.press("7")).first)
    #expect(cancelled(session.press("3")) == [first.id])
    let second = try #require(requests(session.press("7")).first)
    #expect(cancelled(session.press("^C")) == [second.id])
    #expect(requests(session.press("z")).isEmpty)
    #expect(session.text.contains("stopped; a goes on"))
    #expect(requests(session.press("a")).count == 1)
  }

  @Test func `a map that failed is not asked for again, and the screen says why`() async throws {
    var session = await AnalysedSession.narrow.value
    let first = try #require(requests(session.press("7")).first)
    let error = TensorFileError(.changed, path: "weights.bin", "the file is shorter now")
    #expect(session.send(.errorMap(first.id, .failed(error))).isEmpty)
    #expect(session.text.contains("not mapped"))
    #expect(session.state.notice?.text == "weights.bin: the file is shorter now")
    #expect(requests(session.press("l")).isEmpty)
  }

  @Test func `p changes the quantity, d the pair, and neither needs another map`() async {
    var session = await Self.session()
    #expect(session.lines[0].hasSuffix("mxfp4 SQNR"))
    #expect(session.press("p").isEmpty)
    #expect(session.lines[0].hasSuffix("mxfp4 max |error|"))
    session.press("p")
    #expect(session.lines[0].hasSuffix("mxfp4 flushed to 0"))
    for name in ["mxfp4 - nvfp4", "mxfp4 - int4-g128", "nvfp4 - int4-g128", "mxfp4 - nvfp4"] {
      #expect(session.press("d").isEmpty)
      #expect(session.lines[0].hasSuffix(name))
    }
    session.press("p")
    #expect(session.lines[0].hasSuffix("mxfp4 flushed to 0"), "p leads back")
    session.press("p")
    #expect(session.lines[0].hasSuffix("mxfp4 SQNR"))
  }

  @Test func `one slot has no difference, and d says so`() async {
    var session = await Self.session(formats: ["nvfp4"])
    session.press("d")
    #expect(session.state.notice?.text == "d: a difference needs two slots; F adds one")
  }

  @Test func `the tile under the cursor is told with the figures of all slots`() async throws {
    var session = await Self.session()
    session.press("A")
    let place = try #require(session.state.amaxPlace)
    #expect(session.state.errors.place.row == place.row)
    let view = try #require(session.state.errorMapView)
    #expect(view.region.rows.contains(place.row) && view.region.columns.contains(place.column))
    #expect(session.text.contains("amax [\(place.row),\(place.column)] is here"))
    let index = view.cursorRow * view.columns.count + view.cursorColumn
    for format in session.state.slots.formats {
      let cell = session.state.errors.cells(of: format, view.window)[index]
      let text = ErrorQuantity.sqnr.text(ErrorQuantity.sqnr.level(of: cell))
      #expect(session.text.contains("\(format) \(text)"))
    }
  }

  @Test func `the worst rows and columns are those of the whole tensor`() async throws {
    let session = await Self.session()
    let lines = try #require(session.state.errors.lines(of: session.state.slots.current))
    let rows = try #require(lines.rows)
    let ordered = rows.lines.indices.filter { rows.lines[$0].sqnr != nil }
      .sorted { (rows.lines[$0].sqnr ?? 0, $0) < (rows.lines[$1].sqnr ?? 0, $1) }
    let worst = FigureText.number(rows.lines[ordered[0]].sqnr)
    #expect(session.text.contains("worst mxfp4 rows: \(ordered[0]) (\(worst) dB)"))
    #expect(session.text.contains("worst mxfp4 cols: "))
    #expect(session.text.contains("mxfp4 squared error inside col"))
  }

  @Test func `T goes from the worst tile to the next, and begins anew elsewhere`() async throws {
    var session = await Self.session()
    let view = try #require(session.state.errorMapView)
    let figure = session.state.errorFigure(view)
    var seen: [Double] = []
    for rank in 0..<4 {
      session.press("T")
      let now = try #require(session.state.errorMapView)
      let index = now.cursorRow * now.columns.count + now.cursorColumn
      #expect(index == figure.ranking[rank])
      seen.append(try #require(figure.levels[index]))
      #expect(session.state.notice?.text.hasPrefix("worst tile \(rank + 1) of ") == true)
    }
    #expect(seen == seen.sorted())
    session.press("l", "T")
    let now = try #require(session.state.errorMapView)
    #expect(now.cursorRow * now.columns.count + now.cursorColumn == figure.ranking[0])
  }

  @Test func `Enter opens the block with the tile's largest error`() async throws {
    var session = await Self.session()
    let view = try #require(session.state.errorMapView)
    let map = try #require(session.state.errors.map(of: session.state.slots.current, view.window))
    let tile = try #require(session.state.errorFigure(view).ranking.first)
    let worst = try #require(map.cells[tile].largestPlace)
    session.press("T")
    #expect(
      session.state.notice?.text.contains("|error| at [\(worst.row),\(worst.column)]") == true)
    session.press("Enter")
    #expect(session.state.inspectedElement == worst)
    session.press("7", "l", "h", "Enter")
    #expect(session.state.inspectedElement == worst)
  }

  @Test func `Enter looks at the block under the cursor`() async {
    var session = await Self.session()
    session.press("A", "Enter")
    #expect(session.state.screen == .block)
    #expect(session.state.inspectedElement == session.state.amaxPlace)
  }

  @Test func `differences are letters and digits without colour`() async {
    let session = await Self.session(traits: .plain)
    var other = session
    other.press("d", "d", "d")
    #expect(other.text.contains("1-4: nvfp4 better, a-d: int4-g128"))
    let map = other.lines.dropFirst(4).prefix(10).joined()
    #expect(map.contains { "1234".contains($0) })
    #expect(other.lines.allSatisfy { $0.allSatisfy(\.isASCII) })
  }

  @Test func `exact tiles, overflow and NaN are marked and named`() async {
    var values = [Float](repeating: 0.5, count: 4 * 128)
    values[128 + 40] = .nan
    values[2 * 128] = .greatestFiniteMagnitude
    let session = await Self.session(
      MemorySource(values, shape: [4, 128]), formats: ["mxfp4:ceil"], traits: .plain)
    #expect(session.text.contains("=: exact"))
    #expect(session.text.contains("!: overflow"))
    #expect(session.text.contains("N: NaN or infinity"))
  }

  @Test func `a slot that refuses the tensor says so, the others are mapped`() async {
    var session = await Self.session(
      MemorySource([Float](repeating: 0.3, count: 4 * 30), shape: [4, 30]),
      formats: ["nvfp4+h16", "mxfp4"])
    #expect(session.text.contains("nvfp4+h16 "))
    #expect(session.state.errorMapShown.isEmpty && session.state.errorMapPairs.isEmpty)
    session.press("]")
    #expect(session.state.errorMapShown == [1])
    #expect(session.text.contains("[mxfp4 "))
  }

  @Test(arguments: [[1, 100_000], [30_000, 1], [1, 1], [3, 5]])
  func `tensors of extreme shapes are mapped`(_ shape: [Int]) async throws {
    var generator = SeededTensor(seed: 3)
    let values = generator.values(shape[0] * shape[1])
    var session = await Self.session(MemorySource(values, shape: shape), formats: ["mxfp4"])
    session.press("z", "z", "G", "End", "T", "A", "d")
    await session.settle()
    let view = try #require(session.state.errorMapView)
    #expect(session.state.errors.map(of: session.state.slots.current, view.window) != nil)
    #expect(session.state.errors.lines(of: session.state.slots.current)?.rows?.count == shape[0])
  }

  @Test func `an empty tensor has no map`() async {
    var session = await Self.session(MemorySource([], shape: [0, 64]), formats: ["mxfp4"])
    session.press("z", "l", "G", "A", "T", "d", "p")
    #expect(session.state.errorMapView == nil)
    #expect(session.text.contains("an empty tensor"))
  }

  @Test(arguments: ScreenSize.all)
  func `every size is drawn and mapped to its window`(_ size: ScreenSize) async throws {
    for traits in [TerminalTraits.full, .plain] {
      var session = await Self.session(columns: size.columns, rows: size.rows, traits: traits)
      session.press("z", "j", "l", "A", "T", "d", "Z", "G", "End", "PgUp", "^U")
      await session.settle()
      #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      guard let view = session.state.errorMapView else { continue }
      for slot in session.state.errorMapShown {
        let format = session.state.slots.formats[slot]
        #expect(session.state.errors.map(of: format, view.window) != nil)
      }
    }
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 12), (16, 4)])
  func `the picture`(_ columns: Int, _ rows: Int) async {
    for (traits, name) in [(TerminalTraits.full, "blocks"), (.plain, "ascii")] {
      var session = await Self.session(columns: columns, rows: rows, traits: traits)
      session.press("A")
      assertSnapshot(session.state.view(), named: "errors \(columns)x\(rows) \(name)")
      session.press("d", "d", "d")
      assertSnapshot(session.state.view(), named: "difference \(columns)x\(rows) \(name)")
    }
  }
}
