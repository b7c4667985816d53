import Foundation
import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `The configuration` {
  private let weights = ProgramRun.sample("weights.bin")

  @Test func `sets defaults that options override`() async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write("formats = nvfp4,int8-row # two\nthreads = 1\n", to: "mine")
      let set = try await ProgramRun("report", weights, "--config", path)
      #expect(set.end == .status(0) && set.errors == "")
      #expect(set.output.contains("int8-row") && !set.output.contains("mxfp4"))
      let named = try await ProgramRun(
        arguments: ["--plain", weights], environment: ["QUANTVIEW_CONFIG": path])
      #expect(named.output.contains("int8-row") && !named.output.contains("mxfp4"))
      let overridden = try await ProgramRun(
        "report", weights, "--config", path, "--formats", "mxfp4")
      #expect(overridden.output.contains("mxfp4") && !overridden.output.contains("int8-row"))
      let none = try await ProgramRun(
        arguments: ["report", weights, "--config", "none"],
        environment: ["QUANTVIEW_CONFIG": path])
      #expect(none.output.contains("mxfp4"))
    }
  }

  @Test func `is found below XDG_CONFIG_HOME or the home, and need not be there`() async throws {
    try await withTemporaryDirectory { directory in
      let folder = URL(filePath: directory.path).appending(path: "quantview")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try directory.write("formats = q8_0", to: "quantview/config")
      let found = try await ProgramRun(
        arguments: ["report", weights], environment: ["XDG_CONFIG_HOME": directory.path])
      #expect(found.output.contains("q8_0"))
      let missing = try await ProgramRun(
        arguments: ["report", weights], environment: ["HOME": directory.path])
      #expect(missing.end == .status(0) && missing.errors == "")
      #expect(missing.output.contains("mxfp4"))
    }
  }

  @Test(arguments: [
    ("formats = mxfp5", "line 1: formats is \"mxfp5\", expected format ids"),
    ("\n\nthreads = 0", "line 3: threads is \"0\", expected auto, or a number from 1 to 1024"),
    ("formats nvfp4", "line 1: \"formats nvfp4\" has no ="),
    ("color = blue", "line 1: color is \"blue\", expected auto, always or never"),
    ("nonsense = 1", "line 1: there is no setting \"nonsense\", expected one of formats"),
  ])
  func `is one line and status 2 where a line is wrong`(
    _ text: String, _ complaint: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write(text, to: "config")
      for command in [[], ["report"], ["list"]] {
        let run = try await ProgramRun(arguments: command + [weights, "--config", path])
        #expect(run.end == .status(2) && run.output == "")
        #expect(run.errorLines.count == 1)
        #expect(run.errors.hasPrefix("quantview: \(path): \(complaint)"), "\(run.errors)")
      }
    }
  }

  @Test func `is one line and status 2 where a file that was named is missing`() async throws {
    let run = try await ProgramRun("list", weights, "--config", "/nowhere/config")
    #expect(run.end == .status(2))
    #expect(run.errorLines == ["quantview: /nowhere/config: no such file"])
  }

  @Test func `by default is the commented one, which sets nothing and can be read`() async throws {
    try await withTemporaryDirectory { directory in
      let text = try await ProgramRun("--default-config")
      #expect(text.end == .status(0) && text.errors == "")
      let set: [String] = text.output.split(separator: "\n").filter { $0.contains(" = ") }
        .map { String($0.dropFirst(2)) }
      let bare = set.filter { !$0.contains("KEY") }.joined(separator: "\n")
      #expect(bare.contains("formats = mxfp4,nvfp4,int4-g128") && bare.contains("glyphs = auto"))
      for (name, content) in [("commented", text.output), ("bare", bare)] {
        let path = try directory.write(content, to: name)
        let undated = ["SOURCE_DATE_EPOCH": "0"]
        let run = try await ProgramRun(
          arguments: ["report", weights, "--config", path], environment: undated)
        let usual = try await ProgramRun(arguments: ["report", weights], environment: undated)
        #expect(run.end == .status(0), "\(run.errors)")
        #expect(run.output == usual.output)
      }
    }
  }

  @Test func `of more formats than fit side by side says which are left out`() async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write(
        "formats = mxfp4,nvfp4,int4-g128,q4_0,q8_0,int8-row\n", to: "config")
      let line =
        "of the configuration's 6 formats the first 4 are shown, without q8_0, int8-row; report takes all"
      let plain = try await ProgramRun("--plain", weights, "--config", path)
      #expect(plain.end == .status(0) && plain.errorLines == ["quantview: " + line])
      let report = try await ProgramRun("report", weights, "--config", path)
      #expect(report.errors == "" && report.output.contains("int8-row"))
      let session = try explore(ProgramRun.sample("weights.bin"), ["--config", path])
      session.expect("what is left out") { screen in
        let words = screen.lines.joined(separator: " ").split(separator: " ")
        return words.joined(separator: " ").contains(line)
      }
      session.expect("the configuration's path", after: "?G") { $0.contains("config") }
    }
  }

  @Test func `decides on glyphs, colours and the kind of export on a terminal`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write(
        "glyphs = ascii\ncolor = never\nexport = json\n", to: "config")
      let session = try exploreSample(["--config", path])
      #expect(!session.contains("█") && !session.hasColours())
      session.expect(".json", after: "e")
    }
  }
}
