/// Names that differ in their numbers alone, as many as a few sets of numbers allow.
struct NameFamily: Hashable {
  /// Which numbers may stand at one place.
  enum Numbers: Hashable {
    case any
    case some([String])
  }

  /// The texts around the numbers.
  let texts: [String]
  /// What may stand at each place.
  let numbers: [Numbers]

  /// A regular expression for these names and no others, anchored at both ends.
  var expression: String {
    var text = "^" + Self.escaped(texts[0])
    for (numbers, next) in zip(numbers, texts.dropFirst()) {
      switch numbers {
      case .any: text += "[0-9]+"
      case .some(let some) where some.count == 1: text += some[0]
      case .some(let some): text += "(?:\(some.joined(separator: "|")))"
      }
      text += Self.escaped(next)
    }
    return text + "$"
  }

  /// Patterns that all these names match, and maybe others: `*` stands for any number, and several numbers take a
  /// pattern each.
  var patterns: [String] {
    spelled(Self.quoted)
  }

  /// The names, where no place is open to any number.
  var names: [String] {
    spelled { $0 }
  }

  private func spelled(_ spell: (String) -> String) -> [String] {
    var found = [spell(texts[0])]
    for (numbers, next) in zip(numbers, texts.dropFirst()) {
      let rest = spell(next)
      switch numbers {
      case .any: found = found.map { $0 + "*" + rest }
      case .some(let some): found = found.flatMap { start in some.map { start + $0 + rest } }
      }
    }
    return found
  }

  /// How many patterns there are.
  var patternCount: Int {
    numbers.reduce(1) { count, numbers in
      guard case .some(let some) = numbers else { return count }
      return count * some.count
    }
  }

  /// How many places are open to any number.
  var openCount: Int { numbers.count { $0 == .any } }

  private static let special = Set(#".^$*+?()[]{}|\"#.unicodeScalars)

  /// A text in which nothing is special to a regular expression.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if special.contains(scalar) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
  }

  /// A text in which nothing is special to a pattern: a bracket makes each special sign a set of itself.
  static func quoted(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if scalar == "*" || scalar == "?" || scalar == "[" {
        result += "[\(scalar)]"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}
