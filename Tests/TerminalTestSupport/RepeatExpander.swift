/// Writes out the control sequence that repeats the last character (REP), which the emulator ignores.
///
/// Curses uses it for ASCII where terminfo has `rep` and the locale isn't UTF-8. The Linux console's sequence
/// that resets its palette is left out: it has no end, and the emulator would wait for one.
struct RepeatExpander {
  private var last: UInt8 = 0x20
  private var held: [UInt8] = []

  /// Expands what has arrived; an unfinished sequence is held back until the next call.
  mutating func expand(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in bytes {
      if held.isEmpty, byte != 0x1B {
        if (0x20..<0x7F).contains(byte) { last = byte }
        result.append(byte)
        continue
      }
      held.append(byte)
      if held == [0x1B, UInt8(ascii: "]"), UInt8(ascii: "R")] {
        held = []
        continue
      }
      let isStart =
        held.count == 1 || held == [0x1B, UInt8(ascii: "[")] || held == [0x1B, UInt8(ascii: "]")]
      let isDigit = held.count > 2 && (0x30...0x39).contains(byte)
      if isStart || isDigit { continue }
      if byte == UInt8(ascii: "b"), let count = count(of: held) {
        result += Array(repeating: last, count: count)
      } else {
        result += held
      }
      held = []
    }
    return result
  }

  private func count(of sequence: [UInt8]) -> Int? {
    guard sequence.count > 3 else { return nil }
    return Int(String(decoding: sequence[2..<sequence.count - 1], as: UTF8.self)).map {
      min($0, 10_000)
    }
  }
}
