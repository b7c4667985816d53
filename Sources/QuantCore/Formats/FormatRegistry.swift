/// One row of the registry: a name, its rules and options, and what makes the format.
public struct FormatFamily: Sendable {
  /// The name as asked for, such as `mxfp4`.
  public let name: String
  /// The identifier of the default member.
  public let example: FormatID
  /// What the format is, in one line.
  public let summary: String
  /// Whose bits it reproduces.
  public let sameBitsAs: String
  /// The rules, the default first.
  public let rules: [String]
  /// What each rule does, in a few words; rules that need no words have none.
  public let ruleNotes: [String: String]
  /// The options, without their plus signs.
  public let options: [String]
  /// Makes the member with the given rule and options; nil where there is none.
  let make: @Sendable (FormatID) -> (any QuantizationFormat)?
}

/// The list of formats.
///
/// A new format is one file and one row here.
public enum FormatRegistry {
  /// The families in the order in which they are listed.
  public static let families: [FormatFamily] = [
    MXFP4.family,
    NVFP4.family,
    GroupInteger.int4Group128,
  ]

  /// What stands side by side when nothing else is asked for.
  public static let defaults: [FormatID] = [
    MXFP4.family.example,
    NVFP4.family.example,
    GroupInteger.int4Group128.example,
  ]

  /// Every member with its rules spelled out, the default of each family in its short form.
  public static let all: [any QuantizationFormat] = families.flatMap { family in
    let ids =
      [family.example]
      + family.rules.dropFirst().map { FormatID(name: family.name, rule: $0) }
      + family.options.map { FormatID(name: family.name, options: [$0]) }
    return ids.compactMap(family.make)
  }

  /// The family of an identifier.
  public static func family(of id: FormatID) -> FormatFamily? {
    families.first { $0.name == id.name }
  }

  /// The format with the given identifier.
  ///
  /// - Throws: `UnknownFormat` that names the closest that exists.
  public static func format(_ id: FormatID) throws(UnknownFormat) -> any QuantizationFormat {
    guard let family = family(of: id) else {
      throw UnknownFormat(text: id.description, reason: "no such format", choices: names)
    }
    if let rule = id.rule, !family.rules.contains(rule) {
      throw UnknownFormat(
        text: id.description, reason: "\(family.name) has no rule \(rule)",
        choices: family.rules.map { ":\($0)" })
    }
    if let option = id.options.first(where: { !family.options.contains($0) }) {
      throw UnknownFormat(
        text: id.description, reason: "\(family.name) has no option +\(option)",
        choices: family.options.map { "+\($0)" })
    }
    guard let format = family.make(id) else {
      throw UnknownFormat(
        text: id.description, reason: "these options exclude one another",
        choices: family.options.map { "+\($0)" })
    }
    return format
  }

  /// The format that the text names.
  ///
  /// - Throws: `UnknownFormat` that names what exists.
  public static func format(named text: String) throws(UnknownFormat) -> any QuantizationFormat {
    guard let id = FormatID(text) else {
      throw UnknownFormat(
        text: text, reason: "an id is name[:rule][+option]…", choices: names)
    }
    return try format(id)
  }

  private static var names: [String] { families.map(\.name) }
}

/// Says that no format answers to an identifier, why, and what exists.
public struct UnknownFormat: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text as asked for.
  public let text: String
  /// Why no format answers to it.
  public let reason: String
  /// What could stand in its place; may be empty.
  public let choices: [String]

  /// One line for the user.
  public var description: String {
    let hint = choices.isEmpty ? "there is none" : "try " + choices.joined(separator: ", ")
    return "format \(text): \(reason); \(hint)"
  }
}
