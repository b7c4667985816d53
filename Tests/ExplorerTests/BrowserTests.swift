import Figures
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct BrowserTests {
  private let model = tensors(
    [0, 1, 2, 10].flatMap { layer in
      ["b.weight", "a.weight"].map { "model.layers.\(layer).\($0)" }
    } + ["model.norm", "head.weight"])

  @Test func `a format that can't hold a tensor is n/a, and its folder becomes final`() async throws
  {
    let held = tensors(["m.a", "m.e"])
    let narrow = tensors(["m.c", "n.d"], shape: [4, 20])
    var driver = Driver(held + narrow, formats: ["mxfp4", "e8p2"], columns: 100)
    driver.press("a")
    try await driver.finishAll()
    let folder = try #require(driver.lines.first { $0.contains("m  (3)") })
    let reports = [0, 1].compactMap {
      driver.state.reports[$0]?.format(FormatID(name: "e8p2"))
    }
    let ratio = ErrorStatistics.signalToNoise(
      signal: reports.reduce(0) { $0 + $1.signal }, noise: reports.reduce(0) { $0 + $1.noise })
    #expect(reports.count == 2 && ratio != nil)
    #expect(!folder.contains("~") && folder.hasSuffix(FigureText.number(ratio)))
    let lines = driver.lines.filter { $0.contains("n/a") }
    #expect(lines.count == 2)
  }

  @Test func `numbers count`() {
    let names = [
      "x.10", "x.2", "x.1", "x.02", "x.002", "x", "x.1a", "X.1", "x.20000000000000000000",
    ]
    #expect(
      names.sorted(by: NaturalOrder.precedes)
        == ["X.1", "x", "x.1", "x.1a", "x.002", "x.02", "x.2", "x.10", "x.20000000000000000000"])
  }

  @Test func `the order is total`() {
    let parts = ["", "0", "00", "1", "01", "9", "10", "a", "B", ".", "-", "é"]
    let names = parts.flatMap { left in parts.map { left + $0 } } + parts.map { "a" + $0 + "1" }
    for left in names {
      #expect(!NaturalOrder.precedes(left, left))
      for right in names where left != right {
        #expect(NaturalOrder.precedes(left, right) != NaturalOrder.precedes(right, left))
      }
    }
    let sorted = names.sorted(by: NaturalOrder.precedes)
    for (index, name) in sorted.enumerated() {
      #expect(!sorted[..<index].contains { NaturalOrder.precedes(name, $0) })
    }
  }

  @Test func `names make a tree in natural order`() {
    let driver = Driver(model)
    #expect(
      driver.labels == [
        "head.weight", "model", "layers", "0", "a.weight", "b.weight", "1", "a.weight", "b.weight",
        "2", "a.weight", "b.weight", "10", "a.weight", "b.weight", "norm",
      ])
    #expect(driver.state.browser.rows.map(\.depth).prefix(6) == [0, 0, 1, 2, 3, 3])
  }

  @Test func `folders fold and unfold`() {
    var driver = Driver(model)
    driver.press("j", "h")
    #expect(driver.labels == ["head.weight", "model"])
    driver.press("l")
    #expect(driver.labels.count == 16 && driver.selection == "model")
    driver.press("l")
    #expect(driver.selection == "model.layers")
    driver.press("Enter")
    #expect(driver.labels == ["head.weight", "model", "layers", "norm"])
    driver.press("Enter", "j", "j")
    #expect(driver.selection == "model.layers.0.a.weight")
    driver.press("h")
    #expect(driver.selection == "model.layers.0")
    driver.press("h", "h")
    #expect(driver.selection == "model.layers")
  }

  @Test func `Space marks a tensor for the ranking, and a folder's tensors together`() {
    var driver = Driver(tensors(["m.norm.weight", "m.up_proj.weight", "m.down_proj.weight", "x"]))
    func marks() -> [String] {
      driver.state.tensors.indices.map { "\(driver.state.ranking.marks[$0]?.description ?? "-")" }
    }
    driver.press("G", "Space")
    #expect(marks() == ["-", "-", "-", "keep"])
    #expect(driver.state.notice?.text == "x: kept")
    driver.press("Space")
    #expect(marks()[3] == driver.state.slots.formats[0].description)
    driver.press("g", "Space")
    #expect(driver.selection == "m" && marks().prefix(3) == ["keep", "keep", "keep"])
    // No folder's mark gives a format to what is usually kept.
    driver.press("Space")
    let first = driver.state.slots.formats[0].description
    #expect(marks() == ["keep", first, first, first])
  }

  @Test func `a long list starts with its layers folded`() {
    let names = (0..<40).flatMap { layer in ["a", "b"].map { "layers.\(layer).\($0)" } }
    let driver = Driver(tensors(names))
    #expect(driver.labels.first == "layers" && driver.labels.count == 41)
  }

  @Test func `the filter takes every letter, also those that are bound`() {
    var driver = Driver(tensors(["qQe.jk/12?r", "other"]))
    driver.press("/")
    driver.type("qQeJK/12?R")
    #expect(driver.state.browser.filter == "qQeJK/12?R" && driver.state.browser.isTyping)
    #expect(driver.state.screen == .browser && driver.state.overlay == nil)
    driver.press("Backspace", "Backspace", "Backspace", "Space")
    #expect(driver.state.browser.filter == "qQeJK/1 ")
    driver.press("^U")
    #expect(driver.state.browser.filter == "" && driver.labels.count == 2)
  }

  @Test func `rows match as letters are typed, in upper or lower case`() {
    var driver = Driver(model)
    driver.press("/")
    driver.type("S.1")
    #expect(
      driver.labels == [
        "model", "layers", "1", "a.weight", "b.weight", "10", "a.weight",
        "b.weight",
      ])
    driver.type("0.A")
    #expect(driver.labels == ["model", "layers", "10", "a.weight"])
    #expect(driver.selection == "model.layers.10.a.weight")
    #expect(driver.lines.contains { $0.contains("/S.10.A") && $0.hasSuffix("1 of 10 match") })
    driver.type("zzz")
    #expect(driver.labels.isEmpty && driver.state.browser.selectedTensor == nil)
    #expect(driver.lines.contains { $0.hasSuffix("0 of 10 match") })
    driver.press("Backspace", "Backspace", "Backspace")
    #expect(driver.labels.count == 4)
  }

  @Test func `Enter keeps the filter, Esc clears it, then goes back`() {
    var driver = Driver(model)
    driver.press("Enter", "1", "/")
    driver.type("norm")
    driver.press("Enter")
    #expect(!driver.state.browser.isTyping && driver.labels == ["model", "norm"])
    driver.press("Esc")
    #expect(driver.state.browser.filter == "" && driver.labels.count == 16)
    driver.press("Esc")
    #expect(driver.state.screen == .overview)
  }

  @Test func `Esc while typing clears the filter and keeps the tensor that was found`() {
    var driver = Driver(model)
    driver.press("/")
    driver.type("10.b")
    driver.press("Esc")
    #expect(!driver.state.browser.isTyping && driver.labels.count == 16)
    #expect(driver.selection == "model.layers.10.b.weight")
  }

  @Test func `what was found in a folded folder leaves the folder selected`() {
    let names = (0..<40).flatMap { layer in ["a", "b"].map { "layers.\(layer).\($0)" } }
    var driver = Driver(tensors(names))
    driver.press("/")
    driver.type("23.b")
    #expect(driver.selection == "layers.23.b")
    driver.press("Esc")
    #expect(driver.selection == "layers.23")
  }

  @Test func `n and N go from tensor to tensor, round and round`() {
    var driver = Driver(model)
    driver.press("/")
    driver.type("a.w")
    driver.press("Enter")
    var seen: [String] = []
    for key in ["n", "n", "n", "n", "N", "N"] {
      driver.press(key)
      seen.append(driver.selection)
    }
    let layers = [0, 1, 2, 10].map { "model.layers.\($0).a.weight" }
    #expect(driver.labels.count == 10)
    let start = "model.layers.0.a.weight"
    #expect(seen[0] != start || layers.contains(start))
    #expect(Set(seen) == Set(layers))
    #expect(seen[5] == seen[1])
  }

  @Test func `sorting by size puts the largest first`() {
    var shapes = tensors(["small", "large", "middle"])
    shapes[0] = tensors(["small"], shape: [1, 32])[0]
    shapes[1] = tensors(["large"], shape: [64, 32])[0]
    var driver = Driver(shapes)
    driver.press("s")
    #expect(driver.labels == ["large", "middle", "small"])
    #expect(driver.text.contains("Name, largest first"))
  }

  @Test func `sorting by SQNR puts the worst first and what is unknown last`() async throws {
    var driver = Driver(tensors(["a", "b", "c", "d"]))
    _ = driver.start()
    for _ in 0..<3 { try await driver.finish() }
    driver.press("V", "s", "s")
    #expect(driver.notice == "sorted by nvfp4's SQNR, as far as it is known")
    let ratios = driver.state.browser.rows.map { row in
      row.tensor.flatMap { driver.state.reports[$0]?.format(FormatID(name: "nvfp4"))?.sqnr }
    }
    let known = ratios.compactMap { $0 }
    #expect(known == known.sorted() && known.count == 3 && ratios[3] == nil)
    driver.press("s")
    #expect(driver.text.contains("Name, most to zero first"))
    let shares = driver.state.browser.rows.prefix(3).compactMap { row in
      row.tensor.flatMap { driver.state.reports[$0]?.format(FormatID(name: "nvfp4"))?.flushedShare }
    }
    #expect(shares == shares.sorted(by: >) && shares.count == 3)
    driver.press("s")
    #expect(driver.text.contains("Name, largest sigma first"))
    let deviations = driver.state.browser.rows.prefix(3).compactMap { row in
      row.tensor.flatMap { driver.state.reports[$0]?.values?.standardDeviation }
    }
    #expect(deviations == deviations.sorted(by: >) && deviations.count == 3)
    driver.press("s")
    #expect(driver.labels == ["a", "b", "c", "d"])
  }

  @Test(arguments: [40, 60, 80, 100, 120, 139, 140, 200])
  func `a sorted list shows what it is sorted by`(columns: Int) async throws {
    var driver = Driver(tensors(["a", "b"]), formats: ["mxfp4"], columns: columns)
    driver.press("a")
    try await driver.finishAll()
    let reports = [0, 1].compactMap { driver.state.reports[$0] }
    try #require(reports.count == 2)
    let shown: [(key: String, title: String, figures: [String])] = [
      ("size", "size", ["512 B", "512 B"]),
      (
        "flushed", "zero%",
        reports.map { FigureText.fixed(($0.formats[0].flushedShare ?? 0) * 100, decimals: 1) }
      ),
      ("sigma", "sigma", reports.map { FigureText.number($0.values?.standardDeviation) }),
    ]
    for (key, title, figures) in shown {
      while driver.state.browser.order.rawValue != key { driver.press("s") }
      let heading = try #require(driver.lines.first { $0.contains("Name") })
      #expect(heading.contains(title), "\(heading)")
      for (name, figure) in zip(["a", "b"], figures) {
        let row = try #require(driver.lines.first { $0.dropFirst().contains("  \(name) ") })
        #expect(row.contains(figure), "\(row)")
      }
    }
  }

  @Test(arguments: [80, 100, 120, 140, 200])
  func `names of a sorted list stay whole where there is room, and different`(columns: Int) {
    let parts = ["self_attn.q_proj", "mlp.down_proj", "post_attention_layernorm"]
    let names = (0..<12).flatMap { layer in parts.map { "model.layers.\(layer).\($0).weight" } }
    var driver = Driver(tensors(names), columns: columns)
    for _ in 0..<4 {
      driver.press("s")
      let rows = driver.lines.filter { $0.contains("layers.") }
      #expect(rows.count > 10)
      #expect(Set(rows.map { $0.prefix(36) }).count == rows.count)
      for row in rows where columns >= 100 {
        #expect(parts.contains { row.contains(".\($0)") && !row.contains("…") }, "\(row)")
      }
    }
  }

  @Test func `what only the ranking has seen a part of is shown, and marked`() async throws {
    let large = ["a", "b"].map {
      TensorDescriptor(name: $0, type: .f32, shape: [4096, 4096], offset: 0, byteCount: 1 << 26)
    }
    var driver = Driver(large, formats: ["mxfp4"], columns: 120)
    _ = driver.start()
    driver.press("0")
    while driver.state.ranking.look?.isSample == true { _ = try await driver.finishLook() }
    driver.press("1")
    let figures = try #require(driver.state.ranking.sampled[1]?.format(FormatID(name: "mxfp4")))
    let share = FigureText.fixed((figures.flushedShare ?? 0) * 100, decimals: 1)
    let deviation = FigureText.number(driver.state.ranking.sampled[1]?.values?.standardDeviation)
    for (presses, text) in [(3, share), (1, deviation)] {
      for _ in 0..<presses { driver.press("s") }
      let row = try #require(driver.lines.first { $0.contains("  b ") })
      #expect(row.contains(" ~\(text) "), "\(row)")
    }
  }

  @Test func `a folder's SQNR pools energies, and says when it is known in part`() async throws {
    var driver = Driver(tensors(["x.0.a", "x.0.c"]), formats: ["mxfp4"])
    _ = driver.start()
    try await driver.finish()
    #expect(driver.lines.contains { $0.contains("- x") && $0.contains("~") })
    try await driver.finishAll()
    let reports = [0, 1].compactMap { driver.state.reports[$0]?.formats.first }
    let signal = reports.reduce(0) { $0 + $1.signal }
    let noise = reports.reduce(0) { $0 + $1.noise }
    let pooled = try #require(ErrorStatistics.signalToNoise(signal: signal, noise: noise))
    let folder = try #require(driver.lines.first { $0.contains("- x") })
    #expect(!folder.contains("~"))
    let shown = try #require(folder.split(separator: " ").last.flatMap { Double($0) })
    #expect(abs(shown - pooled) < 0.005)
  }

  @Test func `a folder pools what the ranking quantizes, and says how much stays apart`()
    async throws
  {
    let matrices = tensors(["m.0.q_proj.weight", "m.0.up_proj.weight"], shape: [8, 64])
    let kept =
      tensors(["m.0.input_norm.weight"], shape: [64])
      + tensors(
        ["m.0.mlp.gate.weight", "m.embed_tokens.weight", "lm_head.weight"], shape: [8, 64])
    var driver = Driver(matrices + kept, formats: ["mxfp4"], columns: 120, rows: 40)
    driver.press("a")
    try await driver.finishAll()
    func folder(_ path: String) throws -> FolderPool {
      driver.state.browser.pool(
        of: try #require(driver.state.browser.rows.first { $0.path == path && $0.tensor == nil }))
    }
    let id = FormatID(name: "mxfp4")
    func pooled(_ indices: [Int]) -> Double? {
      let reports = indices.compactMap { driver.state.reports[$0]?.formats.first }
      return ErrorStatistics.signalToNoise(
        signal: reports.reduce(0) { $0 + $1.signal }, noise: reports.reduce(0) { $0 + $1.noise })
    }
    let pool = try folder("m")
    #expect(pool.count == 5 && pool.pooledCount == 2 && pool.isWhole(id))
    #expect(pool.signalToNoise(id) == pooled([0, 1]))
    // As the ranking marks them.
    let usual = UsualMarks(driver.state.tensors, formats: [id]).marks
    #expect(usual.map(\.isKept) == [false, false, true, true, true, true])
    // Both below the list and in the folder's box.
    while driver.selection != "m" { driver.press("j") }
    #expect(driver.lines.count { $0.contains("2 matrices pooled; 3 kept tensors apart") } == 2)
    #expect(
      driver.text.contains("mxfp4: \(FigureText.number(pooled([0, 1]))) dB over 2 of 2 matrices"))
    // What is marked by hand counts as it was marked.
    driver.state.mark([1], .keep)
    #expect(try folder("m").signalToNoise(id) == pooled([0]))
    driver.state.mark([4], .format(id))
    #expect(try folder("m").signalToNoise(id) == pooled([0, 4]))
    driver.state.unmarkAll()
    #expect(try folder("m") == pool)
  }

  @Test func `a folder of kept tensors says so`() async throws {
    var driver = Driver(
      tensors(["n.norm.weight", "n.bias"], shape: [64]) + tensors(["w"]), formats: ["mxfp4"])
    driver.press("a")
    try await driver.finishAll()
    let folder = try #require(driver.lines.first { $0.contains("- n") })
    #expect(folder.hasSuffix("kept"))
  }

  @Test func `large folders pool the same as small ones, also when marks change`() async throws {
    let names = (0..<300).map { "m.\($0).up_proj.weight" } + ["m.0.norm.weight"]
    var driver = Driver(tensors(names), formats: ["mxfp4"])
    driver.press("a")
    for _ in 0..<6 { try await driver.finish() }
    let root = try #require(driver.state.browser.rows.first { $0.path == "m" })
    let id = FormatID(name: "mxfp4")
    let before = driver.state.browser.pool(of: root)
    #expect(before.count == 301 && before.pooledCount == 300)
    let known = (0..<300).filter { driver.state.reports[$0]?.completeFormat(id) != nil }
    #expect(before.knownCount(id) == known.count)
    let marked = try #require(known.first)
    driver.state.mark([marked], .keep)
    #expect(driver.state.browser.pool(of: root).knownCount(id) == known.count - 1)
    #expect(driver.state.browser.pool(of: root).pooledCount == 299)
    driver.state.mark([marked], nil)
    #expect(driver.state.browser.pool(of: root) == before)
  }

  @Test(arguments: [80, 90])
  func `long names are told apart in a narrow list, and roles are letters`(_ columns: Int)
    async throws
  {
    let names = [
      "model.layers.3.block_sparse_moe.shared_expert.down_proj.weight",
      "model.layers.3.block_sparse_moe.shared_expert.gate_proj.weight",
      "model.layers.3.post_attention_layernorm_of_the_shared.weight",
      "model.layers.3.self_attention.query_key_value.weight",
    ]
    var driver = Driver(tensors(names, shape: [4096, 14336]), columns: columns)
    let rows = driver.lines.filter { $0.contains("4096x14336") }
    #expect(rows.count == 4 && Set(rows.map { $0.prefix(40) }).count == 4)
    let roles = rows.map { row in
      String(row.split(separator: " ").prefix { $0 != "F32" }.last ?? "")
    }
    #expect(Set(roles) == ["d", "g", "n", "Q"])
    while driver.state.browser.selectedTensor != 2 { driver.press("j") }
    #expect(driver.text.contains("n = norm: usually kept in 16 bit or more"))
    while driver.state.browser.selectedTensor != 3 { driver.press("j") }
    #expect(driver.text.contains("Q = qkv"))
    // No two roles share a letter.
    let letters = TensorRole.allCases.map { RoleText.letter(of: $0) }
    #expect(Set(letters).count == letters.count && letters.allSatisfy { $0.count <= 1 })
  }

  @Test func `under a filter a folder pools and counts what is shown`() async throws {
    var driver = Driver(
      tensors(["x.0.a", "x.0.b"]) + tensors(["x.1.a"], shape: [8, 64]), formats: ["mxfp4"])
    _ = driver.start()
    try await driver.finishAll()
    let all = try #require(driver.lines.first { $0.contains("- x  (3)") })
    driver.press("/")
    driver.type("0.a")
    let shown = try #require(driver.lines.first { $0.contains("- x  (1 of 3)") })
    let ratio = try #require(driver.state.reports[0]?.formats.first?.sqnr)
    #expect(shown.hasSuffix(FigureText.number(ratio)) && !all.hasSuffix(FigureText.number(ratio)))
    driver.press("Esc")
    // The cursor's mark may stand elsewhere.
    #expect(driver.lines.contains { $0.dropFirst(2) == all.dropFirst(2) })
  }

  @Test func `what becomes known under a filter counts before and after it`() async throws {
    var driver = Driver(tensors(["x.0.a", "x.0.c"]), formats: ["mxfp4"])
    _ = driver.start()
    driver.press("/")
    driver.type("c")
    try await driver.finishAll()
    let folder = try #require(driver.state.browser.rows.first { $0.path == "x" })
    let id = FormatID(name: "mxfp4")
    #expect(driver.state.browser.pool(of: folder).knownCount(id) == 1)
    driver.press("Esc")
    try await driver.finishAll()
    #expect(driver.state.browser.pool(of: folder).knownCount(id) == 2)
    #expect(driver.state.browser.pool(of: folder).isWhole(id))
  }

  @Test(arguments: [(80, 24), (120, 40), (40, 12), (20, 5), (16, 4)])
  func `the selected row has a mark beside its colour`(_ columns: Int, _ rows: Int) {
    for traits in [TerminalTraits.full, .plain] {
      var driver = Driver(
        tensors(["alpha", "beta"]), columns: columns, rows: rows, traits: traits)
      driver.press("j")
      #expect(driver.lines.contains { $0.contains(">") && $0.contains("bet") })
      #expect(!driver.lines.contains { $0.contains(">") && $0.contains("alp") })
    }
  }

  @Test(arguments: 0...40)
  func `the selected row is in sight at every height`(_ rows: Int) {
    var driver = Driver(tensors((0..<90).map { "t\($0)" }))
    driver.send(.resized(Size(columns: 80, rows: rows)))
    for key in ["G", "PgUp", "k", "^U", "g", "PgDn", "^D", "j", "j", "End", "Home"] {
      driver.press(key)
      let layout = BrowserLayout(height: driver.state.bodyRect.rows)
      guard layout.listRows > 0 else { continue }
      let browser = driver.state.browser
      let shown = browser.firstRow..<browser.firstRow + layout.listRows
      #expect(shown.contains(browser.selected))
      #expect(driver.lines.contains { $0.contains(driver.selection) }, "\(rows) \(key)")
    }
  }

  @Test func `folding near the end leaves no empty room`() {
    let names = (0..<30).flatMap { layer in ["a", "b"].map { "layers.\(layer).\($0)" } }
    var driver = Driver(tensors(names))
    driver.press("G", "k", "k", "Enter", "k", "k", "k", "Enter")
    let browser = driver.state.browser
    let page = BrowserLayout(height: driver.state.bodyRect.rows).listRows
    #expect(browser.rows.count - browser.firstRow >= page)
  }

  /// Some seconds: what grows with the square of the count would take minutes.
  @Test func `a hundred thousand names are quick`() {
    let names = (0..<100_000).map { "model.layers.\($0 / 9).part\($0 % 9).weight" }
    let clock = ContinuousClock()
    var driver = Driver(tensors(["x"]))
    var times: [String: Duration] = [:]
    let descriptors = tensors(names)
    times["start"] = clock.measure { driver = Driver(descriptors) }
    times["filter"] = clock.measure {
      driver.press("/")
      driver.type("99")
    }
    times["clear"] = clock.measure { driver.press("Esc", "G", "g", "j", "j") }
    times["sort"] = clock.measure { driver.press("s") }
    times["move"] = clock.measure { driver.press("G", "g", "j", "k") }
    times["view"] = clock.measure { _ = driver.state.view() }
    #expect(driver.state.browser.rows.count == 100_000)
    #expect(times.values.reduce(.zero, +) < .seconds(20), "\(times)")
  }
}
