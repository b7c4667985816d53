public import TensorFiles

/// All commands of a program: what help, manual and completions are made from.
public struct CommandTree: Sendable, Hashable {
  /// The program itself.
  public let root: CommandInfo

  /// Reads the description that the argument parser gives of its commands.
  ///
  /// - Parameters:
  ///   - json: The description, as `--experimental-dump-help` prints it.
  ///   - examples: Command lines to begin with, by the name of the command.
  /// - Throws: `TensorFileError` where it is no JSON, or not such a description.
  public init(
    json: String, examples: [String: [CommandExample]] = [:]
  ) throws(TensorFileError) {
    let file = try JSONFile(Array(json.utf8), path: "the description of the commands")
    guard let command = file.root["command"], let root = CommandInfo(command, examples) else {
      throw file.malformed("expected a command with a name", at: file.root)
    }
    self.root = root
  }
}

extension CommandInfo {
  fileprivate init?(_ node: JSONFile.Node, _ examples: [String: [CommandExample]]) {
    guard let name = node["commandName"]?.text else { return nil }
    self.name = name
    abstract = node["abstract"]?.text ?? ""
    discussion = (node["discussion"]?.text ?? "").split(separator: "\n").map(String.init)
    arguments = (node["arguments"]?.items ?? []).compactMap { ArgumentInfo($0) }
    // The parser's own command for help is not one to read about.
    subcommands = (node["subcommands"]?.items ?? []).filter { $0["shouldDisplay"]?.flag ?? true }
      .compactMap { CommandInfo($0, examples) }.filter { $0.name != "help" }
    defaultSubcommand = node["defaultSubcommand"]?.text
    self.examples = examples[name] ?? []
  }
}

extension ArgumentInfo {
  fileprivate init?(_ node: JSONFile.Node) {
    switch node["kind"]?.text {
    case "positional": kind = .positional
    case "option": kind = .option
    case "flag": kind = .flag
    default: return nil
    }
    let written = (node["names"]?.items ?? []).compactMap { name in
      name["name"]?.text.map { (name["kind"]?.text == "long" ? "--" : "-") + $0 }
    }
    names = written.filter { !$0.hasPrefix("--") } + written.filter { $0.hasPrefix("--") }
    valueName = node["valueName"]?.text ?? ""
    abstract = node["abstract"]?.text ?? ""
    isOptional = node["isOptional"]?.flag ?? false
    isRepeating = node["isRepeating"]?.flag ?? false
    isShown = node["shouldDisplay"]?.flag ?? true
    let completion = node["completionKind"]
    if let words = completion?["list"]?["values"]?.items ?? node["allValues"]?.items {
      values = .words(words.compactMap(\.text))
    } else {
      values = completion?["file"] == nil ? .anything : .files
    }
  }
}

extension JSONFile.Node {
  fileprivate subscript(name: String) -> JSONFile.Node? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.name == name }?.node
  }

  fileprivate var text: String? {
    guard case .string(let text) = value else { return nil }
    return text
  }

  fileprivate var flag: Bool? {
    guard case .flag(let flag) = value else { return nil }
    return flag
  }

  fileprivate var items: [JSONFile.Node]? {
    guard case .array(let items) = value else { return nil }
    return items
  }
}
