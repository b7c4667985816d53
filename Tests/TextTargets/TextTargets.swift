public import FileTargets

/// The readers of texts: what users write, and what quantview wrote.
public enum TextTargets {
  /// Every target, in the order in which they are fuzzed.
  public static let all: [any FuzzTarget] = [
    FormatTarget(), PatternTarget(), ConfigurationTarget(), PartsTarget(), RecipeTarget(),
    ReportTarget(), ScriptTarget(), CommandTarget(),
  ]
}
