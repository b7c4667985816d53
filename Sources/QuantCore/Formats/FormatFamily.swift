/// One row of the registry: a name, its rules and options, and what makes the format.
public struct FormatFamily: Sendable {
  /// The name as lists show it: `mxfp4`, or a pattern such as `int{2-8}-g{n}`.
  public let name: String
  /// Members that stand for the family where it is listed, the best known first; at least one.
  public let examples: [FormatID]
  /// What the format is, in one line.
  public let summary: String
  /// Whose bits it reproduces, in one line.
  public let sameBitsAs: String
  /// The rules, the default first.
  public let rules: [String]
  /// What each rule does, in a few words; rules that need no words have none.
  public let ruleNotes: [String: String]
  /// The options, without their plus signs.
  public let options: [String]
  /// What the method would need beyond the weights, or what a runtime must do; nil where nothing is to be said.
  public let remark: String?
  /// Whether every tensor can be rotated or its rows scaled around this format.
  public let takesModifiers: Bool
  /// Whether a name belongs to the family.
  let answers: @Sendable (String) -> Bool
  /// Why a name that was meant for the family names no member of it; nil where it does.
  let objection: @Sendable (FormatID) -> UnknownFormat?
  /// Makes the member with the given rule and options; nil where there is none.
  let make: @Sendable (FormatID) -> (any QuantizationFormat)?

  /// Creates a row.
  ///
  /// - Parameters:
  ///   - name: The name, or the pattern of names.
  ///   - examples: Members to list; nil for the one with the family's name.
  ///   - summary: What the format is, in one line.
  ///   - sameBitsAs: Whose bits it reproduces.
  ///   - rules: The rules, the default first.
  ///   - ruleNotes: What each rule does.
  ///   - options: The options, without their plus signs.
  ///   - remark: What is needed beyond the weights.
  ///   - takesModifiers: Whether rotations and row factors can be put around it.
  ///   - answers: Whether a name belongs to the family; nil for the family's name alone.
  ///   - objection: Why a name that the family answers to names no member; nil where every such name does.
  ///   - make: Makes a member.
  init(
    name: String, examples: [String]? = nil, summary: String, sameBitsAs: String, rules: [String],
    ruleNotes: [String: String] = [:], options: [String] = [], remark: String? = nil,
    takesModifiers: Bool = true, answers: (@Sendable (String) -> Bool)? = nil,
    objection: @escaping @Sendable (FormatID) -> UnknownFormat? = { _ in nil },
    make: @escaping @Sendable (FormatID) -> (any QuantizationFormat)?
  ) {
    self.name = name
    self.examples = (examples ?? [name]).compactMap { FormatID($0) }
    self.summary = summary
    self.sameBitsAs = sameBitsAs
    self.rules = rules
    self.ruleNotes = ruleNotes
    self.options = options
    self.remark = remark
    self.takesModifiers = takesModifiers
    self.answers = answers ?? { $0 == name }
    self.objection = objection
    self.make = make
  }

  /// The member that stands for the family.
  public var example: FormatID { examples.first ?? FormatID(name: name) }

  /// The members that lists show: the examples, then the first one's rules and options.
  var listed: [FormatID] {
    let name = example.name
    return examples + rules.dropFirst().map { FormatID(name: name, rule: $0) }
      + options.map { FormatID(name: name, options: [$0]) }
  }
}
