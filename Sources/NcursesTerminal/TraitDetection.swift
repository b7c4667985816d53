import CNcurses
import CSystem
import TerminalKit

extension TerminalTraits {
  /// What the terminal that curses was started on can show.
  init(detectedFor name: String, isUTF8: Bool, options: NcursesTerminal.Options) {
    // The console's font has no eighth blocks.
    let hasBlocks = isUTF8 && !name.hasPrefix("linux")
    let glyphs: GlyphLevel = hasBlocks ? options.glyphs ?? .blocks : .ascii
    let wanted =
      options.colours ?? (environmentVariable("NO_COLOR") == nil ? .palette256 : ColourDepth.none)
    // Colours are never started where none are wanted: on a terminal without any, defining a pair crashes.
    let available = wanted == .none ? 0 : cn_start_colours()
    let colours: ColourDepth =
      switch available {
      case ..<8: .none
      case ..<16: .eight
      case ..<256: .sixteen
      default: wanted
      }
    let found = environmentVariable("COLORFGBG").flatMap { Theme(colorFGBG: $0) } ?? .auto
    let clipboard = ClipboardRoute(
      terminal: name, isInTmux: environmentVariable("TMUX") != nil,
      isInScreen: environmentVariable("STY") != nil)
    self.init(
      glyphs: glyphs, colours: colours, isUTF8: isUTF8, name: name,
      theme: options.theme == .auto ? found : options.theme,
      hasMouse: unsafe cn_capability("kmous") != nil, clipboard: clipboard)
  }
}

/// Whether the terminal can put its cursor anywhere, as a full-screen program must.
func hasCursorMotion() -> Bool {
  unsafe cn_capability("cup") != nil
}

/// Prepares what a crash writes: mouse and attributes off, cursor on, ordinary keys, pastes and screen.
func armRestoreString() {
  // The mouse may be reported by then, which no capability turns off.
  var bytes: [UInt8] = unsafe cn_capability("kmous") == nil ? [] : mouseOff
  for name in ["sgr0", "op", "cnorm", "rmkx", "BD", "rmcup"] {
    guard let capability = unsafe cn_capability(name) else { continue }
    bytes += withoutPadding(unsafe Array(String(cString: capability).utf8))
  }
  // Without a screen of its own the program has overwritten the lines above.
  if unsafe cn_capability("rmcup") == nil, let motion = unsafe cn_lowest_line() {
    bytes += withoutPadding(unsafe Array(String(cString: motion).utf8)) + [0x0D, 0x0A]
  }
  unsafe bytes.withUnsafeBytes { raw in
    let characters = unsafe raw.assumingMemoryBound(to: CChar.self)
    unsafe terminal_guard_set_restore(characters.baseAddress, raw.count)
  }
}

/// What ends the reporting of the mouse: SGR coordinates, and clicks.
private let mouseOff = Array("\u{1B}[?1006l\u{1B}[?1000l".utf8)

/// A capability without its delays (`$<5>`), which only real hardware needed.
func withoutPadding(_ capability: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = capability[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "<"),
      let end = rest.firstIndex(of: UInt8(ascii: ">"))
    {
      rest = rest[(end + 1)...]
    } else {
      bytes.append(byte)
    }
  }
  return bytes
}
