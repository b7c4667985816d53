import Foundation
import TerminalTestSupport
import TestSupport
import Testing

/// Checkpoints of many tensors, of which only the headers are there.
@Suite(.serialized) struct LargeCheckpointTests {
  private func write(
    _ count: Int, to directory: TemporaryDirectory, shards: Int = 40
  ) throws {
    var entries: [String] = []
    for shard in 0..<shards {
      let name = "model-\(number(shard + 1))-of-\(number(shards)).safetensors"
      var header = #"{"__metadata__":{"format":"pt"}"#
      let size = 1 << 24
      for index in 0..<(count / shards) {
        let tensor = shard * (count / shards) + index
        let path = "model.layers.\(tensor / 60).mlp.experts.\(tensor / 3 % 20)"
        let full = "\(path).\(["gate", "up", "down"][tensor % 3])_proj.weight"
        header +=
          #","\#(full)":{"dtype":"BF16","shape":[2048,4096],"data_offsets":[\#(index * size),\#((index + 1) * size)]}"#
        entries.append("\"\(full)\":\"\(name)\"")
      }
      header += "}"
      let length = unsafe withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) {
        unsafe Array($0)
      }
      let file = try directory.write(length + Array(header.utf8), to: name)
      let bytes = off_t(8 + header.utf8.count + count / shards * size)
      try #require(unsafe truncate(file, bytes) == 0)
    }
    try directory.write(
      #"{"weight_map":{\#(entries.joined(separator: ","))}}"#, to: "model.safetensors.index.json")
    try directory.write(#"{"architectures":["MixtralForCausalLM"]}"#, to: "config.json")
  }

  private func number(_ value: Int) -> String {
    String(repeating: "0", count: 5 - String(value).count) + String(value)
  }

  /// How long it takes to list the tensors, and to show them and leave.
  private func seconds(_ count: Int) async throws -> (list: Duration, first: Duration) {
    try await withTemporaryDirectory { directory in
      try write(count, to: directory)
      let script = try directory.write(":quit\n", to: "script")
      var best = (list: Duration.seconds(1000), first: Duration.seconds(1000))
      for _ in 0..<3 {
        var start = ContinuousClock.now
        let run = try await ProgramRun("list", directory.path)
        best.list = min(best.list, .now - start)
        #expect(run.end == .status(0) && run.errors == "")
        #expect(run.output.split(separator: "\n").count == count + 2)
        start = .now
        let shown = try await ProgramRun(
          directory.path, environment: ["QUANTVIEW_SCRIPT": script])
        best.first = min(best.first, .now - start)
        #expect(shown.end == .status(0))
      }
      return best
    }
  }

  @Test func `four times as many tensors take no more than a few times as long`() async throws {
    let few = try await seconds(5000)
    let many = try await seconds(20_000)
    // What is quadratic takes sixteen times as long.
    #expect(many.list < few.list * 9 + .milliseconds(500))
    #expect(many.first < few.first * 9 + .milliseconds(500))
    #expect(many.first < .seconds(20))
  }

  @Test func `the first shards are on show and keys work before the last is open`() throws {
    try withTemporaryDirectory { directory in
      try write(20_000, to: directory, shards: 100)
      let start = ContinuousClock.now
      let session = try explore(directory.path)
      session.expect("the tree") { $0.contains("layers") && $0.footer.contains("? help") }
      let first = ContinuousClock.now - start
      #expect(first < .milliseconds(600) * Allowance.slowness, "\(first)")
      session.expect("the selection further down", after: "jj") { $0.reversed(row: 5) != "" }
      session.expect("20 000 tensors")
      session.expect("3 of 20 000 match", after: "/layers.332.mlp.experts.19.\r")
      try session.expectEnd(.code(0), after: "q")
    }
  }

  @Test func `a directory whose shards are none ends with the error, whoever looks already`() throws
  {
    try withTemporaryDirectory { directory in
      try directory.write("none", to: "model-00001-of-00002.safetensors")
      try directory.write("none", to: "model-00002-of-00002.safetensors")
      let session = try explore(directory.path)
      try session.expectEnd(.code(3))
      #expect(session.picture.contains("2 of 2 can't be"))
    }
  }

  @Test func `more shards are open than a shell allows files`() async throws {
    try await withTemporaryDirectory { directory in
      try write(3000, to: directory, shards: 300)
      let run = try await ProgramRun(
        shell: #"ulimit -Sn 128; "$Q" list "$D" | tail -n 1"#, environment: ["D": directory.path])
      #expect(run.end == .status(0) && run.errors == "", "\(run.errors.prefix(200))")
      #expect(run.output.contains("model.layers"))
    }
  }
}
