import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// Sessions of random keys, sizes, pastes and work, by count and by seed, so that each can be played again.
struct RandomKeysTests {
  private static let seeds = Array(1...48)
  private static let stepsPerSession = 150

  @Test(arguments: seeds)
  func `no key traps at any size, and every frame is valid`(_ seed: Int) async {
    var player = Player(seed: UInt64(seed))
    for step in 0..<Self.stepsPerSession {
      await player.step()
      if let fault = player.fault {
        Issue.record(
          "seed \(seed), step \(step), \(player.session.state.screen), \(player.log): \(fault)")
        return
      }
    }
  }

  /// Presses and resizes at random.
  private struct Player {
    var session: Session
    private var random: SplitMix64
    private let traits: TerminalTraits
    /// What was done last.
    private(set) var log: [String] = []

    init(seed: UInt64) {
      random = SplitMix64(seed: 20_261_121 &+ seed)
      let looks = [
        TerminalTraits.full, .plain,
        TerminalTraits(glyphs: .blocks, colours: .eight, isUTF8: true, name: "xterm"),
      ]
      traits = looks[Int(seed) % looks.count]
      session = Session(Self.source(seed, &random), traits: traits)
    }

    /// One tensor, or as many as there are odd names.
    private static func source(_ seed: UInt64, _ random: inout SplitMix64) -> MemorySource {
      if seed.isMultiple(of: 3) { return SeededTensor.weights(rows: 7, columns: 300, seed: seed) }
      let shapes = [[1], [3, 40], [2, 2, 33], [], [0, 5], [70, 1]]
      return MemorySource(
        OddNames.all.enumerated().map { index, name in
          let shape = shapes[index % shapes.count]
          let count = shape.reduce(1, *)
          return (name, shape, random.normals(count, deviation: 0.02))
        })
    }

    private mutating func note(_ what: String) {
      log = log.suffix(5) + [what]
    }

    mutating func step() async {
      switch Int.random(in: 0..<20, using: &random) {
      case 0, 1: resize()
      case 2:
        note("settle")
        await session.settle()
      case 3:
        let text = OddNames.all.randomElement(using: &random) ?? ""
        note("paste \(text.debugDescription)")
        session.send(.pasted(text))
      case 4:
        note("resumed")
        session.send(.resumed)
      case 5...9: press(Self.bound(session.state).randomElement(using: &random))
      case 10, 11: press([.tab, .backTab].randomElement(using: &random))
      default: press(Self.all.randomElement(using: &random))
      }
    }

    private mutating func press(_ key: Key?) {
      guard let key else { return }
      note(key.name)
      session.send(.key(key))
    }

    private mutating func resize() {
      let small = Int.random(in: 0..<3, using: &random) == 0
      let columns = Int.random(in: 1...(small ? 24 : 300), using: &random)
      let rows = Int.random(in: 1...(small ? 8 : 100), using: &random)
      note("\(columns)x\(rows)")
      session.resize(columns, rows)
    }

    private static func bound(_ state: AppState) -> [Key] { state.bindings.flatMap(\.keys) }

    private static let all: [Key] =
      (0x20..<0x7F).compactMap(Unicode.Scalar.init).map { .character(Character($0)) }
      + "abcdefghijklmnopqrstuvwxyz".map { .control($0) }
      + [
        .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .tab, .backTab, .enter,
        .escape, .backspace, .delete, .insert, .function(1), .function(12), .character("é"),
        .character("漢"), .character("\u{301}"),
      ]

    var fault: String? {
      let state = session.state
      return FrameFaults.first(
        in: state.view(), size: state.size, isASCII: traits.glyphs == .ascii)
    }
  }
}
