import TerminalTestSupport
import TestSupport
import Testing

/// A minute of whatever can come over a terminal's line, each picture that it settles to looked at closely.
@Suite(.onThreadOfItsOwn) struct `A minute of random keys, sizes, clicks, pastes and stops` {
  private static let length = Duration.seconds(60)
  /// A busy machine gets more time to come to as many pictures.
  private static let longest = Duration.seconds(240)
  private static let pictures = max(8, 40 / Allowance.slowness)

  @Test func `leaves nothing but valid pictures, each what a repaint shows`() throws {
    try withTemporaryDirectory { directory in
      var storm = try TerminalStorm(seed: 20_261_121, in: directory)
      let start = ContinuousClock.now
      var looked = 0
      while ContinuousClock.now - start < (looked < Self.pictures ? Self.longest : Self.length) {
        storm.strike()
        guard try storm.settle() else { return }
        looked += 1
      }
      #expect(looked >= Self.pictures, "so few pictures were looked at")
      try storm.end()
    }
  }
}
