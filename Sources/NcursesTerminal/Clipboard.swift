import TerminalKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension NcursesTerminal {
  /// Terminal types known to take the clipboard sequence, or to ignore it.
  private static let clipboardFamilies = [
    "xterm", "tmux", "screen", "alacritty", "kitty", "foot", "wezterm", "rxvt", "st-", "contour",
    "ghostty",
  ]
  /// The longest sequence that the common terminals take.
  private static let longestSequence = 74_994

  /// Puts text into the clipboard of the user's terminal, by the sequence OSC 52.
  ///
  /// - Parameter text: the text.
  /// - Returns: whether it was handed to the terminal; false if it is too long or the terminal's type is
  ///   not known to take it.
  public func copy(_ text: String) -> Bool {
    guard NcursesTerminal.clipboardFamilies.contains(where: traits.name.hasPrefix) else {
      return false
    }
    let sequence = [0x1B] + Array("]52;c;".utf8) + base64(Array(text.utf8)) + [0x07]
    guard sequence.count <= NcursesTerminal.longestSequence else { return false }
    return writeAll(sequence)
  }

  private func writeAll(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { buffer in
        unsafe write(STDOUT_FILENO, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

/// Bytes as Base64 with padding.
func base64(_ bytes: [UInt8]) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
    for index in 0..<4 {
      let isPadding = index > group.count
      let letter = alphabet[Int(bits >> (18 - 6 * UInt32(index)) & 0x3F)]
      text.append(isPadding ? UInt8(ascii: "=") : letter)
    }
  }
  return text
}
