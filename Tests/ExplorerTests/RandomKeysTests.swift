import TerminalKit
import Testing

@testable import Explorer

struct RandomKeysTests {
  @Test(arguments: ["3", "4", "5", "6", "8", "unit"])
  func `no key traps at any size, and every frame is as large as the terminal`(
    _ screen: String
  ) async {
    let sizes = [(80, 24), (20, 5), (0, 0), (41, 9), (150, 50), (1, 30), (60, 2)]
    var generator = SeededTensor(seed: UInt64(screen.utf8.first ?? 0))
    var session = Session(SeededTensor.weights(rows: 7, columns: 300))
    await session.settle()
    for step in 0..<240 {
      if screen == "unit" { session.press("1", "S-Tab") } else { session.press(screen) }
      let keys = session.state.bindings.flatMap(\.keys).filter { $0 != .character("Q") }
      session.send(.key(keys[generator.index(below: keys.count)]))
      if step % 5 == 0 {
        let size = sizes[generator.index(below: sizes.count)]
        session.resize(size.0, size.1)
      }
      if step % 9 == 0 { await session.settle() }
      #expect(session.state.view().size == session.state.size)
    }
  }
}
