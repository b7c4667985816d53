import Foundation
import TestSupport
import Testing

/// Scripts of keys, as `QUANTVIEW_SCRIPT` plays them.
struct ScriptTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Scripts")

  private static let names: [String] = {
    let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
    return (found ?? []).filter { $0.hasSuffix(".script") }.sorted()
  }()

  /// Plays a script; its first line says `# quantview FILE ...`, the file one of the samples.
  @Test(arguments: names)
  func `every scenario goes as it is written`(_ name: String) async throws {
    let path = Self.folder.appending(path: name).path()
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let first = try #require(text.split(separator: "\n").first)
    let words = first.split(separator: " ").map { String($0) }
    try #require(words.count > 2 && words.prefix(2) == ["#", "quantview"], "\(first)")
    let run = try await ProgramRun(
      arguments: [ProgramRun.sample(words[2])] + words.dropFirst(3),
      environment: ["QUANTVIEW_SCRIPT": path])
    #expect(run.end == .status(0) && run.errors == "", "\(run.errors)")
  }

  @Test func `there are scenarios`() {
    #expect(Self.names.count >= 4)
  }

  private func play(
    _ text: String, _ options: [String] = [], environment: [String: String] = [:]
  ) async throws -> ProgramRun {
    try await withTemporaryDirectory { directory in
      let path = try directory.write(text, to: "it.script")
      let own = ["QUANTVIEW_SCRIPT": path].merging(environment) { $1 }
      let run = try await ProgramRun(
        arguments: [ProgramRun.sample("weights.bin")] + options, environment: own)
      return run
    }
  }

  @Test func `dumps are the same on any terminal, in any locale, with any configuration`()
    async throws
  {
    let text = ":size 100x30\n4\n:wait idle\n:dump-styles -\n2\n:wait idle\n:dump -\n"
    let first = try await play(text)
    #expect(first.end == .status(0) && first.errors == "")
    let lines = first.output.split(separator: "\n", omittingEmptySubsequences: false)
    // Two screens, the styles of the first with their heading, and the end of the last line.
    #expect(lines.count == 92)
    #expect(lines[30] == "styles:" && lines[31].count == 100)
    #expect(first.output.contains("SQNR dB"))
    try await withTemporaryDirectory { directory in
      let config = try directory.write("formats = q8_0", to: "config")
      let other = try await play(
        text, ["--threads", "1"],
        environment: [
          "LC_ALL": "C", "TERM": "dumb", "NO_COLOR": "1", "HOME": directory.path, "COLUMNS": "40",
        ])
      #expect(other.output == first.output)
      let named = try await play(text, ["--config", config])
      #expect(named.output.contains("q8_0"))
    }
  }

  @Test func `a report that is exported is written before the script ends`() async throws {
    try await withTemporaryDirectory { directory in
      let run = try await ProgramRun(
        shell: """
          cd "$D" && printf ':wait idle\\ne Enter\\n:wait idle\\n:dump -\\n' > it.script
          QUANTVIEW_SCRIPT=it.script "$Q" "$S/weights.bin"
          """, environment: ["D": directory.path])
      #expect(run.end == .status(0), "\(run.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      #expect(names.contains { $0.hasSuffix(".md") }, "\(names) \(run.output)")
    }
  }

  @Test(arguments: [
    (":wiat idle", "line 1: there is no :wiat, expected one of :size"),
    ("Down\n:wait a second", "line 2: :wait \"a second\", expected :wait idle"),
    ("Down\n:size 80x24", "line 2: :size stands before the first step"),
    (":resize 80", "line 1: :resize \"80\", expected COLUMNSxROWS"),
    (":resize 0x24", "line 1: :resize \"0x24\", expected COLUMNSxROWS"),
    (":glyphs round", "line 1: :glyphs \"round\", expected ascii, blocks"),
    (":colors 16", "line 1: :colors \"16\", expected none, 8 or 256"),
    (":dump", "line 1: :dump without the path of a file"),
    (":expect", "line 1: :expect without a text"),
    ("# all\n\n:expect no such text", "line 3: \"no such text\" is not on show"),
    (":wait idle\n:reject SQNR", "line 2: \"SQNR\" is on show"),
    ("Q\n:wait idle", "line 2: the explorer has quit before this step"),
    (":dump /nowhere/screen.txt", "line 1: /nowhere/screen.txt: no such directory"),
  ])
  func `what is wrong is one line with file and line, and status 2`(
    _ text: String, _ complaint: String
  ) async throws {
    let run = try await play(text)
    #expect(run.end == .status(2) && run.output == "")
    #expect(run.errorLines.count == 1)
    #expect(run.errors.contains("it.script: \(complaint)"), "\(run.errors)")
  }

  @Test func `a missing script is status 2, a missing file 3, and --plain plays none`()
    async throws
  {
    let weights = ProgramRun.sample("weights.bin")
    let missing = ["QUANTVIEW_SCRIPT": "/nowhere/it.script"]
    let run = try await ProgramRun(arguments: [weights], environment: missing)
    #expect(run.end == .status(2))
    #expect(run.errorLines == ["quantview: /nowhere/it.script: no such file"])
    let plain = try await ProgramRun(arguments: [weights, "--plain"], environment: missing)
    #expect(plain.end == .status(0) && plain.output.contains("SQNR"))
    let file = try await ProgramRun(arguments: ["/nowhere/w.bin"], environment: missing)
    #expect(file.end == .status(3))
  }
}
