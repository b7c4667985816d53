/// The manual page of a program, in the macros of man(7).
public struct ManualPage: Sendable {
  private let guide: ProgramGuide
  private let version: String
  private let date: String

  /// Prepares a page.
  ///
  /// - Parameters:
  ///   - guide: What there is to know of the program.
  ///   - version: The program's version.
  ///   - date: The date that the page bears, as `2026-11-21`.
  public init(_ guide: ProgramGuide, version: String, date: String) {
    self.guide = guide
    self.version = version
    self.date = date
  }

  /// The page in roff, with a line end after each line.
  public var text: String {
    let root = guide.tree.root
    let title = root.name.uppercased()
    var lines = [
      ".TH \(title) 1 \"\(date)\" \(Roff.quoted("\(root.name) \(version)")) "
        + Roff.quoted("User Commands"),
      ".SH NAME", "\(root.name) \\- " + Roff.escaped(Self.phrase(root.abstract)),
      ".SH SYNOPSIS",
    ]
    for line in Usage(root: root, command: root).lines { lines += [".nf", Self.bold(line), ".fi"] }
    lines.append(".SH DESCRIPTION")
    lines += Self.paragraphs(root.discussion)
    lines += examples(of: root, heading: ".SH EXAMPLES")
    lines.append(".SH COMMANDS")
    for command in root.subcommands { lines += section(of: command) }
    lines += list(".SH EXIT STATUS", guide.exitStatus)
    lines += list(".SH ENVIRONMENT", guide.environment)
    lines += list(".SH FILES", guide.files)
    lines += [".SH KEYS"]
    for section in guide.keys {
      lines += list(".SS " + Roff.quoted(section.title), section.entries)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func section(of command: CommandInfo) -> [String] {
    let root = guide.tree.root
    var lines = [".SS " + Roff.quoted(command.name)]
    for line in Usage(root: root, command: command).lines {
      lines += [".nf", Self.bold(line), ".fi", ".PP"]
    }
    lines += Roff.prose(command.abstract)
    if !command.discussion.isEmpty { lines += [".PP"] + Self.paragraphs(command.discussion) }
    let entries = (command.positionals + command.options).filter { argument in
      !argument.names.contains("--help") && !argument.names.contains("--version")
    }
    for argument in entries {
      lines += [".TP", Self.bold(argument.label)] + Roff.prose(argument.abstract)
      if case .words(let words) = argument.values, !words.contains(where: { $0.hasPrefix(".") }) {
        lines += Roff.prose("One of " + words.joined(separator: ", ") + ".")
      }
    }
    return lines + examples(of: command, heading: ".PP")
  }

  private func examples(of command: CommandInfo, heading: String) -> [String] {
    guard !command.examples.isEmpty else { return [] }
    return (heading == ".PP" ? [] : [heading])
      + command.examples.flatMap { example in
        [".TP", Self.bold(example.line)] + Roff.prose(example.purpose + ".")
      }
  }

  private func list(_ heading: String, _ entries: [ProgramGuide.Entry]) -> [String] {
    guard !entries.isEmpty else { return [] }
    return [heading]
      + entries.flatMap { [".TP", Self.bold($0.name)] + Roff.prose($0.meaning) }
  }

  private static func paragraphs(_ texts: [String]) -> [String] {
    Array(texts.map { Roff.prose($0) }.joined(separator: [".PP"]))
  }

  private static func bold(_ text: String) -> String { "\\fB" + Roff.escaped(text) + "\\fR" }

  /// A sentence as a phrase: without its full stop, and with a small letter first.
  private static func phrase(_ sentence: String) -> String {
    let text = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
