import TerminalTestSupport
import Testing

@Suite(.onTerminalThreads) struct `Keys that change formats` {
  @Test func `select slots in turn`() throws {
    let session = try exploreSample()
    session.expect("slot 2 of 3: nvfp4", after: "]")
    session.expect("the mark on it") { $0.contains("[nvfp4]") && !$0.contains("[mxfp4]") }
    session.expect("slot 3 of 3: int4-g128", after: "]")
    session.expect("slot 1 of 3: mxfp4", after: "]")
    session.expect("slot 3 of 3: int4-g128", after: "[")
  }

  @Test func `select slots by their format's letter`() throws {
    let session = try exploreSample()
    session.expect("slot 2 of 3: nvfp4", after: "V")
    session.expect("slot 3 of 3: int4-g128", after: "I")
    session.expect("slot 1 of 3: mxfp4", after: "M")
  }

  @Test func `say which letter has no slot`() throws {
    let session = try exploreSample(["--formats", "nvfp4,int4-g128"])
    session.expect("M: no slot holds MXFP4", after: "M")
  }

  @Test func `step through rules and change the figures in place`() throws {
    let session = try exploreSample()
    let floor = session.ratios
    for rule in ["rceil", "even", "ceil", "mse", "mbs"] {
      session.expect("rule \(rule)", after: "r") {
        $0.contains("[mxfp4:\(rule)]") && $0.isComplete && $0.ratios.count == 3
      }
      #expect(session.ratios[0] != floor[0] && Array(session.ratios[1...]) == Array(floor[1...]))
      let fresh = try exploreSample(["--formats", "mxfp4:\(rule),nvfp4,int4-g128"])
      #expect(fresh.ratios == session.ratios)
    }
    session.expect("the first rule", after: "r") {
      $0.contains("[mxfp4]") && $0.ratios == floor
    }
    session.expect("the last rule", after: "R") { $0.contains("[mxfp4:mbs]") && $0.isComplete }
    session.expect("the first rule", after: "RRRRR") {
      $0.contains("[mxfp4]") && $0.ratios == floor
    }
  }

  @Test func `say where a format has one rule`() throws {
    let session = try exploreSample(["--formats", "q8_0"])
    session.expect("r: q8_0 has one rule only", after: "r")
    session.expect("R: q8_0 has one rule only", after: "R")
  }

  @Test func `choose a format from the menu`() throws {
    let session = try exploreSample()
    session.expect("format of slot 3, now int4-g128", after: "IF")
    session.expect("the menu closed, the format changed", after: "/int4-g128+f32\r") {
      $0.contains("[int4-g128+f32]") && $0.isComplete && $0.ratios.count == 3
    }
  }

  @Test func `add slots up to four and remove all but one`() throws {
    let session = try exploreSample()
    session.expect("four slots", after: "Fj+") {
      $0.contains("[mxfp4:rceil]") && $0.isComplete && $0.ratios.count == 4
    }
    session.expect("there are 4 slots at most", after: "Fj+")
    session.expect("slot removed", after: "-")
    session.expect("the last slot stays", after: "---")
    session.expect("one slot", after: "\u{1B}") {
      $0.tab == "Over" && !$0.contains("format of slot") && $0.ratios.count == 1
    }
  }

  @Test(arguments: ["\u{1B}", "q", "F", "\u{7F}"])
  func `leave the menu as it was`(_ key: String) throws {
    let session = try exploreSample()
    let before = session.picture
    session.expect("format of slot 1", after: "F")
    session.expect("does nothing here; Esc leaves the menu", after: "x")
    session.expect("the overview as before", after: "jj" + key) { $0.picture == before }
  }
}
