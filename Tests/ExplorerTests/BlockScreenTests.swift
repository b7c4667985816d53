import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// The screen that looks closely at one block.
struct BlockScreenTests {
  /// An outlier among fifteen small values at `[1,57]`, a NaN at `[2,40]`, a block of zeros in row 3.
  static let source: MemorySource = {
    var generator = SeededTensor(seed: 11)
    var values = generator.values(6 * 256)
    values.replaceSubrange(
      256 + 48..<256 + 64,
      with: [
        -0.00688, -0.01095, 0.00514, 0.01508, -0.02341, 0.01229, 0.00952, -0.00872, 0.00558, 1.91,
        0.02216, 0.01432, 0.00243, -0.00495, 0.00060, 0.02275,
      ])
    values[2 * 256 + 40] = .nan
    for column in 0..<128 { values[3 * 256 + column] = 0 }
    return MemorySource(values, shape: [6, 256], name: "blk.11.ffn_down.weight")
  }()

  private func session(
    _ source: MemorySource = source, formats: [String] = [], columns: Int = 80, rows: Int = 24,
    traits: TerminalTraits = .full
  ) async -> Session {
    var session = Session(source, formats: formats, columns: columns, rows: rows, traits: traits)
    await session.settle()
    session.press("8")
    await session.settle()
    return session
  }

  private func request(
    _ effects: [Effect]
  ) -> (id: WorkID, row: Int, columns: Range<Int>, formats: [FormatID])? {
    for case .inspect(let id, _, let row, let columns, let slots, _) in effects {
      return (id, row, columns, slots.map(\.format))
    }
    return nil
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 12), (16, 4)])
  func `the picture of an outlier among small values`(size: (Int, Int)) async {
    var session = await session(columns: size.0, rows: size.1)
    session.press("V", "A")
    await session.settle()
    assertSnapshot(session.state.view(), named: "block-\(size.0)x\(size.1)")
  }

  @Test func `how many rows have no room is said, above and below`() async {
    var session = await session(formats: ["mxfp4", "int8-g64"])
    func rows(_ session: Session) -> Int {
      session.lines.count { line in
        let words = line.split { " >".contains($0) }
        return words.count > 3 && Int(words[0]) != nil && words[1].contains(".")
      }
    }
    #expect(rows(session) < 32)
    for key in [[], Array(repeating: "j", count: 20), ["G"], ["g"]] {
      for name in key { session.press(name) }
      await session.settle()
      let line = session.lines.first { $0.contains("... ") && $0.contains("rows") } ?? ""
      let note = line.split(separator: "... ", maxSplits: 1).last ?? ""
      let numbers = note.split { !$0.isNumber }.compactMap { Int($0) }
      #expect(numbers.reduce(0, +) + rows(session) == 32, "\(session.text)")
      #expect(note.contains("more rows, j") == (key.last != "G"))
      #expect(note.contains("rows above, k") == (key.count == 20 || key.last == "G"))
    }
    let large = await self.session(columns: 200, rows: 60)
    #expect(!large.text.contains("more rows") && !large.text.contains("rows above"))
  }

  @Test func `the pictures in ASCII, of bytes, of what if, and of the worst block`() async {
    var session = await session(traits: .plain)
    session.press("V", "A")
    await session.settle()
    assertSnapshot(session.state.view(), named: "block-80x24-ascii")
    #expect(session.text.unicodeScalars.allSatisfy { $0.isASCII })
    session.press("w")
    await session.settle()
    assertSnapshot(session.state.view(), named: "block-80x24-what-if")
    session.press("w", "x")
    await session.settle()
    assertSnapshot(session.state.view(), named: "block-80x24-bytes")
    session.press("x", "T", "T")
    await session.settle()
    assertSnapshot(session.state.view(), named: "block-80x24-worst")
  }

  @Test func `four slots stand side by side`() async {
    var session = await session(
      formats: ["mxfp4", "nvfp4", "int4-g128:asym", "fp8-128x128"], columns: 80)
    session.press("A")
    await session.settle()
    assertSnapshot(session.state.view(), named: "block-80x24-four-slots")
  }

  @Test func `the window is the selected slot's block, and the cursor keeps its element`()
    async
    throws
  {
    var session = await session()
    session.press("A")
    await session.settle()
    #expect(session.state.inspectedColumns == 32..<64)
    #expect(session.lines[0].contains("cols 32-63 [1,57]"))
    let change = try #require(request(session.press("V")))
    #expect(change.columns == 48..<64 && change.row == 1)
    #expect(request(session.press("I"))?.columns == 0..<128)
    await session.settle()
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 1, column: 57))
    #expect(session.text.contains("> 57"), "the list scrolls to the cursor")
  }

  @Test func `moving within the block reads nothing, and leaving it cancels`() async throws {
    var session = await session()
    #expect(request(session.press("j", "j", "k", "G", "g")) == nil)
    let first = try #require(request(session.press("J")))
    #expect(first.columns == 32..<64)
    let effects = session.press("l")
    #expect(effects.cancelled == [first.id] && request(effects)?.row == 1)
    #expect(session.press("1").cancelled.count == 1)
    #expect(session.state.block.running == nil)
  }

  @Test func `blocks follow one another along the rows, then in the next row`() async {
    var session = await session()
    session.press("K")
    #expect(session.state.notice?.text == "this is the first block")
    for _ in 0..<8 { session.press("J") }
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 1, column: 0))
    session.press("K")
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 0, column: 224))
    for _ in 0..<60 { session.press("J") }
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 5, column: 224))
    #expect(session.state.notice?.text == "this is the last block")
  }

  @Test func `tiles follow one another too`() async {
    var generator = SeededTensor(seed: 5)
    let source = MemorySource(generator.values(70 * 80), shape: [70, 80])
    var session = await session(source, formats: ["int8-32x32"])
    session.press("l", "l", "J", "J", "J")
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 34, column: 0))
    #expect(session.state.inspectedColumns == 0..<32)
  }

  @Test func `T goes to the worst block, then to the next, and back with N`() async throws {
    var session = await session()
    session.press("T")
    await session.settle()
    #expect(session.text.contains("worst block 1 of 43 by squared error: row 1 cols 32-63"))
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 1, column: 57))
    session.press("T")
    await session.settle()
    #expect(session.text.contains("worst block 2 of 43 by squared error"))
    session.press("N", "N")
    await session.settle()
    #expect(session.text.contains("worst block 43 of 43"))
    session.press("J")
    await session.settle()
    #expect(!session.text.contains("worst block"))
  }

  @Test func `the search runs only while somebody waits for it`() async throws {
    var session = await session()
    func search(_ effects: [Effect]) -> WorkID? {
      for case .rankBlocks(let id, _, _, _) in effects { return id }
      return nil
    }
    let first = try #require(search(session.press("T")))
    #expect(session.text.contains("searching the worst blocks of mxfp4 0%"))
    #expect(session.press("V").cancelled.contains(first))
    let second = try #require(search(session.press("T")))
    #expect(session.press("3").cancelled.contains(second))
    #expect(session.state.block.search == WorstSearch())
    session.press("8")
    let third = try #require(search(session.press("T")))
    let error = TensorFileError(.changed, path: "w", "the file is shorter now")
    session.send(.worstBlocks(third, .failed(error)))
    #expect(session.state.notice?.text == "w: the file is shorter now")
    #expect(session.state.block.search.running == nil)
    #expect(search(session.press("T")) != nil, "it may be asked for again")
    #expect(session.press("^C").cancelled.count >= 1)
    #expect(session.state.block.search.running == nil)
  }

  @Test func `a format whose block is the tensor has no worst block, and says why`() async {
    var session = await session(formats: ["ternary"])
    session.press("T")
    #expect(
      session.state.notice?.text
        == "T: ternary has no blocks to rank: one scale serves the whole tensor")
    #expect(session.text.contains("[ternary]"))
  }

  @Test func `a block with NaN is left out in words and letters`() async {
    var session = await session()
    session.press("/", "2", ",", "4", "0", "Enter")
    await session.settle()
    #expect(session.text.contains("left out (N) in all three: NaN in column 40"))
    #expect(session.text.contains("nan"))
    session.press("w")
    await session.settle()
    #expect(session.text.contains("mxfp4 left out -> 0x"))
  }

  @Test func `a block of zeros is exact under any scale`() async {
    var session = await session()
    session.press("/", "3", ",", "4", "Enter")
    await session.settle()
    #expect(session.text.contains("all zeros: exact (=) under any scale"))
  }

  @Test func `the prompt says what it expects and where the tensor ends`() async {
    var session = await session()
    session.press("/", "7", "Enter")
    #expect(session.text.contains("! give a row and a column, as in 12,345"))
    session.press(",", "0", "Enter")
    #expect(session.text.contains("! row 7 lies beyond the last, 5"))
    session.press("Backspace", "Backspace", "Backspace", "5", ",", "2", "5", "6", "Enter")
    #expect(session.text.contains("! column 256 lies beyond the last, 255"))
    session.press("Backspace", "5", "Enter")
    #expect(session.state.overlay == nil)
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 5, column: 255))
    session.press("/", "x", "Esc")
    #expect(session.state.overlay == nil)
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 5, column: 255))
  }

  @Test func `Enter on the heat map looks at the block under its cursor`() async {
    var session = await session()
    session.press("4")
    await session.settle()
    session.press("z", "z", "z", "A", "Enter")
    #expect(session.state.screen == .block)
    #expect(session.state.inspectedElement == ValueStatistics.Place(row: 1, column: 57))
    session.press("q")
    #expect(session.state.screen == .heatmap)
  }

  @Test func `formats that need all values wait for the analysis, others don't`() async throws {
    var session = Session(Self.source)
    session.press("8")
    let asked = try #require(request(session.pending))
    #expect(asked.formats.map(\.description) == ["mxfp4", "int4-g128"])
    #expect(session.text.contains("reading ..."))
    await session.settle()
    #expect(session.state.inspection?.formats.count == 3)
  }

  @Test func `a failure is said and not asked for again`() async throws {
    var session = Session(Self.source)
    await session.settle()
    let asked = try #require(request(session.press("8")))
    let error = TensorFileError(.changed, path: "w", "the file is shorter now")
    session.send(.inspection(asked.id, .failed(error)))
    #expect(session.text.contains("! not read: the file is shorter now"))
    #expect(request(session.press("j")) == nil)
    let before = session.state
    session.send(.inspection(asked.id, .failed(error)))
    #expect(session.state == before, "stale events are dropped")
  }

  @Test(arguments: [[1, 1], [3, 5], [1, 4000], [700, 1], [40]])
  func `small and narrow tensors are shown to their last element`(shape: [Int]) async throws {
    var generator = SeededTensor(seed: 3)
    let values = generator.values(shape.reduce(1, *))
    var session = await session(MemorySource(values, shape: shape))
    session.press("J", "End", "T")
    await session.settle()
    session.press("End")
    await session.settle()
    let seen = try #require(session.state.inspection)
    #expect(seen.columns.upperBound == (shape.last ?? 0))
    #expect(seen.values.last == values[seen.row * (shape.last ?? 0) + seen.columns.upperBound - 1])
  }

  @Test func `an empty tensor has no block`() async {
    var session = await session(MemorySource([], shape: [0, 64]))
    session.press("j", "J", "T", "w", "x", "A", "/")
    #expect(session.state.overlay == nil)
    #expect(session.text.contains("an empty tensor: there is nothing to look at"))
  }

  @Test(arguments: FormatRegistry.all.map(\.id.description))
  func `every format shows something`(id: String) async throws {
    var session = await session(formats: [id], columns: 120, rows: 40)
    session.press("A")
    await session.settle()
    let view = try #require(session.state.inspection?.formats.first)
    let reason = view.refusal
    let shown = session.text
    if let reason {
      #expect(shown.contains(reason.prefix(20)))
    } else {
      #expect(view.elements.count == session.state.inspectedColumns?.count)
      #expect(shown.contains("err"))
    }
    session.press("x")
    #expect(session.text.contains(" codes, ") || reason != nil)
    session.press("x", "w")
    await session.settle()
    #expect(session.text.contains("were 0") || reason != nil)
  }

  @Test(arguments: ScreenSize.all)
  func `every size is drawn`(_ size: ScreenSize) async {
    for traits in [TerminalTraits.full, .plain] {
      var session = await session(columns: size.columns, rows: size.rows, traits: traits)
      for key in ["j", "A", "T", "w", "x", "J", "V", "x", "l", "G", "/"] {
        session.press(key)
        await session.settle()
        #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      }
    }
  }
}
