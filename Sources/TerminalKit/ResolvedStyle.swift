internal import Charts

/// A style as a terminal of some colour depth shows it: colours by index, and attributes.
public struct ResolvedStyle: Sendable, Hashable {
  /// The index that stands for the terminal's own colour.
  public static let defaultColour = -1

  /// The foreground's index in the 256-colour or ANSI palette, or the default colour.
  public let foreground: Int
  /// The background's index, or the default colour.
  public let background: Int
  /// Whether it is bold.
  public let isBold: Bool
  /// Whether foreground and background change places.
  public let isReversed: Bool
  /// Whether it is underlined.
  public let isUnderlined: Bool

  /// Resolves a style.
  ///
  /// What only a colour would tell is told by bold or reverse as well, so that it survives without
  /// colours. A heat map's steps have no ANSI colours; there, shade characters tell them apart.
  ///
  /// - Parameters:
  ///   - style: the style.
  ///   - depth: how many colours there are.
  ///   - theme: for which background the colours of text are chosen.
  public init(_ style: Style, depth: ColourDepth, theme: Theme = .auto) {
    foreground = style.foreground.index(depth: depth, theme: theme)
    background =
      style.background?.index(depth: depth, theme: theme) ?? ResolvedStyle.defaultColour
    isBold = style.isBold || style.foreground.isBold
    isReversed =
      style.isReversed || style.foreground.isReversed || style.background?.isReversed ?? false
    isUnderlined = style.isUnderlined
  }
}

extension Role {
  fileprivate var isBold: Bool {
    switch self {
    case .title, .best, .warning, .error, .selectedTab: true
    default: false
    }
  }

  fileprivate var isReversed: Bool {
    self == .selection || self == .selectedTab
  }

  fileprivate func index(depth: ColourDepth, theme: Theme) -> Int {
    switch depth {
    case .none: ResolvedStyle.defaultColour
    case .eight: ansiIndex
    case .sixteen: theme == .dark ? brightIndex : ansiIndex
    case .palette256: cubeIndex(theme)
    }
  }

  /// Blue is avoided, which can't be read on black, and green, which some eyes take for red or yellow.
  private var ansiIndex: Int {
    switch self {
    case .accent: 6
    case .best: 6
    case .warning: 5
    case .error: 1
    case .slot(let index): wrapped(index, in: [6, 5, 3, 1])
    default: ResolvedStyle.defaultColour
    }
  }

  /// The brighter half of 16 colours; its dark grey is left out, as some users' themes make it the background.
  private var brightIndex: Int {
    let plain = ansiIndex
    return plain == ResolvedStyle.defaultColour ? plain : plain + 8
  }

  private func cubeIndex(_ theme: Theme) -> Int {
    switch self {
    case .normal, .title, .tab, .selectedTab, .selection: ResolvedStyle.defaultColour
    case .dim, .border: theme.colours.dim
    case .accent: theme.colours.slots[0]
    case .best: theme.colours.best
    case .warning: theme.colours.warning
    case .error: theme.colours.error
    case .slot(let index): wrapped(index, in: theme.colours.slots)
    case .heat(let palette, let step): palette.index256(step: step)
    case .onHeat(let palette, let step): palette.isLight(step: step) ? 16 : 231
    }
  }

  private func wrapped(_ index: Int, in colours: [Int]) -> Int {
    colours[((index % colours.count) + colours.count) % colours.count]
  }
}

extension Theme {
  /// Colours of text among the fixed 256, each told from its neighbours by every kind of colour vision.
  fileprivate struct Colours {
    let dim, best, warning, error: Int
    let slots: [Int]
  }

  fileprivate var colours: Colours {
    switch self {
    case .auto: Colours(dim: 244, best: 27, warning: 136, error: 168, slots: [31, 136, 29, 129])
    case .dark: Colours(dim: 248, best: 115, warning: 220, error: 171, slots: [69, 220, 157, 205])
    case .light: Colours(dim: 241, best: 20, warning: 130, error: 126, slots: [21, 130, 23, 54])
    }
  }
}
