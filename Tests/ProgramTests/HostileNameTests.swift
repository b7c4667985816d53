import FileTargets
import HostileFiles
import TestSupport
import Testing

/// Names that nothing should take at their word, on their way through everything that shows or writes them.
struct HostileNameTests {
  private func withFile<Result: Sendable>(
    _ body: (TemporaryDirectory, String) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryDirectory { directory in
      try await body(directory, try directory.write(HostileNames.file, to: "names.safetensors"))
    }
  }

  /// Line ends of texts, and of tables as spreadsheets want them.
  private func check(_ run: ProgramRun, _ what: String) throws {
    #expect(run.end == .status(0), "\(what): \(run.end) \(run.errors.prefix(500))")
    try ShownText.check(run.output, what, allowing: "\n\r")
    try ShownText.check(run.errors, what, allowing: "\n")
    #expect(!run.output.replacing("\r\n", with: "\n").contains("\r"), "\(what)")
  }

  @Test func `a list shows each on one line`() async throws {
    try await withFile { _, path in
      let run = try await ProgramRun("list", path)
      try check(run, "list")
      #expect(
        run.output.split(separator: "\n").count { $0.contains(" F32 ") } == HostileNames.all.count)
    }
  }

  @Test func `JSON gives every name back`() async throws {
    try await withFile { _, path in
      for arguments in [["list", "--json"], ["report", "--as", "json", "--formats", "mxfp4"]] {
        let run = try await ProgramRun(arguments: arguments + [path])
        try check(run, arguments[0])
        let document = try JSONValue.parse(run.output)
        for (index, name) in HostileNames.all.enumerated() {
          // Compared by its bytes: a composed and a decomposed letter are two names.
          let found = document["tensors"][index]["name"]
          guard case .string(let text) = found else {
            Issue.record("\(found)")
            continue
          }
          #expect(Array(text.utf8) == Array(name.utf8))
        }
      }
    }
  }

  @Test(arguments: ["text", "markdown", "html", "csv", "jsonl"])
  func `a report shows them harmlessly`(_ kind: String) async throws {
    try await withFile { _, path in
      let run = try await ProgramRun("report", path, "--as", kind, "--formats", "mxfp4")
      try check(run, kind)
      if kind == "html" {
        #expect(!run.output.contains("<script>alert") && !run.output.contains("<img src=x"))
      }
    }
  }

  @Test func `the overview and every screen show them harmlessly`() async throws {
    try await withFile { directory, path in
      try check(try await ProgramRun("--plain", path, "--formats", "mxfp4"), "the overview")
      let keys = ["End", "/ red Enter", "Esc", "Down", "Enter", ": tensor Tab"]
      let steps = keys.map { "\($0)\n:wait idle\n:dump -\n" }.joined()
      let screens = (1...9).map { "\($0)\n:wait idle\n:dump -\n" }.joined()
      let script = try directory.write(
        ":size 100x30\n" + steps + "Esc\nEsc\n" + screens, to: "script")
      let run = try await ProgramRun(
        path, "--formats", "mxfp4", environment: ["QUANTVIEW_SCRIPT": script])
      try check(run, "a screen")
      #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count > 15 * 30)
    }
  }

  @Test func `what is written has them as they were, and lies where it was asked for`() async throws
  {
    try await withFile { directory, path in
      let output = directory.path(of: "out.safetensors")
      let run = try await ProgramRun("quantize", path, "--format", "mxfp4", "-o", output)
      try check(run, "quantize")
      try check(try await ProgramRun("list", output), "list")
      let document = try JSONValue.parse(try await ProgramRun("list", "--json", output).output)
      #expect(document["tensors"][0]["name"] != .null)
      let dump = directory.path(of: "codes.npy")
      for name in ["../../../../tmp/escaped", "\u{1B}[31mred\u{1B}[2J"] {
        let run = try await ProgramRun(
          "dump", path, "--tensor", name, "--format", "mxfp4", "--what", "codes", "-o", dump)
        try check(run, "dump")
      }
    }
  }

  @Test func `a comparison shows them harmlessly`() async throws {
    try await withFile { directory, path in
      let a = try await ProgramRun("report", path, "--as", "json", "--formats", "mxfp4").output
      let b = try await ProgramRun("report", path, "--as", "json", "--formats", "nvfp4").output
      let first = try directory.write(a, to: "a.json")
      let second = try directory.write(b, to: "b.json")
      for kind in ["text", "markdown", "json"] {
        try check(try await ProgramRun("diff", first, second, "--as", kind), "diff")
      }
    }
  }

  @Test func `a file's own name is no better`() async throws {
    try await withTemporaryDirectory { directory in
      let name = "\u{1B}[2J\u{202E}\n<b>|`.safetensors"
      let path = try directory.write(HostileNames.file, to: name)
      for arguments in [["list"], ["--plain"]] + ReportKinds.all.map({ ["report", "--as", $0] }) {
        let run = try await ProgramRun(arguments: arguments + [path, "--formats", "mxfp4"])
        try check(run, arguments.joined(separator: " "))
      }
      let absent = try await ProgramRun("list", path + "\u{9B}")
      #expect(absent.end == .status(3) && absent.errorLines.count == 1)
      try ShownText.check(absent.errors, "an error", allowing: "\n")
    }
  }

  private enum ReportKinds {
    static let all = ["text", "markdown", "html", "csv", "json", "jsonl"]
  }
}
