/// Puts sequences that the emulator doesn't carry out as terminals do into others that it does.
///
/// - The one that repeats the last character (REP) is written out: curses uses it for ASCII where terminfo has
///   `rep` and the locale isn't UTF-8.
/// - Characters are deleted and inserted in a row outside the scroll region, too (DCH, ICH): tmux does so.
/// - The Linux console's sequence that resets its palette is left out: it has no end, and the emulator would
///   wait for one.
struct SequenceMender {
  private static let start: [UInt8] = [0x1B, UInt8(ascii: "[")]
  private static let wholeScreen = start + [UInt8(ascii: "r")]

  private var last: UInt8 = 0x20
  private var held: [UInt8] = []
  /// The sequence that set the scroll region.
  private var region = wholeScreen

  /// Mends what has arrived; an unfinished sequence is held back until the next call.
  ///
  /// - Parameters:
  ///   - bytes: what has arrived.
  ///   - cursor: the sequence that puts the cursor where it is once what it is given was carried out.
  /// - Returns: what is still to be carried out.
  mutating func mend(_ bytes: [UInt8], cursor: ([UInt8]) -> [UInt8]) -> [UInt8] {
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
        held.count == 1 || held == Self.start || held == [0x1B, UInt8(ascii: "]")]
      let isNumber = held.count > 2 && ((0x30...0x39).contains(byte) || byte == 0x3B)
      if isStart || isNumber { continue }
      if isShift(held, final: byte), region != Self.wholeScreen {
        // Setting the region moves the cursor; the terminal's own memory of a place is the program's.
        let place = cursor(result)
        result = Self.wholeScreen + place + held + region + place
      } else {
        result += mended(held, final: byte)
      }
      held = []
    }
    return result
  }

  private mutating func mended(_ sequence: [UInt8], final: UInt8) -> [UInt8] {
    guard sequence.starts(with: Self.start) else { return sequence }
    switch final {
    case UInt8(ascii: "b"):
      return count(of: sequence).map { Array(repeating: last, count: $0) } ?? sequence
    case UInt8(ascii: "r"): region = sequence
    default: break
    }
    return sequence
  }

  private func isShift(_ sequence: [UInt8], final: UInt8) -> Bool {
    sequence.starts(with: Self.start) && (final == UInt8(ascii: "P") || final == UInt8(ascii: "@"))
  }

  /// Forgets the scroll region, as another size does.
  mutating func resize() { region = Self.wholeScreen }

  private func count(of sequence: [UInt8]) -> Int? {
    guard sequence.count > 3 else { return nil }
    return Int(String(decoding: sequence[2..<sequence.count - 1], as: UTF8.self)).map {
      min($0, 10_000)
    }
  }
}
