import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct NavigationTests {
  private let order: [ScreenID] = [.browser, .overview, .histogram, .heatmap, .e8m0, .e4m3]
  /// Those that Tab leads to after them, with their digits.
  private let rest: [(screen: ScreenID, digit: String?)] = [
    (.repairs, nil), (.errors, "7"), (.block, "8"), (.kernels, "9"), (.adviser, nil),
    (.attention, nil), (.matrixUnit, nil), (.ranking, "0"),
  ]

  @Test func `digits show the screens`() {
    var driver = Driver(tensors(["a", "b"]))
    for (index, screen) in order.enumerated() {
      driver.press("\(index + 1)")
      #expect(driver.state.screen == screen)
    }
    for (screen, digit) in rest {
      guard let digit else { continue }
      driver.press(digit)
      #expect(driver.state.screen == screen)
    }
  }

  @Test func `Tab and S-Tab go round`() {
    var driver = Driver(tensors(["a", "b"]))
    let last = rest.map(\.screen)
    let all = order[..<2] + [.report] + order[2...]
    for screen in all.dropFirst() + last + [.browser] {
      driver.press("Tab")
      #expect(driver.state.screen == screen)
    }
    for screen in last.reversed() + all.reversed() {
      driver.press("S-Tab")
      #expect(driver.state.screen == screen)
    }
  }

  @Test(arguments: [(80, 24), (40, 16), (60, 20), (120, 40)])
  func `the row of tabs has every screen, whichever is on show`(_ columns: Int, _ rows: Int) {
    var driver = Driver(tensors(["a", "b"]), columns: columns, rows: rows)
    for screen in Screens.all {
      driver.show(screen.id)
      let tabs = driver.state.tabs
      #expect(tabs.count { !$0.label.isEmpty } == tabs.count)
      #expect(tabs.last.map { $0.rect.right <= columns } == true, "\(screen.tab)")
      #expect(
        Set(tabs.map(\.screen)).isSuperset(of: Screens.all.filter { $0.digit != nil }.map(\.id)))
      #expect(driver.lines[1].contains("[\(screen.digit.map { String($0) } ?? "")\(screen.tab)]"))
      for digit in "1234567890" { #expect(driver.lines[1].contains(digit)) }
    }
  }

  @Test func `going back takes every screen once and then quits`() {
    var driver = Driver(tensors(["a", "b"]))
    driver.press("2", "3", "2", "3", "2", "4", "3")
    #expect(Set(driver.state.history).count == driver.state.history.count)
    #expect(!driver.state.history.contains(driver.state.screen))
    driver.press("q")
    #expect(driver.state.screen == .heatmap)
    driver.press("Esc")
    #expect(driver.state.screen == .overview)
    driver.press("Backspace")
    #expect(driver.state.screen == .browser)
    #expect(driver.press("q") == [.quit(status: 0)])
  }

  @Test func `Esc and Backspace never quit, Q always does`() {
    var driver = Driver(tensors(["weight"]))
    _ = driver.start()
    #expect(driver.press("Esc", "Backspace", "Esc").isEmpty)
    driver.press("3", "4")
    #expect(driver.press("Q") == [.quit(status: 0)])
  }

  @Test func `a screen that needs a tensor takes the browser's or says so`() {
    var driver = Driver(tensors(["x.0.a", "x.0.b", "x.1.a"]))
    #expect(driver.state.browser.selectedTensor == nil)
    driver.press("2")
    #expect(driver.state.screen == .browser)
    #expect(driver.notice == "choose a tensor first: Enter opens one")
    driver.press("j", "j", "5")
    #expect(driver.state.screen == .e8m0 && driver.state.current == 0)
  }

  @Test func `a tensor that can't be analysed does not show another one's figures`() {
    var driver = Driver(tensors(["a"]) + [integers("b")])
    driver.press("Enter", "1", "j")
    driver.press("2")
    #expect(driver.state.screen == .browser && driver.state.current == 0)
    #expect(driver.notice?.hasPrefix("I64 is listed only") == true)
  }

  @Test func `Enter opens the tensor, and another after coming back`() {
    var driver = Driver(tensors(["a", "b"]))
    driver.press("Enter", "q", "j", "Enter")
    #expect(driver.state.screen == .overview && driver.state.current == 1)
    #expect(driver.state.history == [.browser])
  }

  @Test func `notices vanish with the next key`() {
    var driver = Driver(tensors(["a", "b"]))
    driver.press("]")
    #expect(driver.lines.last?.contains("slot 2 of 3: nvfp4") == true)
    driver.press("j")
    #expect(driver.state.notice == nil)
    #expect(driver.lines.last?.contains("slot 2") == false)
  }

  @Test func `a key that can't act says why`() {
    var driver = Driver(tensors(["a", "b"]), formats: ["q8_0"])
    driver.press("r")
    #expect(driver.notice == "r: q8_0 has one rule only")
    driver.press("M")
    #expect(driver.notice == "M: no slot holds MXFP4; F puts it into one")
    driver.press("e")
    #expect(driver.notice == "e: there is no complete report of a tensor here yet")
    driver.press("F12")
    #expect(driver.notice == "F12 does nothing here; ? lists the keys")
  }

  @Test func `redrawing, suspending and resuming are effects`() {
    var driver = Driver(tensors(["a"], type: .f32))
    _ = driver.start()
    #expect(driver.press("^L") == [.redraw])
    #expect(driver.press("^Z") == [.suspend])
    #expect(driver.send(.resumed) == [.redraw])
  }

  @Test func `glyphs switch where the locale allows it`() {
    var driver = Driver(tensors(["a"]))
    driver.press("u")
    #expect(driver.state.traits.glyphs == .ascii)
    driver.press("u")
    #expect(driver.state.traits.glyphs == .blocks)
    var plain = Driver(tensors(["a"]), traits: .plain)
    plain.press("u")
    #expect(plain.state.traits.glyphs == .ascii && plain.notice?.hasPrefix("u: ") == true)
  }
}
