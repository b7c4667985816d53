import TerminalKit
import Testing

@Suite struct ShorteningTests {
  private let name = "model.layers.12.mlp.down_proj.weight"

  @Test(arguments: 0...40) func `what must be seen is in a text as wide as asked`(width: Int) {
    let part = 13..<15
    let shown = TerminalTraits.full.shortened(name, to: width, around: part)
    #expect(shown.count <= width)
    if width >= 4 { #expect(shown.contains("12"), "\(shown)") }
    let plain = TerminalTraits.plain.shortened(name, to: width, around: part)
    #expect(plain.count <= width && !plain.contains("…"))
    if width >= 6 { #expect(plain.contains("12"), "\(plain)") }
  }

  @Test func `a part at an end needs one gap only`() {
    #expect(TerminalTraits.full.shortened(name, to: 12, around: 0..<5) == "model.layer…")
    #expect(TerminalTraits.full.shortened(name, to: 12, around: 30..<36) == "…proj.weight")
    #expect(TerminalTraits.full.shortened(name, to: 99, around: 3..<4) == name)
    #expect(TerminalTraits.full.shortened(name, to: 10, around: 90..<99).count <= 10)
  }
}
