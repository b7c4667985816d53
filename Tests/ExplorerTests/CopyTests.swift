import Foundation
import QuantAnalysis
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct `Copying` {
  /// The text that a sequence hands to the clipboard.
  private func text(_ effects: [Effect]) -> String? {
    for effect in effects {
      guard case .send(let bytes) = effect else { continue }
      let content = String(decoding: bytes, as: UTF8.self).dropFirst(7).dropLast()
      return Data(base64Encoded: String(content)).map { String(decoding: $0, as: UTF8.self) }
    }
    return nil
  }

  @Test(arguments: ScreenID.allCases)
  func `has a value on every screen`(_ screen: ScreenID) async {
    var session = await AnalysedSession.narrow.value
    session.press("1")
    for _ in ScreenID.allCases where session.state.screen != screen { session.press("Tab") }
    await session.settle()
    // Attention is measured when asked for only; nothing measures it here.
    guard screen != .attention else {
      #expect(
        session.press("y").isEmpty
          && session.state.notice?.text == "y: there is no value under the cursor")
      return
    }
    let copied = text(session.press("y"))
    #expect(copied?.isEmpty == false, "\(screen) has no value: \(session.state.notice?.text ?? "")")
    #expect(copied?.contains("\n") == false)
    let bytes = copied?.utf8.count ?? 0
    #expect(session.state.notice?.text.hasPrefix("copied \(bytes) byte") == true)
  }

  @Test func `gives figures in full precision`() async throws {
    var session = await AnalysedSession.narrow.value
    session.press("2", "V")
    let copied = try #require(text(session.press("y")))
    let report = try #require(session.state.reports[0]?.format(session.state.slots.current))
    #expect(Double(copied) == report.sqnr && copied.count > 8)
    #expect(session.state.notice?.text.contains("SQNR of nvfp4 in dB: \(copied)") == true)
  }

  @Test func `gives the code and the scale under the cursor`() async throws {
    var session = await AnalysedSession.narrow.value
    session.press("4", "z", "z", "z", "z", "j", "j", "l", "l")
    await session.settle()
    let copied = try #require(text(session.press("y")))
    #expect(copied.wholeMatch(of: /0x[0-9A-F]{2} [0-9.e+-]+/) != nil, "\(copied)")
    #expect(session.state.notice?.text.contains("mxfp4 scale at [") == true)
  }

  @Test func `gives a tensor's name as it is stored`() {
    var driver = Driver(tensors(["a\u{1B}[2J name", "b"]))
    let effects = driver.press("y")
    #expect(text(effects) == "a\u{1B}[2J name")
    // What the clipboard takes must not drive this terminal.
    #expect(!driver.text.contains("\u{1B}"))
    #expect(
      effects.contains {
        if case .send(let bytes) = $0 { bytes.count { $0 == 0x1B } == 1 } else { false }
      })
  }

  @Test(arguments: ScreenID.allCases, [TerminalTraits.full, .plain])
  func `gives the view as text without boxes`(_ screen: ScreenID, _ traits: TerminalTraits)
    async throws
  {
    var session = await AnalysedSession.narrow.value
    session.state.traits.glyphs = traits.glyphs
    session.state.traits.colours = traits.colours
    session.resize(120, 40)
    session.press("1")
    for _ in ScreenID.allCases where session.state.screen != screen { session.press("Tab") }
    await session.settle()
    let copied = try #require(text(session.press("Y")))
    let lines = copied.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count > 3 && lines.last == "")
    #expect(lines[0].contains("memory.bin") && lines[0].contains("(\(Screens.screen(screen).word)"))
    #expect(!lines.contains { $0.hasSuffix(" ") })
    // In the block inspector brackets say which elements share a scale.
    let boxes = screen == .block ? "┐┘─" : "┌┐└┘│─"
    #expect(!copied.contains { boxes.contains($0) }, "\(copied)")
  }

  @Test func `says why there is no clipboard`() {
    for name in ["linux", "vt100", "dumb"] {
      var traits = TerminalTraits.plain
      traits.name = name
      var driver = Driver(tensors(["a", "b"]), traits: traits)
      _ = driver.start()
      for key in ["y", "Y"] {
        #expect(driver.press(key).isEmpty)
        #expect(
          driver.notice
            == "\(key): TERM=\(name) has no clipboard that a program can reach; e writes a report")
      }
    }
  }

  @Test func `says what is too long, and writes nothing`() {
    var driver = Driver(tensors([String(repeating: "a", count: 74_995), "b"]))
    _ = driver.start()
    #expect(driver.press("y").isEmpty)
    #expect(driver.notice?.hasPrefix("not copied: 74995 bytes, and terminals take 74994; ") == true)
    #expect(driver.notice?.contains("e writes a report") == true)
  }

  @Test func `goes through tmux and screen`() {
    for (route, start) in [(ClipboardRoute.tmux, "\u{1B}]52;c;"), (.screen, "\u{1B}P\u{1B}]52;c;")]
    {
      var traits = TerminalTraits.full
      traits.clipboard = route
      var driver = Driver(tensors(["a", "b"]), traits: traits)
      let effects = driver.press("y")
      #expect(
        effects.contains {
          if case .send(let bytes) = $0 {
            String(decoding: bytes, as: UTF8.self).hasPrefix(start)
          } else {
            false
          }
        })
      #expect(driver.notice?.contains("set-clipboard") == (route == .tmux))
    }
  }
}
