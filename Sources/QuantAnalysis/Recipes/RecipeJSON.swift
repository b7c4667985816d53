internal import QuantCore
internal import TensorFiles

/// Recipes as JSON: names and patterns in the order in which they count.
enum RecipeJSON {
  /// Reads rules; everything about them is checked, what else stands there is not looked at.
  static func rules(_ file: JSONFile) throws(TensorFileError) -> RecipeRules {
    guard case .object(let members) = file.root.value else {
      throw file.malformed("expected an object", at: file.root)
    }
    let schema = members.first { $0.name == "schema" }?.node
    guard let schema, schema.value == .string(RecipeFile.schema) else {
      let found = schema.flatMap { text($0) }.map { "found \(PrintableName.quoted($0))" }
      throw file.malformed(
        "expected \"schema\": \"\(RecipeFile.schema)\", \(found ?? "found none")",
        at: schema ?? file.root)
    }
    var rules = RecipeRules()
    for member in members where ["tensors", "patterns"].contains(member.name) {
      let isNames = member.name == "tensors"
      guard case .array(let nodes) = member.node.value else {
        throw file.malformed("\(member.name): expected an array", at: member.node)
      }
      var choices = RecipeChoices()
      for node in nodes {
        let rule = try rule(node, key: isNames ? "name" : "pattern", &choices, in: file)
        if isNames { rules.names.append(rule) } else { rules.patterns.append(rule) }
      }
    }
    guard !rules.names.isEmpty || !rules.patterns.isEmpty else {
      throw file.malformed("expected \"tensors\" or \"patterns\" with an entry", at: file.root)
    }
    return rules
  }

  private static func rule(
    _ node: JSONFile.Node, key: String, _ choices: inout RecipeChoices, in file: JSONFile
  ) throws(TensorFileError) -> RecipeRules.Rule {
    guard case .object(let members) = node.value else {
      throw file.malformed("expected an object with \"\(key)\" and \"format\"", at: node)
    }
    func string(_ name: String) throws(TensorFileError) -> (text: String, node: JSONFile.Node) {
      guard let member = members.first(where: { $0.name == name }), let text = text(member.node)
      else { throw file.malformed("expected \"\(name)\" with a string", at: node) }
      return (text, member.node)
    }
    let name = try string(key)
    let format = try string("format")
    guard let choice = choices.choice(format.text) else {
      throw file.malformed(choices.refusal(format.text), at: format.node)
    }
    if key == "name", !choices.isFirst(name.text) {
      throw file.malformed("\(PrintableName.quoted(name.text)) stands twice", at: name.node)
    }
    return RecipeRules.Rule(name.text, choice)
  }

  private static func text(_ node: JSONFile.Node) -> String? {
    if case .string(let text) = node.value { text } else { nil }
  }

  /// The text that `rules` reads.
  static func text(_ rules: RecipeRules) -> String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", RecipeFile.schema)
      for (key, name, some) in [
        ("tensors", "name", rules.names), ("patterns", "pattern", rules.patterns),
      ] {
        json.array(key) { json in
          for rule in some {
            json.object { json in
              json.field(name, rule.text)
              json.field("format", rule.choice.description)
            }
          }
        }
      }
    }
    return json.text + "\n"
  }
}

/// The choices that a file names, each looked up once, and the names that it had.
struct RecipeChoices {
  private var known: [String: Recipe.Choice] = [:]
  private var names: Set<ByteName> = []

  /// What a text asks for; nil where no format answers to it.
  mutating func choice(_ text: String) -> Recipe.Choice? {
    if let choice = known[text] { return choice }
    guard let choice = try? Recipe.Choice(text) else { return nil }
    known[text] = choice
    return choice
  }

  /// Whether a name was not there before.
  mutating func isFirst(_ name: String) -> Bool { names.insert(ByteName(name)).inserted }

  /// Why a text asks for nothing.
  func refusal(_ text: String) -> String {
    do throws(UnknownFormat) {
      _ = try Recipe.Choice(text)
      return ""
    } catch {
      let words = FormatRegistry.all.map(\.id.description) + [Recipe.Choice.keepWord]
      let near = WordDistance.nearest(to: text, among: words)
      return "\(PrintableName.quoted(text)): \(PrintableName.line(error.reason)); "
        + (near.map { "did you mean \($0)?" } ?? "expected a format or keep")
    }
  }
}
