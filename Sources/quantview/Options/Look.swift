internal import Charts
internal import CommandKit
internal import TerminalKit

/// How the explorer looks, and whether it takes the mouse: as the options say, and else the configuration.
struct Look {
  /// How many colours to use; nil leaves it to the terminal and NO_COLOR.
  let colours: ColourDepth?
  /// The palette of maps.
  let palette: Palette
  /// For which background colours are chosen.
  let theme: Theme
  /// Which characters pictures are made of; nil leaves it to the terminal.
  let glyphs: GlyphLevel?
  /// Whether the mouse is to be taken.
  let hasMouse: Bool

  init(_ options: ViewOptions, _ configuration: Configuration) {
    colours = (options.color ?? configuration[Settings.color] ?? .auto).depth
    palette = (options.palette ?? configuration[Settings.palette])?.palette ?? .cividis
    theme = (options.theme ?? configuration[Settings.theme] ?? .auto).theme
    glyphs = (options.glyphs ?? configuration[Settings.glyphs] ?? .auto).level
    hasMouse = options.mouse.map { $0 == .mouse } ?? configuration[Settings.mouse] ?? false
  }

  /// What was asked for and can't be had; nil where all can.
  func lack(on traits: TerminalTraits) -> String? {
    if hasMouse, !traits.hasMouse { return "--mouse: TERM=\(traits.name) reports no mouse" }
    guard glyphs == .blocks, traits.glyphs == .ascii else { return nil }
    return "--glyphs blocks: "
      + (traits.isUTF8
        ? "TERM=\(traits.name) has no font for them" : "the locale is not UTF-8")
  }
}
