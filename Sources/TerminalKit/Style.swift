public import Charts

/// A colour by its meaning; the terminal decides how it looks.
public enum Role: Sendable, Hashable {
  /// Ordinary text.
  case normal
  /// Text that may be overlooked.
  case dim
  /// A heading.
  case title
  /// What deserves a look.
  case accent
  /// A view's name in the row of tabs.
  case tab
  /// The name of the view on show.
  case selectedTab
  /// The row or cell that keys act on.
  case selection
  /// The best of several figures.
  case best
  /// Something to be aware of.
  case warning
  /// Something that failed.
  case error
  /// Lines around panels and along axes.
  case border
  /// One of the formats that stand side by side, 0…3; others wrap around.
  case slot(Int)
  /// A step 0…15 of a heat map's palette; beyond the ends the ends.
  case heat(Palette, step: Int)
  /// Black or white, whichever reads well on that step of the palette.
  case onHeat(Palette, step: Int)
}

/// How a cell looks: colours by role, and attributes.
public struct Style: Sendable, Hashable {
  /// The colour of the character.
  public var foreground: Role
  /// The colour behind it; nil is the terminal's own.
  public var background: Role?
  /// Whether it is bold.
  public var isBold: Bool
  /// Whether foreground and background change places.
  public var isReversed: Bool
  /// Whether it is underlined.
  public var isUnderlined: Bool

  /// Makes a style.
  ///
  /// - Parameters:
  ///   - foreground: the colour of the character.
  ///   - background: the colour behind it; nil is the terminal's own.
  ///   - isBold: whether it is bold.
  ///   - isReversed: whether foreground and background change places.
  ///   - isUnderlined: whether it is underlined.
  public init(
    foreground: Role = .normal, background: Role? = nil, isBold: Bool = false,
    isReversed: Bool = false, isUnderlined: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.isBold = isBold
    self.isReversed = isReversed
    self.isUnderlined = isUnderlined
  }

  /// Ordinary text.
  public static let normal = Style()
  /// Text that may be overlooked.
  public static let dim = Style(foreground: .dim)
  /// Ordinary text in bold.
  public static let bold = Style(isBold: true)
  /// A heading.
  public static let title = Style(foreground: .title)
  /// What deserves a look.
  public static let accent = Style(foreground: .accent)
  /// A view's name in the row of tabs.
  public static let tab = Style(foreground: .tab)
  /// The name of the view on show.
  public static let selectedTab = Style(foreground: .selectedTab)
  /// The row or cell that keys act on.
  public static let selection = Style(foreground: .selection)
  /// The best of several figures.
  public static let best = Style(foreground: .best)
  /// Something to be aware of.
  public static let warning = Style(foreground: .warning)
  /// Something that failed.
  public static let error = Style(foreground: .error)
  /// Lines around panels and along axes.
  public static let border = Style(foreground: .border)

  /// The colour of one of the formats that stand side by side.
  ///
  /// - Parameter index: which one, from 0.
  /// - Returns: the style.
  public static func slot(_ index: Int) -> Style { Style(foreground: .slot(index)) }

  /// A cell filled with a step of a palette, its text readable on it.
  ///
  /// - Parameters:
  ///   - palette: the palette.
  ///   - step: the step, 0…15.
  /// - Returns: the style.
  public static func heat(_ palette: Palette, step: Int) -> Style {
    Style(foreground: .onHeat(palette, step: step), background: .heat(palette, step: step))
  }
}
