import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `Exporting a report` {
  private static let epoch: [String: String?] = ["SOURCE_DATE_EPOCH": "1700000000"]
  private static let kinds = [
    ("markdown", ""), ("text", "\t"), ("json", "\t\t"), ("jsonl", "\t\t\t"),
    ("csv", "\t\t\t\t"), ("html", "\t\t\t\t\t"),
  ]

  /// What the `report` command writes.
  private func report(_ arguments: [String], to path: String) throws -> [UInt8] {
    let session = try TerminalSession(
      ProgramRun.program, ["report"] + arguments + ["-o", path], environment: Self.epoch)
    #expect(session.waitForExit(upTo: .seconds(30)) == .code(0), "\(session.picture)")
    return try bytes(ofFile: path)
  }

  private func exploreWeights() throws -> TerminalSession {
    try exploreSample(environment: Self.epoch)
  }

  @Test(arguments: kinds)
  func `writes what the command writes`(_ kind: String, _ tabs: String) throws {
    try withTemporaryDirectory { directory in
      let session = try exploreWeights()
      session.expect("[\(kind)]", after: "e" + tabs)
      session.expect("wrote ", after: "\u{15}\(directory.path(of: "screen"))\r")
      let expected = try report(
        [
          ProgramRun.sample("weights.bin"), "--formats", "mxfp4,nvfp4,int4-g128", "--as", kind,
        ], to: directory.path(of: "command"))
      #expect(try bytes(ofFile: directory.path(of: "screen")) == expected)
      #expect(expected.count > 500)
    }
  }

  @Test func `writes the tensor and the formats on show`() throws {
    try withTemporaryDirectory { directory in
      let file = ProgramRun.sample("transformer.safetensors")
      let session = try explore(
        file, ["--formats", "nvfp4,mxfp4"], environment: Self.epoch)
      session.expect("the tensor", after: "/layers.10.mlp.down\r\r") { $0.isComplete }
      session.expect("the rule", after: "]r") {
        $0.contains("[mxfp4:rceil]") && $0.isComplete && $0.ratios.count == 2
      }
      session.expect("[json]", after: "e\t\t")
      session.expect("wrote ", after: "\u{15}\(directory.path(of: "screen"))\r")
      let expected = try report(
        [
          file, "--tensor", "model.layers.10.mlp.down_proj.weight", "--formats",
          "nvfp4,mxfp4:rceil", "--as", "json",
        ], to: directory.path(of: "command"))
      #expect(try bytes(ofFile: directory.path(of: "screen")) == expected)
    }
  }

  @Test func `asks before it replaces a file`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write("mine", to: "report.md")
      let session = try exploreWeights()
      session.expect("export a report", after: "e")
      session.expect("the file exists: Enter replaces it", after: "\u{15}\(path)\r")
      session.expect("the overview", after: "\u{1B}") { !$0.contains("export a report") }
      #expect(try bytes(ofFile: path) == Array("mine".utf8))
      session.expect("the file exists: Enter replaces it", after: "e\u{15}\(path)\r")
      session.expect("wrote ", after: "\r")
      #expect(try bytes(ofFile: path).count > 500)
    }
  }

  @Test func `asks again for another name that exists`() throws {
    try withTemporaryDirectory { directory in
      try directory.write("mine", to: "a.mdx")
      let path = try directory.write("mine", to: "a.md")
      let session = try exploreWeights()
      session.expect("the file exists: Enter replaces it", after: "e\u{15}\(path)\r")
      session.expect("the question gone", after: "x") { !$0.contains("the file exists") }
      session.expect("the file exists: Enter replaces it", after: "\r")
      #expect(try bytes(ofFile: directory.path(of: "a.mdx")) == Array("mine".utf8))
    }
  }

  @Test(arguments: ["missing/report.md", "file/report.md", ""])
  func `says why a file can't be written`(_ name: String) throws {
    try withTemporaryDirectory { directory in
      try directory.write("a file, no directory", to: "file")
      let session = try exploreWeights()
      session.expect("export a report", after: "e")
      session.expect("a message", after: "\u{15}\(directory.path)/\(name)\r") {
        $0.lines.suffix(4).contains { $0.hasPrefix(" ! ") }
      }
      #expect(session.contains("export a report"))
      session.expect("the overview", after: "\u{1B}") { $0.isComplete && !$0.contains("export a") }
    }
  }

  @Test func `never replaces the file that is explored`() throws {
    try withTemporaryDirectory { directory in
      let original = try bytes(ofFile: ProgramRun.sample("ties.npy"))
      let path = try directory.write(original, to: "ties.npy")
      let session = try explore(path)
      session.expect("the complete overview") { $0.isComplete }
      session.expect("a message", after: "e\u{15}\(path)\r") {
        $0.contains("this is what")
      }
      #expect(try bytes(ofFile: path) == original)
    }
  }

  @Test func `writes the same file again without a question`() throws {
    try withTemporaryDirectory { directory in
      let path = directory.path(of: "report.txt")
      let session = try exploreWeights()
      session.expect("export a report", after: "E")
      session.expect("wrote ", after: "\t\u{15}\(path)\r")
      let first = try bytes(ofFile: path)
      session.expect("rule rceil", after: "r")
      session.expect("the complete overview") { $0.isComplete && $0.ratios.count == 3 }
      session.expect("wrote ", after: "E")
      let expected = try report(
        [
          ProgramRun.sample("weights.bin"), "--formats", "mxfp4:rceil,nvfp4,int4-g128", "--as",
          "text",
        ], to: directory.path(of: "command"))
      #expect(try bytes(ofFile: path) == expected)
      #expect(expected != first)
    }
  }
}
