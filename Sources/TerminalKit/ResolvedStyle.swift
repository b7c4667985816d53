public import Charts

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
  public init(_ style: Style, depth: ColourDepth) {
    foreground = style.foreground.index(depth: depth)
    background = style.background?.index(depth: depth) ?? ResolvedStyle.defaultColour
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

  fileprivate func index(depth: ColourDepth) -> Int {
    switch depth {
    case .none: ResolvedStyle.defaultColour
    case .eight: ansiIndex
    case .palette256: cubeIndex
    }
  }

  /// Blue and yellow are avoided where they must be read on black or on white.
  private var ansiIndex: Int {
    switch self {
    case .accent: 6
    case .best: 2
    case .warning: 5
    case .error: 1
    case .slot(let index): wrapped(index, in: [6, 5, 2, 3])
    default: ResolvedStyle.defaultColour
    }
  }

  /// Mid-tones, which read on black as well as on white.
  private var cubeIndex: Int {
    switch self {
    case .normal, .title, .tab, .selectedTab, .selection: ResolvedStyle.defaultColour
    case .dim, .border: 244
    case .accent: 32
    case .best: 36
    case .warning: 172
    case .error: 167
    case .slot(let index): wrapped(index, in: [32, 172, 36, 133])
    case .heat(let palette, let step): palette.index256(step: step)
    case .onHeat(let palette, let step): palette.isLight(step: step) ? 16 : 231
    }
  }

  private func wrapped(_ index: Int, in colours: [Int]) -> Int {
    colours[((index % colours.count) + colours.count) % colours.count]
  }
}

extension Palette {
  /// Where a step of the palette lies among the fixed 256 colours: the cube 16…231, the greys 232…255.
  ///
  /// - Parameter step: the step; beyond 0…15 the ends.
  /// - Returns: the index.
  public func index256(step: Int) -> Int {
    let step = min(max(step, 0), Palette.steps - 1)
    return switch self {
    case .cividis:
      [17, 18, 19, 24, 60, 242, 243, 66, 102, 246, 247, 108, 144, 149, 185, 227][step]
    case .viridis:
      [17, 53, 54, 55, 24, 25, 30, 31, 36, 37, 72, 78, 113, 149, 191, 227][step]
    case .grey:
      232 + (step * 23 + 7) / 15
    case .difference:
      [214, 208, 172, 136, 130, 94, 240, 238, 238, 240, 25, 26, 32, 33, 39, 45][step]
    }
  }

  fileprivate func isLight(step: Int) -> Bool {
    switch self {
    case .cividis, .viridis, .grey: step > 7
    case .difference: step < 5 || step > 10
    }
  }
}
