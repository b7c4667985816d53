internal import ArgumentParser
internal import Charts
internal import TerminalKit

/// How the explorer looks, and whether it takes the mouse.
struct ViewOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Whether to use colours: auto (default), always or never.", valueName: "WHEN"))
  var color: ColorChoice?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Colours of maps: \(PaletteChoice.allValueStrings.joined(separator: ", ")).",
      valueName: "NAME"))
  var palette: PaletteChoice?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Text for a light or a dark background; auto asks COLORFGBG and else takes mid-tones.",
      valueName: "NAME"))
  var theme: ThemeChoice?

  @Option(
    name: .long,
    help: ArgumentHelp("Characters of pictures: auto, ascii or blocks.", valueName: "LEVEL"))
  var glyphs: GlyphChoice?

  @Flag(exclusivity: .chooseLast)
  var mouse: MouseChoice?
}

/// Whether to take clicks and the wheel.
enum MouseChoice: EnumerableFlag {
  case mouse, noMouse

  static func help(for value: MouseChoice) -> ArgumentHelp? {
    switch value {
    case .mouse: "Take clicks and the wheel; Shift-drag still selects text."
    case .noMouse: "Leave the mouse to the terminal, also where the configuration takes it."
    }
  }
}

/// Whether to use colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// How many colours to use; nil leaves it to the terminal and NO_COLOR.
  var depth: ColourDepth? {
    switch self {
    case .auto: nil
    case .always: .palette256
    case .never: ColourDepth.none
    }
  }
}

/// A palette for maps of magnitudes.
struct PaletteChoice: ExpressibleByArgument {
  let palette: Palette

  init(_ palette: Palette) { self.palette = palette }

  init?(argument: String) {
    guard let palette = Palette(rawValue: argument), !palette.isSigned else { return nil }
    self.palette = palette
  }

  var defaultValueDescription: String { palette.rawValue }

  static var allValueStrings: [String] { Palette.allCases.map(\.rawValue) }
}

/// For which background colours are chosen.
enum ThemeChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, light, dark

  var theme: Theme {
    switch self {
    case .auto: .auto
    case .light: .light
    case .dark: .dark
    }
  }
}

/// Which characters pictures are made of.
enum GlyphChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, ascii, blocks

  /// The level asked for; nil leaves it to the terminal.
  var level: GlyphLevel? {
    switch self {
    case .auto: nil
    case .ascii: .ascii
    case .blocks: .blocks
    }
  }
}
