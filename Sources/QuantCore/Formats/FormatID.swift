/// The full name of a format: `name[:rule][+option]…`, as in `mxfp4:even` or `int4-g128+f32`.
///
/// An identifier is only text in canonical form; whether a format answers to it is for `FormatRegistry` to say.
public struct FormatID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The format's name, such as `nvfp4`.
  public var name: String
  /// The rule by which scales are chosen; nil for the format's default rule.
  public var rule: String?
  /// The options in the order given, without their plus signs.
  public var options: [String]

  /// Creates an identifier from its parts.
  public init(name: String, rule: String? = nil, options: [String] = []) {
    self.name = name
    self.rule = rule
    self.options = options
  }

  /// Splits text such as `mxfp4:even+f32` into its parts; nil where a part is empty or out of place.
  public init?(_ text: some StringProtocol) {
    let pieces = text.split(separator: "+", omittingEmptySubsequences: false)
    guard let head = pieces.first else { return nil }
    let parts = head.split(separator: ":", omittingEmptySubsequences: false)
    let options = pieces[1...].map { String($0) }
    guard (1...2).contains(parts.count), !parts.contains(""), !options.contains("") else {
      return nil
    }
    self.init(
      name: String(parts[0]), rule: parts.count == 2 ? String(parts[1]) : nil, options: options)
  }

  /// The canonical text.
  public var description: String {
    name + (rule.map { ":" + $0 } ?? "") + options.map { "+" + $0 }.joined()
  }

  /// Orders identifiers by their text.
  public static func < (left: FormatID, right: FormatID) -> Bool {
    left.description < right.description
  }
}
