import ArgumentParser
import CommandKit
import Foundation
import Testing

@testable import quantview

/// Help, manual and completions are made from the commands themselves.
struct GuideTests {
  private static let commands = Quantview.configuration.subcommands.compactMap {
    $0.configuration.commandName
  }

  @Test(arguments: [nil] + commands)
  func `help fits 80 columns, gives examples and says how the program ends`(
    _ command: String?
  ) async throws {
    let run = try await ProgramRun(arguments: [command, "--help"].compactMap(\.self))
    #expect(run.end == .status(0) && run.errors == "")
    let lines = run.output.split(separator: "\n")
    let wide = lines.first { $0.count > 80 }
    #expect(wide == nil)
    let headings = ["OVERVIEW:", "USAGE: quantview", "EXIT STATUS:"]
    for heading in headings + [command == nil ? "TYPE FIRST:" : "EXAMPLES:"] {
      #expect(lines.contains { $0.hasPrefix(heading) }, "\(heading)")
    }
  }

  @Test func `the program's help lists the explorer's options, commands and variables`()
    async throws
  {
    let run = try await ProgramRun("--help")
    let texts: [String] =
      ["--formats", "--color", "--plain", "--config", "--default-config", "QUANTVIEW_SCRIPT"]
      + Self.commands.map { "  \($0) " }
    for text in texts { #expect(run.output.contains(text), "\(text)") }
  }

  @Test(arguments: ["help report", "report -h", "report --help", "report w.bin --help"])
  func `help of a command is the same however it is asked for`(_ line: String) async throws {
    let run = try await ProgramRun(arguments: line.split(separator: " ").map(String.init))
    let usual = try await ProgramRun("report", "--help")
    #expect(run.output == usual.output && run.output.contains("--fail-if"))
  }

  @Test func `every command has examples, and each of them can be typed`() throws {
    let tree = try Guide.tree()
    #expect(Set(tree.root.subcommands.map(\.name)) == Set(Self.commands))
    for command in [tree.root] + tree.root.subcommands {
      #expect(!command.examples.isEmpty, "\(command.name)")
      for example in command.examples {
        #expect(throws: Never.self, "\(example.line)") {
          _ = try Quantview.parseAsRoot(Self.arguments(of: example.line))
        }
      }
    }
  }

  /// The arguments of `quantview` in a line of the shell.
  private static func arguments(of line: String) -> [String] {
    let words = line.split(separator: " ").map { word in
      String(word).replacing("'", with: "").replacing("<(", with: "").replacing(")", with: "")
    }
    let own = words.drop { $0 != "quantview" }.dropFirst()
    return Array(own.prefix { !["|", ">"].contains($0) })
  }

  @Test func `the manual has every command, option, key and variable`() async throws {
    let run = try await ProgramRun(
      arguments: ["manual"], environment: ["SOURCE_DATE_EPOCH": "1763700000"])
    #expect(run.output.hasPrefix(".TH QUANTVIEW 1 \"2025-11-21\" \"quantview 0.1.0\""))
    let text = run.output.replacing("\\-", with: "-")
    for command in try Guide.tree().root.subcommands {
      #expect(text.contains(".SS \"\(command.name)\""))
      for name in command.arguments.filter(\.isShown).flatMap(\.names)
      where !["-h", "--help", "--version"].contains(name) {
        #expect(text.contains(name), "\(command.name) \(name)")
      }
    }
    for text in ["QUANTVIEW_CONFIG", "In Hist", "left, down, up, right", ".SH KEYS"] {
      #expect(run.output.contains(text), "\(text)")
    }
    #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `an unknown shell is one line and status 2`() async throws {
    let run = try await ProgramRun("completions", "tcsh")
    #expect(run.end == .status(2) && run.output == "")
    #expect(run.errorLines == ["quantview: \"tcsh\": no such shell; there are bash, zsh, fish"])
  }
}
