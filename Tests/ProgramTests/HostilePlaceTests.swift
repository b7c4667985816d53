import Foundation
import TestSupport
import Testing

/// Paths at which no file is: pipes, folders, devices, links that lead to themselves.
@Suite(.timeLimit(.minutes(5)))
struct HostilePlaceTests {
  private static let places: [(name: String, complaint: String)] = [
    ("pipe", "pipe"), ("folder", "director"), ("loop", "too many symbolic links"),
    ("absent", "no such file"), ("/dev/zero", "device"), ("/dev/null", "device"),
  ]

  /// Command lines with the place where `PLACE` stands, and with a file that is as it should be.
  private static let commands: [[String]] = [
    ["list", "PLACE"], ["--plain", "PLACE"], ["report", "PLACE"], ["rank", "PLACE"],
    ["check", "PLACE", "--against", "GOOD"], ["check", "GOOD", "--against", "PLACE"],
    ["quantize", "PLACE", "--format", "mxfp4", "-o", "OUT"],
    ["quantize", "GOOD", "--recipe", "PLACE", "-o", "OUT"],
    ["dump", "PLACE", "--format", "mxfp4", "--what", "codes", "-o", "OUT"],
    ["diff", "PLACE", "PLACE"], ["bench", "--attention", "--qkv", "PLACE"],
    ["advise", "--shape", "64x64", "--batch", "1", "--part", "H200", "--parts", "PLACE"],
  ]

  private func make(in directory: TemporaryDirectory) throws {
    try #require(unsafe mkfifo(directory.path(of: "pipe"), 0o600) == 0)
    try FileManager.default.createDirectory(
      atPath: directory.path(of: "folder"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: directory.path(of: "loop"), withDestinationPath: "loop")
  }

  @Test(arguments: places.map(\.name))
  func `each command refuses it in one line, and waits for nobody`(_ name: String) async throws {
    let complaint = try #require(Self.places.first { $0.name == name }).complaint
    try await withTemporaryDirectory { directory in
      try make(in: directory)
      let place = name.hasPrefix("/") ? name : directory.path(of: name)
      let words = [
        "PLACE": place, "OUT": directory.path(of: "out.safetensors"),
        "GOOD": ProgramRun.sample("weights.bin"),
      ]
      for command in Self.commands {
        let run = try await ProgramRun(arguments: command.map { words[$0] ?? $0 })
        #expect(run.end == .status(3), "\(command): \(run.end) \(run.errors)")
        #expect(run.errorLines.count == 1 && run.output == "", "\(command): \(run.errors)")
        #expect(run.errors.contains("\(place): ") && run.errors.contains(complaint), "\(command)")
      }
    }
  }

  @Test(arguments: ["pipe", "folder", "loop", "/dev/zero"])
  func `it is no configuration and no script`(_ name: String) async throws {
    try await withTemporaryDirectory { directory in
      try make(in: directory)
      let place = name.hasPrefix("/") ? name : directory.path(of: name)
      let sample = ProgramRun.sample("weights.bin")
      for run in [
        try await ProgramRun("list", sample, "--config", place),
        try await ProgramRun(sample, environment: ["QUANTVIEW_SCRIPT": place]),
      ] {
        #expect(run.end == .status(2) && run.errorLines.count == 1, "\(run.end) \(run.errors)")
        #expect(run.errors.contains("\(place): ") && run.output == "")
      }
    }
  }

  @Test func `an index is no shard, nor is a folder that has the name of a part`() async throws {
    try await withTemporaryDirectory { directory in
      let index = directory.path(of: "a.safetensors.index.json")
      for shards in [["a"], ["b"], ["b", "a"]] {
        let map = shards.enumerated().map { #""t\#($0)":"\#($1).safetensors.index.json""# }
        let text = #"{"weight_map":{\#(map.joined(separator: ","))}}"#
        for name in ["a", "b"] { try directory.write(text, to: "\(name).safetensors.index.json") }
        for path in [index, directory.path] {
          let run = try await ProgramRun("list", path)
          #expect(run.end == .status(3), "\(run.end) \(run.errors)")
          #expect(run.errorLines.count == 1 && run.errors.contains("this is an index of shards"))
        }
      }
    }
  }
}
