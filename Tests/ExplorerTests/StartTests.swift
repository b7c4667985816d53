import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct StartTests {
  @Test func `one tensor opens in the overview and is analysed at once`() {
    var driver = Driver(tensors(["weight"]))
    #expect(driver.state.screen == .overview && driver.state.current == 0)
    let effects = driver.start()
    #expect(effects.count == 1)
    #expect(effects.analyses.first?.tensor == 0)
    #expect(effects.analyses.first?.formats == FormatRegistry.defaults)
    #expect(effects.analyses.first?.known == nil)
  }

  @Test func `many tensors open in the browser, the first on show is analysed`() {
    var driver = Driver(tensors(["b", "a", "c"]))
    #expect(driver.state.screen == .browser && driver.state.current == nil)
    #expect(driver.start().analyses.map(\.tensor) == [1])
  }

  @Test func `tensors that can't be analysed are listed and left alone`() {
    var driver = Driver([integers("ids")])
    #expect(driver.state.screen == .browser)
    #expect(driver.start().isEmpty)
    #expect(driver.text.contains("ids") && driver.text.contains("I64"))
    driver.press("Enter")
    #expect(driver.state.screen == .browser && driver.state.current == nil)
    #expect(driver.notice?.contains("listed only") == true)
  }

  @Test func `a file without tensors shows an empty list`() {
    var driver = Driver([])
    #expect(driver.start().isEmpty)
    driver.press("Enter", "j", "G", "h", "l", "n", "N", "s", "a", "e", "2", "Tab")
    #expect(driver.state.screen == .browser)
    #expect(driver.text.contains("0 tensors"))
  }

  @Test func `an empty tensor is known after one analysis and says that it is empty`() async throws
  {
    var driver = Driver(tensors(["empty"], shape: [0, 32]))
    #expect(driver.start().analyses.count == 1)
    #expect(try await driver.finish().isEmpty)
    #expect(driver.state.work.running == nil)
    #expect(driver.text.contains("an empty tensor"))
    #expect(driver.press("r").isEmpty)
  }

  @Test func `formats that nobody knows are left out, so that nothing asks for them for ever`() {
    let driver = Driver(tensors(["weight"]), formats: ["nvfp4", "mxfp4:never", "nope"])
    #expect(driver.state.slots.formats == [FormatID(name: "nvfp4")])
    #expect(Slots([FormatID(name: "nope")]).formats == FormatRegistry.defaults)
  }
}
