import Advisor
import Figures
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

@Suite struct AdviserScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12)]

  private func driver(
    _ keys: String..., columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) -> Driver {
    var driver = Driver(
      tensors(["weight"], shape: [4096, 14336]), columns: columns, rows: rows, traits: traits)
    _ = driver.start()
    driver.press("9", "Tab")
    for key in keys { driver.press(key) }
    return driver
  }

  @Test(arguments: sizes, PictureTests.looks.map(\.name))
  func `a part's prediction`(_ size: (Int, Int), _ look: String) throws {
    let traits = try #require(PictureTests.looks.first { $0.name == look }?.traits)
    let driver = driver("l", "l", "l", "j", columns: size.0, rows: size.1, traits: traits)
    assertSnapshot(driver.state.view(), named: "adviser \(size.0)x\(size.1) \(look)")
  }

  @Test func `it says that it predicts, and follows the tensor's shape`() {
    let driver = driver()
    #expect(driver.state.screen == .adviser)
    #expect(driver.text.contains("predicted for 4096x14336, batch 1, on H200"))
    #expect(driver.text.contains("[Advise]"))
  }

  @Test func `keys step through batches and parts`() {
    #expect(driver("l", "l").text.contains("batch 4,"))
    #expect(driver("End", "l").text.contains("batch 4096,"))
    #expect(driver("End", "Home").text.contains("batch 1,"))
    let count = AdviserState.parts.count
    var round = driver()
    let first = round.text
    round.press("p")
    #expect(round.text != first)
    for _ in 1..<count { round.press("p") }
    #expect(round.text == first)
    round.press("p", "P")
    #expect(round.text == first)
  }

  @Test func `the figures are those of the command`() throws {
    let shape = try #require(LayerShape(outputs: 4096, inputs: 14336))
    let part = try PartTable.builtIn.part(named: "H200")
    let advice = Advice(shape: shape, batch: 8, part: part)
    let shown = driver("l", "l", "l", columns: 200, rows: 60)
    for cost in advice.costs {
      let line = shown.lines.first { $0.contains(" \(cost.recipe.id)") && $0.contains("memory") }
      let time = FigureText.number(cost.roofline.seconds(batch: 8) * 1e6)
      #expect(line?.contains(time) == true, "\(cost.recipe.id)")
    }
    let choice = try #require(advice.choice)
    #expect(shown.text.contains("CHOOSE \(choice.cost.recipe.id)"))
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (100, 30)])
  func `what is said stands as a whole or not at all`(_ columns: Int, _ rows: Int) throws {
    for keys in [[], ["l", "l", "l", "j"], ["t"]] {
      var driver = driver(columns: columns, rows: rows)
      for key in keys { driver.press(key) }
      let lines = driver.lines
      let start = try #require(lines.firstIndex { $0.contains("CHOOSE ") })
      let words = lines[start..<(rows - 1)].filter { !$0.isEmpty }
      #expect(!words.contains { $0.hasSuffix("…") || $0.hasSuffix("..") }, "\(words)")
      // What has no room is a key away, and the footer names it.
      #expect(lines[rows - 1].contains("t words"))
    }
  }

  @Test func `nothing is measured for it`() {
    var driver = driver()
    #expect(driver.press("j", "p", "l").kernels.isEmpty)
  }
}
