/// Which way a terminal's clipboard is reached.
public enum ClipboardRoute: String, Sendable, Hashable, CaseIterable {
  /// The terminal itself takes OSC 52.
  case direct
  /// tmux takes OSC 52 and passes it on where its option `set-clipboard` is on.
  case tmux
  /// GNU screen passes on what it is given in pieces of a device control string.
  case screen
  /// There is none.
  case none

  /// The way for a terminal.
  ///
  /// - Parameters:
  ///   - name: Its type, as in TERM.
  ///   - isInTmux: Whether the variable TMUX is set.
  ///   - isInScreen: Whether the variable STY is set, by GNU screen.
  public init(terminal name: String, isInTmux: Bool = false, isInScreen: Bool = false) {
    let isOld = name.hasPrefix("vt") && name.dropFirst(2).first?.isNumber == true
    if isInTmux {
      self = .tmux
    } else if isInScreen || name.hasPrefix("screen.") {
      self = .screen
    } else if name.hasPrefix("tmux") || name.hasPrefix("screen") {
      // Over ssh the variables are gone, and tmux calls itself screen more often than screen is met.
      self = .tmux
    } else if ["", "dumb", "ansi"].contains(name) || name.hasPrefix("linux") || isOld {
      self = .none
    } else {
      self = .direct
    }
  }
}

/// The sequence OSC 52, which hands text to the clipboard of the terminal in front of the user, over SSH too.
public enum Clipboard {
  /// The largest text in bytes: 100,000 bytes of a sequence hold no more in base 64.
  public static let limit = 74_994

  /// The sequence that copies a text.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - route: Which way the clipboard is reached.
  /// - Returns: The bytes; nil where there is no clipboard, or the text is beyond ``limit``.
  public static func sequence(copying text: String, by route: ClipboardRoute) -> [UInt8]? {
    let content = Array(text.utf8)
    guard route != .none, content.count <= limit else { return nil }
    let plain = Array("\u{1B}]52;c;".utf8) + base64(content) + [0x07]
    return route == .screen ? inPieces(plain) : plain
  }

  /// What screen hands on to the terminal that it runs in; a longer string than it keeps is cut into pieces.
  private static func inPieces(_ sequence: [UInt8]) -> [UInt8] {
    let piece = 240
    let (before, after) = (Array("\u{1B}P".utf8), Array("\u{1B}\\".utf8))
    return stride(from: 0, to: sequence.count, by: piece).flatMap { start in
      before + sequence[start..<min(start + piece, sequence.count)] + after
    }
  }

  /// Bytes in base 64 with padding.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: Four letters for each three bytes, as ASCII.
  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) { bits, offset in
        bits << 8 | (offset < group.count ? Int(bytes[start + offset]) : 0)
      }
      for place in 0..<4 {
        text.append(
          place <= group.count ? letters[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return text
  }
}
