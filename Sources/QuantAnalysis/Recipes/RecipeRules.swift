internal import TensorFiles

/// A recipe in few words: names and patterns of names, and what becomes of the tensors that have them.
///
/// A tensor's own name counts before any pattern, and of patterns the first that matches. What nothing names stays as
/// it is stored.
public struct RecipeRules: Sendable, Hashable {
  /// A name or a pattern, and what becomes of the tensors that have it.
  public struct Rule: Sendable, Hashable {
    /// The name, or the pattern as `NamePattern` reads it.
    public let text: String
    /// What becomes of the tensors.
    public let choice: Recipe.Choice

    /// Creates a rule.
    public init(_ text: String, _ choice: Recipe.Choice) {
      self.text = text
      self.choice = choice
    }
  }

  /// Rules about single tensors; no name stands twice.
  public var names: [Rule]
  /// Rules about all tensors whose names match; the first of them counts.
  public var patterns: [Rule]

  /// Creates rules.
  public init(names: [Rule] = [], patterns: [Rule] = []) {
    self.names = names
    self.patterns = patterns
  }

  /// Puts a recipe into few words.
  ///
  /// Applied to the model that the recipe was made for, they give the recipe again, exactly. Tensors whose names differ
  /// in numbers alone become one pattern where the same becomes of them; where one thing becomes of most, a pattern
  /// says so, and what goes before it names the others.
  public init(_ recipe: Recipe) {
    self.init()
    var found: [(open: Int, rule: Rule)] = []
    for groups in NameFamilies(recipe.entries.map { ($0.tensor.name, $0.choice) }).kinds {
      let rest = Self.rest(of: groups)
      if let rest, let texts = groups.first?.family.texts {
        let numbers = Array(repeating: NameFamily.Numbers.any, count: texts.count - 1)
        let all = NameFamily(texts: texts, numbers: numbers)
        found += all.patterns.map { (all.openCount, Rule($0, rest)) }
      }
      for group in groups where group.thing != rest {
        if group.family.openCount == 0 {
          names += group.family.names.map { Rule($0, group.thing) }
        } else {
          found += group.family.patterns.map { (group.family.openCount, Rule($0, group.thing)) }
        }
      }
    }
    // The fewer places are open, the more a pattern says of its own; equals keep their order.
    let order = found.indices.sorted { (found[$0].open, $0) < (found[$1].open, $1) }
    patterns = order.map { found[$0].rule }
    mend(recipe)
  }

  /// What becomes of those that nothing else is said of, where that takes the fewest words; nil where one pattern a
  /// group is as good.
  private static func rest(of groups: [NameFamilies<Recipe.Choice>.Group]) -> Recipe.Choice? {
    var words: [Recipe.Choice: Int] = [:]
    for group in groups { words[group.thing, default: 0] += group.family.patternCount }
    let most = words.values.max() ?? 0
    return most > 1 ? groups.first { words[$0.thing] == most }?.thing : nil
  }

  /// Names each tensor of which a pattern says something else: `*` also stands for more than one part of a name.
  private mutating func mend(_ recipe: Recipe) {
    let matcher = RuleMatcher(self)
    names += recipe.entries.compactMap { entry in
      let rule = matcher.rule(of: entry.tensor.name)
      let isRight =
        rule.map { matcher.choice(ofRule: $0) == entry.choice } ?? (entry.choice == .keep)
      return isRight ? nil : Rule(entry.tensor.name, entry.choice)
    }
  }
}
