import Foundation
import TestSupport
import Testing

struct CommandTests {
  private let weights = ProgramRun.sample("weights.bin")
  private let transformer = ProgramRun.sample("transformer.safetensors")

  @Test func `the version stands on the first line`() async throws {
    let run = try await ProgramRun("--version")
    #expect(run.end == .status(0))
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "quantview 0.1.0")
    for fact in ["compiler", "runtime", "backend", "processor", "curses", "terminal", "formats"] {
      #expect(lines.dropFirst().contains { $0.hasPrefix(fact + " ") }, "\(fact)")
    }
    #expect(lines.allSatisfy { $0.count <= 120 })
    #expect(run.errors == "")
  }

  @Test(arguments: [["--help"], ["-h"], ["help", "report"], ["list", "--help"]])
  func `help is a result`(arguments: [String]) async throws {
    let run = try await ProgramRun(arguments: arguments)
    #expect(run.end == .status(0))
    #expect(run.output.contains("USAGE: quantview"))
    #expect(run.errors == "")
  }

  @Test(arguments: [
    [], ["--unknown"], ["report"], ["report", "W", "--formats", "mxfp5"],
    ["report", "W", "--formats", "mxfp4:up"], ["report", "W", "--formats", "mxfp4,"],
    ["report", "W", "--as", "xml"], ["report", "W", "--threads", "0"],
    ["report", "W", "--threads", "many"], ["report", "W", "--tensor", "nothing"],
    ["report", "W", "--dtype", "F31"], ["report", "W", "--shape", "4x"],
    ["report", "W", "--offset", "-2"], ["report", "W", "--fail-if", "mxfp4.mse"],
    ["report", "W", "--fail-if", "mxfp4:even.mse<1"], ["report", "W", "-o", "/missing/out.txt"],
    ["report", "W", "-o", "/"], ["W", "--formats", "mxfp4,mxfp4:even,mxfp4:ceil,nvfp4,int4-g128"],
    ["W", "--color", "red"], ["report", "T", "--tensor", "model.position_ids"],
    ["report", "T", "--tensor", "*position*"],
  ])
  func `a wrong command line is one line and status 2`(arguments: [String]) async throws {
    let names = ["W": weights, "T": transformer]
    let run = try await ProgramRun(arguments: arguments.map { names[$0] ?? $0 })
    #expect(run.end == .status(2))
    #expect(run.output == "")
    #expect(run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("quantview: ") && run.errors.hasSuffix("\n"))
  }

  @Test func `a file that can't be read is one line and status 3`() async throws {
    try await withTemporaryDirectory { directory in
      let cut = try directory.write([255, 0, 0, 0, 0, 0, 0, 0, 123], to: "cut.safetensors")
      for path in [cut, directory.path(of: "missing.npy"), directory.path] {
        for command in [["list"], ["report"], []] {
          let run = try await ProgramRun(arguments: command + [path])
          #expect(run.end == .status(3))
          #expect(run.output == "")
          #expect(run.errorLines.count == 1)
          #expect(run.errors.hasPrefix("quantview: \(path)"))
        }
      }
    }
  }

  @Test func `the rest is printed where one of several files can't be read`() async throws {
    for command in [["list"], ["report"], []] {
      let run = try await ProgramRun(
        arguments: command + [ProgramRun.sample("ties.npy"), "missing.npy"])
      #expect(run.end == .status(3))
      #expect(run.output.contains("ties"))
      #expect(run.errorLines == ["quantview: missing.npy: no such file"])
    }
  }

  @Test func `an overview of one tensor is its page`() async throws {
    for arguments in [[weights], ["--plain", weights], ["explore", weights]] {
      let run = try await ProgramRun(arguments: arguments)
      #expect(run.end == .status(0))
      #expect(run.errors == "")
      #expect(run.output.contains("SQNR dB, higher better"))
      #expect(!run.output.contains("\u{1B}"))
    }
  }

  @Test func `an overview of several tensors is one line each`() async throws {
    let run = try await ProgramRun(transformer, "--formats", "nvfp4,mxfp4:even")
    let lines = run.output.split(separator: "\n")
    let listed = try await ProgramRun("list", transformer).output.split(separator: "\n")
    #expect(run.end == .status(0))
    #expect(lines[1].hasSuffix("nvfp4  mxfp4:even"))
    let names = { (lines: ArraySlice<Substring>) in
      lines.dropFirst(2).map { $0.prefix { $0 != " " } }
    }
    // The scales of FP8 weights are listed, and otherwise a part of their weights.
    let stored = names(listed.prefix { !$0.hasPrefix("matrix ") })
    #expect(names(lines[...]) == stored.filter { !$0.hasSuffix(".weight_scale") })
    #expect(stored.count == names(lines[...]).count + 2)
  }

  @Test func `weights in several parts are listed with them and reported as one`() async throws {
    let file = Fixtures.path("files/ct_nvfp4.safetensors")
    let list = try await ProgramRun("list", file)
    #expect(list.output.contains("weight_packed        U8       64x64"))
    #expect(list.output.contains("up_proj.weight  compressed-tensors  nvfp4   64x128"))
    let report = try await ProgramRun("report", file, "--as", "json")
    #expect(report.errors == "")
    #expect(report.output.contains(#""dtype": "nvfp4""#))
    let part = try await ProgramRun("list", file, "--tensor", "*_packed")
    #expect(!part.output.contains("matrix"))
    let whole = try await ProgramRun("list", file, "--tensor", "*.weight")
    #expect(whole.output == list.output)
  }

  @Test func `a directory of shards is one checkpoint and says which are missing`() async throws {
    let directory = Fixtures.path("files/sharded")
    let run = try await ProgramRun("list", directory)
    #expect(run.end == .status(0) && run.output.contains("lm_head.weight"))
    try await withTemporaryDirectory { directory in
      try directory.write(
        #"{"weight_map":{"a":"a.safetensors"}}"#, to: "model.safetensors.index.json")
      let run = try await ProgramRun("list", directory.path)
      #expect(run.end == .status(3) && run.errors.contains("1 of 1 shards missing"))
    }
  }

  @Test func `tensors are selected by name and pattern`() async throws {
    let run = try await ProgramRun(
      "list", transformer, "--tensor", "*.norm.weight", "--tensor", "lm_head.weight")
    let names = run.output.split(separator: "\n").dropFirst(2).compactMap {
      $0.split(separator: " ").first.map { String($0) }
    }
    #expect(names == ["model.norm.weight", "lm_head.weight"])
  }

  @Test func `formats are listed`() async throws {
    let text = try await ProgramRun("formats")
    #expect(text.end == .status(0))
    #expect(text.output.contains("mxfp4:rceil"))
    let json = try await ProgramRun("formats", "--json")
    #expect(json.output.contains("\"quantview.formats/1\""))
  }

  @Test func `headerless files are read as the options say`() async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write([UInt8](repeating: 0x3F, count: 96), to: "x.dat")
      let beyond = try await ProgramRun(
        "list", path, "--dtype", "f32", "--shape", "4x6", "--offset", "16")
      #expect(beyond.end == .status(3))
      #expect(beyond.errors.contains("96"))
      let whole = try await ProgramRun(
        "list", path, "--dtype", "f32", "--shape", "4x5", "--offset", "16", "--json")
      #expect(whole.end == .status(0))
      #expect(whole.output.contains("\"shape\": [4, 5]"))
      #expect(whole.output.contains("\"offset\": 16"))
    }
  }
}
