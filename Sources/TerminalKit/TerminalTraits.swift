/// Which characters pictures may be made of.
public enum GlyphLevel: String, Sendable, Hashable, CaseIterable {
  /// ASCII only: shade characters, `+-|` for boxes.
  case ascii
  /// Eighth bars, half blocks and box drawing.
  case blocks
}

/// How many colours a terminal shows.
public enum ColourDepth: String, Sendable, Hashable, CaseIterable {
  /// None: bold, reverse and underline carry the meaning.
  case none
  /// The eight of the ANSI palette.
  case eight
  /// The eight and their brighter variants.
  case sixteen
  /// The fixed cube and grey ramp of 256-colour terminals.
  case palette256
}

/// What a terminal can show, as found when it was opened.
public struct TerminalTraits: Sendable, Hashable {
  /// Which characters pictures may be made of.
  public var glyphs: GlyphLevel
  /// How many colours it shows.
  public var colours: ColourDepth
  /// Whether it takes characters beyond ASCII.
  public var isUTF8: Bool
  /// The terminal's type, such as `xterm-256color`.
  public var name: String
  /// For which background the colours of text are chosen.
  public var theme: Theme
  /// Whether it reports the mouse.
  public var hasMouse: Bool
  /// Which way its clipboard is reached.
  public var clipboard: ClipboardRoute

  /// Makes a set of traits.
  ///
  /// - Parameters:
  ///   - glyphs: which characters pictures may be made of.
  ///   - colours: how many colours it shows.
  ///   - isUTF8: whether it takes characters beyond ASCII.
  ///   - name: the terminal's type.
  ///   - theme: for which background the colours of text are chosen.
  ///   - hasMouse: whether it reports the mouse.
  ///   - clipboard: which way its clipboard is reached.
  public init(
    glyphs: GlyphLevel, colours: ColourDepth, isUTF8: Bool, name: String, theme: Theme = .auto,
    hasMouse: Bool = false, clipboard: ClipboardRoute = .none
  ) {
    self.glyphs = glyphs
    self.colours = colours
    self.isUTF8 = isUTF8
    self.name = name
    self.theme = theme
    self.hasMouse = hasMouse
    self.clipboard = clipboard
  }

  /// A present-day terminal: blocks, 256 colours, UTF-8.
  public static let full = TerminalTraits(
    glyphs: .blocks, colours: .palette256, isUTF8: true, name: "xterm-256color", hasMouse: true,
    clipboard: .direct)
  /// The poorest terminal: ASCII without colour.
  public static let plain = TerminalTraits(
    glyphs: .ascii, colours: .none, isUTF8: false, name: "vt100")

  /// Whether a cell can show two colours one above the other.
  public var hasHalfBlocks: Bool { glyphs == .blocks && colours == .palette256 }
}
