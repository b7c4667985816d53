public import TensorFiles

/// Looks up which rule a name falls under.
struct RuleMatcher {
  /// A pattern, and the texts that every match begins and ends with: most names fail there already.
  private struct Pattern {
    let pattern: NamePattern
    let start: [UInt8]
    let end: [UInt8]
    let choice: Recipe.Choice

    init(_ rule: RecipeRules.Rule) {
      pattern = NamePattern(rule.text)
      choice = rule.choice
      let bytes = Array(rule.text.utf8)
      let special = Set("*?[".utf8)
      start = Array(bytes.prefix { !special.contains($0) })
      // Behind a bracket nobody knows from the end whether a sign is one of its set.
      let isPlain = !bytes.contains(UInt8(ascii: "[")) && start.count < bytes.count
      end = isPlain ? Array(bytes.reversed().prefix { !special.contains($0) }.reversed()) : []
    }

    func matches(_ name: String, _ bytes: [UInt8]) -> Bool {
      bytes.count >= start.count && bytes.starts(with: start) && bytes.suffix(end.count) == end[...]
        && pattern.matches(name)
    }
  }

  /// By UTF-8: names that Swift holds equal may differ in it.
  private let names: [[UInt8]: Int]
  private let rules: RecipeRules
  private let patterns: [Pattern]

  init(_ rules: RecipeRules) {
    self.rules = rules
    names = Dictionary(
      rules.names.enumerated().map { (Array($0.element.text.utf8), $0.offset) },
      uniquingKeysWith: { $1 })
    patterns = rules.patterns.map { Pattern($0) }
  }

  /// The rule about a name: its index among those about names, or, counted on, among the patterns; nil for none.
  func rule(of name: String) -> Int? {
    let bytes = Array(name.utf8)
    if let index = names[bytes] { return index }
    return patterns.firstIndex { $0.matches(name, bytes) }.map { rules.names.count + $0 }
  }

  /// What a rule says.
  func choice(ofRule index: Int) -> Recipe.Choice {
    index < rules.names.count
      ? rules.names[index].choice : rules.patterns[index - rules.names.count].choice
  }
}

extension RecipeRules {
  /// Applies the rules to a model.
  ///
  /// - Parameter tensors: Its tensors.
  /// - Returns: The recipe for them, and the names and patterns that no tensor has.
  public func applied(to tensors: [TensorDescriptor]) -> (recipe: Recipe, unmatched: [String]) {
    let matcher = RuleMatcher(self)
    var isUsed = Array(repeating: false, count: names.count + patterns.count)
    let entries = tensors.map { tensor in
      let rule = matcher.rule(of: tensor.name)
      if let rule { isUsed[rule] = true }
      return Recipe.Entry(tensor: tensor, choice: rule.map { matcher.choice(ofRule: $0) } ?? .keep)
    }
    let texts = (names + patterns).map(\.text)
    return (Recipe(entries), zip(texts, isUsed).filter { !$1 }.map(\.0))
  }
}
