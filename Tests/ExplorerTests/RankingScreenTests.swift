import Advisor
import Figures
import FileTargets
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// A small model whose names have roles, and an explorer on its ranking with everything known.
enum RankedSession {
  static let source: MemorySource = {
    var generator = SplitMix64(seed: 31)
    var tensors: [(name: String, shape: [Int], values: [Float])] = []
    func add(_ name: String, _ shape: [Int], _ deviation: Double) {
      let values = generator.normals(shape.reduce(1, *), deviation: deviation)
      // A few large ones make some tensors harder than others.
      let spread = values.enumerated().map { index, value in
        index % 97 == 0 ? value * Float(1 + name.utf8.count % 5) : value
      }
      tensors.append((name, shape, spread))
    }
    add("model.embed_tokens.weight", [64, 128], 0.02)
    for layer in 0..<6 {
      let prefix = "model.layers.\(layer)."
      for part in ["q_proj", "k_proj", "v_proj", "o_proj"] {
        add(prefix + "self_attn.\(part).weight", [32, 128], 0.01 + 0.01 * Double(layer))
      }
      add(prefix + "mlp.up_proj.weight", [96, 128], 0.02)
      add(prefix + "mlp.down_proj.weight", [32, 96], 0.03)
      add(prefix + "input_layernorm.weight", [128], 1)
    }
    add("lm_head.weight", [64, 128], 0.02)
    return MemorySource(tensors)
  }()

  /// A session on the ranking, computed once, in a terminal of some size.
  static func make(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async -> Session {
    var session = await settled.value
    session.state.traits = traits
    session.resize(columns, rows)
    await session.settle()
    return session
  }

  private static let settled = Task {
    var session = Session(source)
    session.press("0")
    await session.settle()
    return session
  }
}

@Suite struct RankingScreenTests {
  @Test(
    arguments: [(80, 24), (120, 40), (200, 60), (40, 12), (16, 4)], PictureTests.looks.map(\.name))
  func `the ranking of a small model`(_ size: (Int, Int), _ look: String) async throws {
    let traits = try #require(PictureTests.looks.first { $0.name == look }?.traits)
    let session = await RankedSession.make(columns: size.0, rows: size.1, traits: traits)
    assertSnapshot(session.state.view(), named: "ranking \(size.0)x\(size.1) \(look)")
  }

  @Test func `it opens without a tensor, at once and without reading any`() {
    var driver = Driver(tensors(["a.0.w", "a.1.w", "norm"]))
    driver.press("0")
    #expect(driver.state.screen == .ranking)
    #expect(driver.text.contains("[0Rank]") && driver.text.contains("a.0.w"))
  }

  @Test func `the choice is that of the budget, and what is usually kept stays`() async throws {
    let session = await RankedSession.make()
    let state = session.state
    let answer = try #require(state.ranking.answer)
    #expect(answer.choice.isComplete && answer.choice.sampledCount == 0)
    #expect(state.ranking.look == nil && state.ranking.asking == nil)
    let rows = state.tensors.indices.map { index -> RankedTensor in
      let row = state.ranking.whole[index]
      return RankedTensor(
        tensor: state.tensors[index], mark: answer.usual.marks[index],
        coverage: Coverage(elements: 1, of: 1), values: row?.values, formats: row?.formats ?? [])
    }
    let budget = BitBudget(
      Ranking(formats: state.slots.formats, tensors: rows), weight: .relative)
    let limit = try #require(budget.limit(bitsPerWeight: 4.5))
    let allocation = try #require(budget.allocation(within: limit))
    for choice in allocation.choices {
      let expected = choice.format.map { Recipe.Choice.format($0) } ?? .keep
      #expect(answer.choice.choices[choice.tensor] == expected)
    }
    #expect(answer.choice.bitsPerWeight == allocation.bitsPerWeight)
    let kept = state.tensors.indices.filter { answer.usual.marks[$0].isKept }
    #expect(
      Set(kept.map { answer.usual.roles[$0].rawValue }) == ["embed", "head", "norm"])
  }

  @Test func `the rows are in the order of the selected slot's error`() async throws {
    var session = await RankedSession.make()
    func ratios() -> [Double] {
      session.state.ranking.answer?.order.compactMap { index in
        session.state.ranking.figures(index, session.state.slots.current)?.figures.sqnr
      } ?? []
    }
    #expect(ratios() == ratios().sorted() && ratios().count > 20)
    session.press("]")
    await session.settle()
    #expect(ratios() == ratios().sorted())
    session.press("S")
    await session.settle()
    #expect(ratios() == ratios().sorted(by: >))
    for order in RankingOrder.allCases {
      session.send(.command("sort \(order.rawValue)"))
      await session.settle()
      #expect(session.state.ranking.order == order)
      #expect(Set(session.state.ranking.answer?.order ?? []).count == session.state.tensors.count)
    }
    #expect(session.state.ranking.answer?.order == Array(session.state.tensors.indices))
    session.send(.command("sort int4-g128"))
    #expect(session.state.slots.current.name == "int4-g128" && session.state.ranking.order == .sqnr)
  }

  @Test func `keys change the budget, and the choice follows`() async throws {
    var session = await RankedSession.make()
    let before = try #require(session.state.ranking.answer?.choice.bitsPerWeight)
    for _ in 0..<10 { session.press(">") }
    await session.settle()
    #expect(session.state.ranking.limit == .bits(5))
    let after = try #require(session.state.ranking.answer?.choice.bitsPerWeight)
    #expect(after > before && after <= 5.001)
    session.send(.command("budget 4.3"))
    await session.settle()
    #expect(session.text.contains("budget 4.30 bits"))
    session.send(.command("budget 1"))
    await session.settle()
    #expect(session.text.contains("! budget 1.00 bits can't be met"))
    session.send(.command("budget four"))
    #expect(
      session.state.notice?.text
        == "budget: expected bits for each weight, such as 4.5, found \"four\"")
  }

  @Test func `a memory is a budget, and totals say what fits`() async throws {
    var session = await RankedSession.make(columns: 120, rows: 40)
    let sizes = try #require(session.state.ranking.answer?.totals.map(\.bytes))
    let memory = try #require(sizes.max()) + 5000
    session.send(.command("fit \(memory)B"))
    await session.settle()
    let choice = try #require(session.state.ranking.answer?.choice)
    let bytes = try #require(choice.bytes)
    #expect(bytes <= memory)
    #expect(session.text.contains("fits \(memory)B") && session.text.contains("yes"))
    #expect(session.text.contains("! too large"))
    session.send(.command("budget 4.5"))
    await session.settle()
    #expect(!session.text.contains("fits"))
    session.send(.command("fit \(memory) B"))
    await session.settle()
    #expect(session.text.contains("too large"))
    session.send(.command("fit 24"))
    #expect(session.state.notice?.text.contains("did you mean 24GB?") == true)
    session.send(.command("fit off"))
    await session.settle()
    #expect(!session.text.contains("too large"))
    session.send(.command("fit 3 parsec"))
    #expect(session.state.notice?.text.contains("a size, such as 24GB") == true)
  }

  @Test func `marks by hand go round and hold against the budget`() async throws {
    var session = await RankedSession.make()
    let tensor = try #require(session.state.selectedRank)
    session.press("j", "k", "Space")
    #expect(session.state.ranking.marks[tensor] == .keep)
    await session.settle()
    #expect(session.state.ranking.answer?.choice.choices[tensor] == .keep)
    #expect(session.text.contains("[keep]"))
    for format in session.state.slots.formats {
      session.press("Space")
      #expect(session.state.ranking.marks[tensor] == .format(format))
    }
    await session.settle()
    #expect(
      session.state.ranking.answer?.choice.choices[tensor]
        == .format(session.state.slots.formats[2]))
    session.press("Space")
    #expect(session.state.ranking.marks[tensor] == nil)
  }

  @Test func `a pattern marks many, and a budget holds for the rest`() async throws {
    var session = await RankedSession.make()
    session.send(.command("mark *.down_proj.weight nvfp4"))
    await session.settle()
    let choices = try #require(session.state.ranking.answer?.choice.choices)
    for (tensor, choice) in zip(session.state.tensors, choices)
    where tensor.name.contains("down_proj") {
      #expect(choice == .format(FormatID(name: "nvfp4")))
    }
    let used = try #require(session.state.ranking.answer?.choice.bitsPerWeight)
    #expect(used <= 4.501)
    session.send(.command("mark model.layers.0.*_proj.weight keep"))
    #expect(session.state.notice?.text == "6 tensors: kept")
    session.send(.command("mark *.gate nvfp4"))
    #expect(session.state.notice?.text == "mark: no tensor's name matches \"*.gate\"")
    session.send(.command("mark * int3"))
    #expect(session.state.notice?.text.contains("expected auto, keep or a format") == true)
    session.send(.command("unmark"))
    #expect(session.state.ranking.marks.isEmpty)
  }

  @Test func `Space and Enter act on the marked row before any key has moved it`() async throws {
    var session = await RankedSession.make()
    #expect(session.state.ranking.selectedTensor == nil)
    let tensor = try #require(session.state.selectedRank)
    session.press("Space")
    #expect(session.state.ranking.marks[tensor] == .keep)
    session.press("s")
    await session.settle()
    let other = try #require(session.state.selectedRank)
    session.press("Enter")
    #expect(session.state.current == other && session.state.screen == .overview)
  }

  @Test func `a mark by hand leaves the slots' totals, and counts in the choice`() async throws {
    var session = await RankedSession.make(columns: 120, rows: 40)
    let before = try #require(session.state.ranking.answer)
    session.send(.command("mark *.down_proj.weight \(session.state.slots.formats[2])"))
    await session.settle()
    let after = try #require(session.state.ranking.answer)
    #expect(after.totals.map(\.bytes) == before.totals.map(\.bytes))
    for (one, other) in zip(before.totals, after.totals) {
      #expect(abs(try #require(one.sqnr) - (try #require(other.sqnr))) < 1e-9)
    }
    #expect(try #require(after.choice.sqnr) <= (try #require(before.choice.sqnr)) + 1e-9)
    // All of it marked alike is the model in that slot.
    let slot = session.state.slots.formats[0]
    for index in session.state.tensors.indices where !before.usual.marks[index].isKept {
      session.state.mark([index], .format(slot))
    }
    _ = session.press("k")
    await session.settle()
    let all = try #require(session.state.ranking.answer)
    #expect(all.choice.isAllMarked && all.choice.bytes == before.totals[0].bytes)
    #expect(abs(try #require(all.choice.sqnr) - (try #require(before.totals[0].sqnr))) < 1e-9)
    #expect(session.text.contains("all marked by hand") && !session.text.contains("no curve yet"))
    session.send(.command("mark *.0.mlp.up_proj.weight fp8-row"))
    await session.settle()
    #expect(session.state.ranking.answer?.choice.sqnr == nil, "nothing is known of fp8-row")
    #expect(session.state.ranking.answer?.totals.allSatisfy { $0.sqnr != nil } == true)
  }

  @Test func `the filter lists names as they are typed, and n and N go round`() async throws {
    var session = await RankedSession.make()
    session.press("/", "D", "o", "w", "n")
    #expect(session.text.contains("/Down") && session.text.contains("6 of 44 match"))
    #expect(session.text.contains("Esc clear"))
    session.press("Enter", "n", "n")
    let tensor = try #require(session.state.selectedRank)
    #expect(session.state.tensors[tensor].name.contains("down_proj"))
    #expect(session.state.ranking.selected == 2)
    session.press("N", "N", "N")
    #expect(session.state.ranking.selected == 5)
    session.press("s")
    await session.settle()
    #expect(session.text.contains("6 of 44 match"))
    session.press("G")
    #expect(session.state.ranking.selected == 5)
    let last = try #require(session.state.selectedRank)
    session.press("Esc")
    #expect(session.state.ranking.filter.isEmpty && session.state.selectedRank == last)
    session.send(.command("filter nothing here"))
    #expect(session.state.screen == .ranking && session.state.selectedRank == nil)
    session.press("Space")
    #expect(session.state.ranking.marks.isEmpty)
    #expect(session.state.notice?.text.contains("no tensor's name holds the filter") == true)
    session.press("Enter", "n", "j", "G", "PgUp")
    #expect(session.state.screen == .ranking)
  }

  @Test func `a narrow page says what fits without cutting names`() async throws {
    var session = await RankedSession.make()
    session.send(.command("fit 400KB"))
    await session.settle()
    for text in ["the model as", "fits 400KB", "1 mxfp4", "2 nvfp4", "3 int4-g128", "fit 400KB: "] {
      #expect(session.text.contains(text), "\(text)")
    }
    #expect(session.text.contains("e export") && session.text.contains("w weigh"))
  }

  @Test func `a recipe for a program has what that holds alone`() async throws {
    let session = await RankedSession.make()
    let recipe = try #require(session.state.rankedRecipe)
    let down = session.state.tensors.filter { $0.columns == 96 }.map(\.name)
    for kind in RecipeExport.kinds {
      let (held, note) = session.state.rankingQuestion.recipe(heldBy: kind, insteadOf: recipe)
      let refusals = RecipeRefusals(in: recipe, for: kind)
      #expect((refusals.count > 0) == (note != nil), "\(kind.name)")
      #expect(RecipeRefusals(in: held, for: kind).count == 0)
      #expect(held.entries.count == recipe.entries.count)
      if note == nil { #expect(held == recipe) }
      #expect(throws: Never.self) { try kind.text(of: held) }
    }
    #expect(down.count == 6)
  }

  @Test func `a choice goes out as each kind of recipe`() async throws {
    var session = await RankedSession.make()
    session.press("e")
    #expect(session.text.contains("export a recipe") && session.text.contains("[llama-quantize]"))
    var kinds: [String] = []
    for _ in RecipeExport.kinds {
      guard let request = session.press("Enter").exports.first else { continue }
      kinds.append(request.kind)
      let recipe = try #require(request.recipe)
      #expect(recipe.entries.count == session.state.tensors.count)
      _ = try? RecipeExport.text(recipe, for: request.kind)
      session.press("Tab")
    }
    #expect(kinds == RecipeExport.kinds.map(\.name))
    session.press("Esc")
    let effects = session.send(.command("export json model.recipe.json"))
    let recipe = try #require(effects.exports.first?.recipe)
    #expect(
      recipe.entries.map(\.choice)
        == session.state.ranking.answer?.choice.choices.map { $0 ?? .keep })
  }

  @Test func `what is on show is looked at first, then parts of all, then whole on show`()
    async throws
  {
    let many = (0..<400).map { "layers.\($0).w" }
    var driver = Driver(
      many.map {
        TensorDescriptor(name: $0, type: .f32, shape: [4096, 4096], offset: 0, byteCount: 1 << 26)
      })
    _ = driver.start()
    var looks = driver.press("0").looks
    #expect(looks.first?.isSample == true)
    let shown = looks.first?.tensors ?? []
    #expect(shown.first == 0 && shown.count == driver.state.rankingPage)
    // Nothing is asked twice while it runs.
    #expect(driver.press("j").looks.isEmpty)
    looks = try await driver.finishLook()
    #expect(looks.first?.isSample == true && looks.first?.tensors.first == shown.count)
    driver.press("p")
    #expect(driver.state.ranking.look == nil && driver.state.work.isPaused)
    #expect(driver.press("p").looks.first?.tensors == looks.first?.tensors)
    while driver.state.ranking.look?.isSample == true { _ = try await driver.finishLook() }
    #expect(
      driver.state.ranking.look?.tensors == [0] && driver.state.ranking.look?.isSample == false)
    #expect(driver.text.contains("~"))
  }

  @Test func `a hundred thousand tensors cost no frame and no key more than a few`() async {
    let names = (0..<100_000).map { "model.layers.\($0 / 100).experts.\($0 % 100).w1.weight" }
    var driver = Driver(tensors(names))
    _ = driver.start()
    driver.press("0")
    var slowest = (key: "", seconds: 0.0)
    for key in ["j", "G", "k", "PgUp", "g", "]", ">", "/", "9", "9", "Enter", "n", "N", "Space"] {
      // This thread's own time: on a busy machine others take most of a second.
      let start = threadSeconds()
      driver.press(key)
      _ = driver.state.view()
      let seconds = threadSeconds() - start
      if seconds > slowest.seconds { slowest = (key, seconds) }
    }
    // Work over all tensors takes many times that.
    #expect(slowest.seconds < 0.4 * Double(Allowance.slowness), "\(slowest)")
    let question = driver.state.rankingQuestion
    let answer = question.answer()
    #expect(answer.order.count == names.count && answer.choice.quantizedCount == names.count - 1)
    #expect(answer.totals[0].bytes > 0, "sizes are known before any look")
  }

  @Test func `a file that fails is said so, and the rest goes on`() throws {
    var driver = Driver(tensors(["a", "b", "c"]))
    _ = driver.start()
    driver.press("0")
    let look = try #require(driver.state.ranking.look)
    let error = TensorFileError(.changed, path: "m", "it was cut short")
    driver.send(.ranked(look.id, .failed(tensor: 1, error)))
    driver.send(.ranked(look.id, .finished))
    #expect(driver.text.contains("failed"))
    #expect(driver.state.ranking.look?.tensors.contains(1) != true)
    driver.send(.ranked(look.id, .failed(tensor: 99, error)))
  }

  @Test func `sizes are read as people write them`() {
    #expect(ByteCount.read("24GB") == 24_000_000_000)
    #expect(ByteCount.read("22.5 GiB") == 24_159_191_040)
    #expect(ByteCount.read("80g") == 80_000_000_000)
    #expect(ByteCount.read("512") == 512)
    for text in ["", "GB", "-3GB", "24XB", "1e99GB", "nan", "0"] {
      #expect(ByteCount.read(text) == nil, "\(text)")
    }
  }
}

extension Driver {
  /// Ends the running look with the figures of another tensor, which is small.
  mutating func finishLook() async throws -> [(tensors: [Int], isSample: Bool)] {
    guard let look = state.ranking.look else { return [] }
    let measured = try await report(of: tensors(["x"])[0], formats: look.formats)
    for index in look.tensors {
      let tensor = state.tensors[index]
      let row = RankedTensor(
        tensor: tensor, mark: .quantized(.usual),
        coverage: Coverage(
          elements: look.isSample ? tensor.elementCount / 2 : tensor.elementCount,
          of: tensor.elementCount),
        values: measured.values.map { ValueFigures($0) },
        formats: measured.formats.map { FormatFigures($0, bits: tensor.elementCount * 4) })
      send(.ranked(look.id, .found(tensor: index, row)))
    }
    return send(.ranked(look.id, .finished)).looks
  }
}

extension [Effect] {
  /// The looks of the ranking asked for.
  var looks: [(tensors: [Int], isSample: Bool)] {
    compactMap { effect in
      guard case .rankTensors(_, let tensors, _, let bytes) = effect else { return nil }
      return (tensors, bytes != nil)
    }
  }
}
