import Figures
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct SlotsTests {
  private func names(_ driver: Driver) -> [String] {
    driver.state.slots.formats.map(\.description)
  }

  @Test func `formats are one to four, each once`() {
    let all = ["mxfp4", "nvfp4", "mxfp4", "mxfp4:ceil", "mxfp4:even", "int4-g128"]
    let driver = Driver(tensors(["a"]), formats: all)
    #expect(names(driver) == ["mxfp4", "nvfp4", "mxfp4:ceil", "mxfp4:even"])
    #expect(names(Driver(tensors(["a"]))) == ["mxfp4", "nvfp4", "int4-g128"])
  }

  @Test func `brackets select slots, round and round`() {
    var driver = Driver(tensors(["a"]))
    var seen: [Int] = []
    for key in ["]", "]", "]", "[", "["] {
      driver.press(key)
      seen.append(driver.state.slots.selected)
    }
    #expect(seen == [1, 2, 0, 2, 1])
  }

  @Test func `letters select the slot of a format`() {
    var driver = Driver(tensors(["a"]), formats: ["int4-g128+f32", "mxfp4:even", "nvfp4"])
    driver.press("M")
    #expect(driver.state.slots.selected == 1)
    driver.press("V")
    #expect(driver.state.slots.selected == 2)
    driver.press("I")
    #expect(driver.state.slots.selected == 0)
    #expect(driver.notice == "slot 1 of 3: int4-g128+f32")
  }

  private static let rulesOfMXFP4 =
    FormatRegistry.family(of: FormatID(name: "mxfp4"))?.rules ?? []

  @Test func `rules go round and come back to the short id`() {
    var driver = Driver(tensors(["a"]))
    var seen: [String] = []
    let rules = Self.rulesOfMXFP4
    for _ in rules {
      driver.press("r")
      seen.append(names(driver)[0])
    }
    #expect(seen == rules.dropFirst().map { "mxfp4:\($0)" } + ["mxfp4"])
    for _ in rules {
      driver.press("R")
      seen.append(names(driver)[0])
    }
    #expect(Array(seen[rules.count...]) == seen[..<(rules.count - 1)].reversed() + ["mxfp4"])
    #expect(driver.notice == "mxfp4: rule floor")
  }

  @Test func `a rule that another slot shows is passed over`() {
    var driver = Driver(tensors(["a"]), formats: ["mxfp4", "mxfp4:rceil"])
    driver.press("r")
    #expect(names(driver) == ["mxfp4:even", "mxfp4:rceil"] && driver.state.slots.selected == 0)
    driver.press("R")
    #expect(names(driver) == ["mxfp4", "mxfp4:rceil"] && driver.state.slots.selected == 0)
  }

  @Test func `a format that a slot has already is not added, and the menu stays and says so`() {
    var driver = Driver(tensors(["a"]))
    driver.press("]", "F")
    for _ in FormatMenu.formats { driver.press("k") }
    driver.press("+")
    #expect(driver.notice == "mxfp4 is already in slot 1")
    #expect(driver.state.overlay != nil && names(driver).count == 3)
    #expect(driver.state.slots.selected == 1)
    #expect(driver.text.contains("mxfp4 is already in slot 1"))
  }

  @Test func `the menu counts bits of the open tensor as the overview does`() async throws {
    var driver = Driver(tensors(["a"], shape: [4, 80]), formats: ["int5-g48"], rows: 60)
    driver.press("Enter")
    try await driver.finishAll()
    let bits = try #require(
      driver.state.reports[0]?.format(FormatID(name: "int5-g48"))?.bitsPerWeight)
    driver.press("F", "/")
    driver.type("int5-g48")
    let line = try #require(driver.lines.first { $0.contains("int5-g48 ") && $0.contains("sym") })
    #expect(line.contains(" \(FigureText.number(bits)) "))
    #expect(FigureText.number(bits) == "5.400")
  }

  @Test func `options stay when the rule changes`() {
    var state = Driver(tensors(["a"])).state
    state.slots = Slots([FormatID(name: "int4-g128", options: ["f32"])])
    _ = state.update(.key(.character("r")))
    #expect(state.slots.current == FormatID(name: "int4-g128", rule: "sym7", options: ["f32"]))
    state.slots = Slots([FormatID(name: "q4_0")])
    let before = state.slots
    _ = state.update(.key(.character("r")))
    #expect(state.slots == before)
    #expect(state.notice?.text == "r: q4_0 has one rule only")
  }

  @Test func `the menu replaces, adds and removes`() throws {
    var driver = Driver(tensors(["a"]))
    driver.press("F", "j", "Enter")
    #expect(names(driver) == ["mxfp4:rceil", "nvfp4", "int4-g128"])
    #expect(driver.state.overlay == nil)
    driver.press("F", "G", "+")
    let last = try #require(FormatMenu.formats.last?.id.description)
    #expect(names(driver) == ["mxfp4:rceil", "nvfp4", "int4-g128", last])
    #expect(driver.state.slots.selected == 3 && driver.state.overlay == nil)
    driver.press("F", "g", "+")
    #expect(driver.notice == "there are 4 slots at most; - removes one")
    #expect(driver.state.overlay != nil && names(driver).count == 4)
    driver.press("-")
    #expect(names(driver) == ["mxfp4:rceil", "nvfp4", "int4-g128"])
    #expect(driver.state.slots.selected == 2)
    driver.press("-", "-", "-")
    #expect(names(driver) == ["mxfp4:rceil"] && driver.notice == "the last slot stays")
    driver.press("Esc")
    #expect(driver.state.overlay == nil)
  }

  @Test func `a format that another slot has is selected there`() {
    var driver = Driver(tensors(["a"]))
    driver.press("F", "/", "n", "v", "f", "p", "4", "Enter")
    let chosen = driver.state.slots.selected
    #expect(names(driver) == ["mxfp4", "nvfp4", "int4-g128"] && chosen == 1)
    driver.press("F", "g", "Enter")
    #expect(names(driver).count == 3 && driver.state.slots.selected == 0)
  }

  @Test func `the menu opens on the slot's format and says what a key can't do`() {
    var driver = Driver(tensors(["a"]))
    driver.press("V", "F")
    #expect(driver.text.contains("format of slot 2, now nvfp4"))
    driver.press("x")
    #expect(driver.notice == "x does nothing here; Esc leaves the menu")
    driver.press("Enter")
    #expect(names(driver) == ["mxfp4", "nvfp4", "int4-g128"])
  }

  @Test func `what is typed in the menu narrows it, and names formats that it does not list`()
    throws
  {
    var driver = Driver(tensors(["a"]))
    _ = driver.start()
    driver.press("F", "/", "r", "c", "e", "i", "l")
    guard case .formats(let menu) = driver.state.overlay else {
      Issue.record("the menu is closed")
      return
    }
    #expect(!menu.listed.isEmpty)
    #expect(menu.listed.allSatisfy { $0.id.description.contains("rceil") })
    driver.press("Enter")
    #expect(driver.state.slots.current.rule == "rceil")
    let unlisted = try #require(
      ["mxfp4:ceil+h64", "int5-g48"].first { id in
        (try? FormatRegistry.format(named: id)) != nil
          && !FormatMenu.formats.contains { $0.id.description == id }
      })
    driver.press("F", "/")
    for character in unlisted { driver.press(String(character)) }
    driver.press("Enter")
    #expect(driver.state.slots.current.description == unlisted)
  }

  @Test func `what is typed and names nothing is refused in words`() {
    var driver = Driver(tensors(["a"]))
    _ = driver.start()
    let before = driver.state.slots
    driver.press("F", "/", "z", "z", "Enter")
    #expect(driver.state.slots == before)
    #expect(driver.state.overlay != nil)
    #expect(driver.notice?.hasPrefix("format zz: no such format") == true)
    #expect(driver.state.view().lines.contains { $0.contains("no such format") })
    driver.press("Esc", "Esc")
    #expect(driver.state.overlay == nil)
  }

  @Test func `a refusal is told in full, with all that could stand in its place`() throws {
    var driver = Driver(tensors(["a"]))
    driver.press("F", "/")
    driver.type("bogus")
    let text = driver.text
    for family in FormatRegistry.families { #expect(text.contains(family.name)) }
    driver.press("Enter")
    #expect(driver.notice == "format bogus: no such format; Esc lists all")
  }

  @Test func `every format of the menu can be made`() {
    for format in FormatMenu.formats {
      #expect((try? FormatRegistry.format(format.id)) != nil)
    }
    #expect(Set(FormatMenu.formats.map(\.id)).count == FormatMenu.formats.count)
  }
}
