/// For which background the colours of text are chosen.
public enum Theme: String, Sendable, Hashable, CaseIterable {
  /// Mid-tones, which read on black as well as on white.
  case auto
  /// Light text, for a dark background.
  case dark
  /// Dark text, for a light background.
  case light

  /// The theme for the background that a terminal names in the variable COLORFGBG.
  ///
  /// - Parameter variable: Such as `15;0` or `0;default;15`: ANSI colours, the background last. The white and
  ///   light grey ones are light; what is no number tells nothing.
  public init?(colorFGBG variable: String) {
    guard let last = variable.split(separator: ";").last, let background = Int(last) else {
      return nil
    }
    switch background {
    case 7, 9...15: self = .light
    case 0...6, 8: self = .dark
    default: return nil
    }
  }
}

/// How a frame's roles are to look, beyond what the terminal can show.
public struct Look: Sendable, Hashable {
  /// For which background the colours of text are chosen.
  public var theme: Theme
  /// Whether colours are used where the terminal has them.
  public var hasColours: Bool

  /// Makes a look.
  ///
  /// - Parameters:
  ///   - theme: For which background the colours of text are chosen.
  ///   - hasColours: Whether colours are used where the terminal has them.
  public init(theme: Theme = .auto, hasColours: Bool = true) {
    self.theme = theme
    self.hasColours = hasColours
  }
}
