/// The list of formats.
///
/// A new format is one file and one row here.
public enum FormatRegistry {
  /// The families in the order in which they are listed.
  public static let families: [FormatFamily] = [
    Microscaling.mxfp4,
    NVFP4.family,
    Microscaling.mxfp6E2M3,
    Microscaling.mxfp6E3M2,
    Microscaling.mxfp8E4M3,
    Microscaling.mxfp8E5M2,
    Microscaling.mxint8,
    GroupInteger.family,
    RowInteger.family,
    TileInteger.family,
    FP8Tensor.family,
    FP8Block.row,
    FP8Block.group,
    FP8Block.tile,
    NormalFloat4.family,
    Ternary.family,
    Binary.family,
    GGMLQ4.family,
    GGMLQ8.family,
    HQQ.family,
    VectorQuantization.family,
    E8P2.family,
  ]

  /// What stands side by side when nothing else is asked for.
  public static let defaults: [FormatID] = [
    Microscaling.mxfp4.example,
    NVFP4.family.example,
    GroupInteger.family.example,
  ]

  /// Members that stand for all: each family's examples, rules and options, and some modified ones.
  public static let all: [any QuantizationFormat] = {
    let ids = families.flatMap(\.listed) + FormatModifier.examples
    return ids.compactMap { try? format($0) }
  }()

  /// The family of an identifier.
  public static func family(of id: FormatID) -> FormatFamily? {
    families.first { $0.answers(id.name) }
  }

  /// The format with the given identifier.
  ///
  /// - Throws: `UnknownFormat` that names the closest that exists.
  public static func format(_ id: FormatID) throws(UnknownFormat) -> any QuantizationFormat {
    guard let family = family(of: id) else {
      throw UnknownFormat(text: id.description, reason: "no such format", choices: names)
    }
    if let objection = family.objection(id) { throw objection }
    if let rule = id.rule, !family.rules.contains(rule) {
      throw UnknownFormat(
        text: id.description, reason: "\(id.name) has no rule \(rule)",
        choices: family.rules.map { ":\($0)" })
    }
    let modifiers = family.takesModifiers ? FormatModifier.all : []
    let own = id.options.filter { option in !modifiers.contains { $0.name == option } }
    let choices = family.options.map { "+\($0)" } + modifiers.map { "+\($0.name)" }
    if let option = own.first(where: { !family.options.contains($0) }) {
      throw UnknownFormat(
        text: id.description, reason: "\(id.name) has no option +\(option)", choices: choices)
    }
    let base = FormatID(name: id.name, rule: id.rule, options: own)
    let chosen = modifiers.filter { id.options.contains($0.name) }
    guard Set(id.options).count == id.options.count, FormatModifier.areCompatible(chosen),
      let format = family.make(base)
    else {
      throw UnknownFormat(
        text: id.description, reason: "these options exclude one another", choices: choices)
    }
    return chosen.reduce(format) { inner, modifier in modifier.wrap(inner, id) }
  }

  /// The format that the text names.
  ///
  /// - Throws: `UnknownFormat` that names what exists.
  public static func format(named text: String) throws(UnknownFormat) -> any QuantizationFormat {
    guard text.utf8.count <= longestID else {
      throw UnknownFormat(
        text: String(text.unicodeScalars.prefix(40)) + "..",
        reason: "an id has at most \(longestID) bytes", choices: names)
    }
    guard let id = FormatID(text) else {
      throw UnknownFormat(
        text: text, reason: "an id is name[:rule][+option]..", choices: names)
    }
    return try format(id)
  }

  /// What errors about an identifier have room for.
  private static let longestID = 200

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
