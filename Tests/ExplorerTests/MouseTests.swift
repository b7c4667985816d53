import Figures
import Foundation
import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

extension Driver {
  @discardableResult
  mutating func click(_ column: Int, _ row: Int) -> [Effect] {
    send(.mouse(MouseEvent(.press, at: Point(column: column, row: row))))
  }

  mutating func wheel(_ action: MouseEvent.Action) {
    send(.mouse(MouseEvent(action, at: .zero)))
  }

  /// Clicks on the first place that shows a text.
  mutating func click(on text: String) {
    for (row, line) in lines.enumerated() {
      guard let range = line.range(of: text) else { continue }
      click(line.distance(from: line.startIndex, to: range.lowerBound), row)
      return
    }
    Issue.record("\(text) is not on show:\n\(self.text)")
  }
}

@Suite struct `The mouse` {
  private func driver(_ names: [String] = ["a", "b", "c"], columns: Int = 80, rows: Int = 24)
    -> Driver
  {
    var driver = Driver(tensors(names, shape: [64, 4096]), columns: columns, rows: rows)
    driver.command("mouse on")
    return driver
  }

  @Test func `is off until it is asked for`() {
    var driver = Driver(tensors(["a", "b"]))
    _ = driver.start()
    let before = driver.state
    driver.click(20, 1)
    driver.wheel(.wheelDown)
    #expect(driver.state == before && !driver.text.contains("mouse"))
  }

  @Test func `says that Shift-drag selects while it is on`() async throws {
    var driver = driver()
    #expect(driver.lines[23] == " mouse on: Shift-drag selects text")
    // The message goes with the next key.
    driver.press("Esc")
    let hints = driver.lines[23]
    #expect(hints.hasPrefix(" ? help") && hints.hasSuffix("mouse"))
    // In full only where no key's hint makes room for it.
    driver.send(.resized(Size(columns: 200, rows: 24)))
    #expect(driver.lines[23].hasSuffix("mouse on: Shift-drag selects"))
    for screen in [ScreenID.overview, .e8m0] {
      driver.state.show(screen)
      driver.send(.resized(Size(columns: 80, rows: 24)))
      try await driver.finishAll()
      #expect(driver.lines[23].contains("r rule") && driver.lines[23].contains("e export"))
    }
    driver.press("?")
    driver.send(.resized(Size(columns: 100, rows: 160)))
    #expect(driver.text.contains("on; Shift-drag selects text"))
    driver.press("Esc")
    driver.send(.resized(Size(columns: 40, rows: 12)))
    #expect(driver.lines[11].hasSuffix("mouse"))
    driver.command("mouse off")
    #expect(!driver.text.contains("mouse"))
  }

  @Test func `is refused where the terminal reports none`() {
    var driver = Driver(tensors(["a"]), traits: .plain)
    #expect(driver.command("mouse on").isEmpty)
    #expect(driver.commandLine?.error == "mouse: TERM=vt100 reports no mouse")
  }

  @Test func `shows the screen whose name is clicked`() {
    var driver = driver()
    for (text, screen) in [
      ("3Hist", ScreenID.histogram), ("4Scale", .heatmap), ("1Browse", .browser),
    ] {
      driver.click(on: text)
      #expect(driver.state.screen == screen)
    }
    let before = driver.state
    driver.click(0, 1)
    driver.click(79, 0)
    driver.click(-5, 99)
    #expect(driver.state == before)
  }

  @Test func `selects a tensor, and opens it with the next click`() {
    var driver = driver()
    driver.click(4, 4)
    #expect(driver.selection == "b" && driver.state.screen == .browser)
    driver.click(4, 4)
    #expect(driver.state.current == 1 && driver.state.screen == .overview)
    driver.click(on: "1Browse")
    driver.click(4, 2)
    driver.click(4, 20)
    #expect(driver.selection == "b")
  }

  @Test func `turns the list with the wheel`() {
    var driver = driver((0..<50).map { "t\($0)" })
    driver.wheel(.wheelDown)
    #expect(driver.selection == "t3")
    driver.wheel(.wheelDown)
    driver.wheel(.wheelUp)
    #expect(driver.selection == "t3")
    for _ in 0..<40 { driver.wheel(.wheelDown) }
    #expect(driver.selection == "t49")
  }

  @Test(arguments: [TerminalTraits.full, .plain], ["4"])
  func `puts the cursor on the cell of a map`(_ traits: TerminalTraits, _ digit: String) async {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.wide, columns: 80, rows: 24, traits: traits)
    session.state.isMouseOn = true
    session.press(digit)
    await session.settle()
    let click = { (session: inout Session, column: Int, row: Int) in
      _ = session.send(.mouse(MouseEvent(.press, at: Point(column: column, row: row))))
    }
    for (column, row) in [(20, 8), (30, 12), (9, 5)] {
      click(&session, column, row)
      let frame = session.state.view()
      // The brackets stand around what was clicked.
      #expect(frame[column - 1, row].character == "[", "\(session.text)")
    }
    let place = session.state.heatmap.row
    click(&session, 9, 5)
    let lower = session.state.heatmap.row
    // A line of half blocks shows two rows: a second click goes to the lower one.
    #expect((lower > place) == traits.hasHalfBlocks)
    click(&session, 70, 22)
    #expect(session.state.heatmap.row == lower)
  }

  @Test func `selects the rows of lists`() async throws {
    var driver = driver(["w"])
    _ = driver.start()
    try await driver.finishAll()
    driver.show(.adviser)
    let lines = driver.lines
    let row = try #require(lines.lastIndex { $0.contains("int4-g128@") })
    driver.click(5, row)
    #expect(driver.state.view()[5, row].style.isReversed)
    driver.show(.repairs)
    driver.click(5, 4)
    #expect(driver.state.repairs.selected == 1)
    driver.show(.attention)
    driver.click(5, 6)
    #expect(driver.state.attention.selected == 1)
  }

  @Test func `works over menus, help and the command line`() {
    var driver = driver()
    driver.press("F")
    let before = driver.state.slots.formats
    driver.click(on: "mxfp4:ceil")
    #expect(driver.state.slots.formats == before && driver.state.overlay != nil)
    driver.click(on: "mxfp4:ceil")
    #expect(driver.state.slots.current.description == "mxfp4:ceil" && driver.state.overlay == nil)
    driver.press("?")
    let first = driver.text
    driver.wheel(.wheelDown)
    #expect(driver.text != first)
    driver.wheel(.wheelUp)
    #expect(driver.text == first)
    driver.click(40, 10)
    #expect(driver.state.overlay == nil)
    driver.press(":")
    driver.type("hist")
    driver.click(2, 22)
    #expect(driver.commandLine?.text == "histogram")
  }

  @Test func `zooms the histogram with the wheel`() async throws {
    var driver = driver(["w"])
    _ = driver.start()
    try await driver.finishAll()
    driver.press("3")
    driver.wheel(.wheelUp)
    #expect(driver.state.histogram.zoom == 1)
    driver.wheel(.wheelDown)
    #expect(driver.state.histogram.zoom == 0)
  }
}
