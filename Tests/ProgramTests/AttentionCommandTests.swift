import Foundation
import TestSupport
import Testing

struct AttentionCommandTests {
  /// A safetensors file of F32 values that follow from their place.
  private static func file(_ tensors: [(name: String, shape: [Int])]) -> [UInt8] {
    var header: [String] = []
    var content: [UInt8] = []
    for (name, shape) in tensors {
      let start = content.count
      for place in 0..<shape.reduce(1, *) {
        let value = Float((place * 37 + name.utf8.count) % 101) / 50 - 1
        content += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
      header.append(
        #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(start),\#(content.count)]}"#
      )
    }
    let text = Array("{\(header.joined(separator: ","))}".utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + content
  }

  @Test func `bench --attention measures seeded samples beside published errors`() async throws {
    let run = try await ProgramRun(
      arguments: ["bench", "--attention", "--shape", "1x128x64", "--seed", "7", "--threads", "2"],
      environment: [:])
    #expect(run.end == .status(0))
    for text in [
      "limits measured in this run", "seed 7", "fp8-block-hadamard", "int8-sage",
      "1 heads, 128 queries, 128 keys, 64 values each", "arXiv:2407.08608", "factor",
    ] {
      #expect(run.output.contains(text), "\(text)")
    }
    #expect(!run.output.contains("DIFFERS"))
  }

  @Test(arguments: [
    [("q", [40, 16]), ("k", [70, 16]), ("v", [70, 16])],
    [("a.q", [4, 40, 16]), ("a.k", [2, 70, 16]), ("a.v", [2, 70, 16]), ("b.q", [1, 3])],
    [("x/Q", [1, 2, 40, 24]), ("x/K", [1, 2, 70, 24]), ("x/V", [1, 2, 70, 24])],
  ])
  func `bench --attention --qkv measures tensors of a file`(
    tensors: [(name: String, shape: [Int])]
  ) async throws {
    let run = try await withTemporaryDirectory { directory in
      let path = try directory.write(Self.file(tensors), to: "qkv.safetensors")
      return try await ProgramRun(
        arguments: ["bench", "--attention", "--qkv", path, "--causal", "--as", "json"],
        environment: [:])
    }
    #expect(run.end == .status(0), "\(run.errors)")
    let document = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    #expect(document.schema == "quantview.attention/1")
    let set = try #require(document.sets.first)
    #expect(document.sets.count == 1 && set.queries == 40 && set.keys == 70 && set.causal)
    #expect(set.head_dim == tensors[0].shape.last)
    #expect(set.points.allSatisfy { $0.checked && $0.rmse < 0.1 } && set.points.count == 11)
  }

  @Test(arguments: [
    ([("q", [4, 16]), ("k", [4, 16])], 2, "no three tensors"),
    ([("q", [4, 16]), ("k", [4, 16]), ("v", [5, 16])], 3, "expected the same"),
    ([("q", [4, 8]), ("k", [4, 16]), ("v", [4, 16])], 3, "last dimension"),
    ([("q", [3, 4, 16]), ("k", [2, 4, 16]), ("v", [2, 4, 16])], 3, "do not divide 3"),
    ([("q", [16]), ("k", [16]), ("v", [16])], 3, "expected [tokens, dimension]"),
    ([("q", [0, 16]), ("k", [0, 16]), ("v", [0, 16])], 3, "at least one"),
  ])
  func `files that hold no attention end with one line`(
    tensors: [(name: String, shape: [Int])], status: Int32, part: String
  ) async throws {
    let run = try await withTemporaryDirectory { directory in
      let path = try directory.write(Self.file(tensors), to: "qkv.safetensors")
      return try await ProgramRun(
        arguments: ["bench", "--attention", "--qkv", path], environment: [:])
    }
    #expect(run.end == .status(status) && run.output.isEmpty)
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (["--qkv", "x"], "belongs to --attention"), (["--attention", "--kernels"], "does not go with"),
    (["--attention", "--shape", "4x4"], "heads x tokens x dimension"),
    (["--attention", "--shape", "1x4x4096"], "at most 1024"),
    (["--attention", "--recipes", "fp4"], "attention is one of"),
    (["--attention", "--qkv", "x", "--seed", "1"], "does not go with --qkv"),
  ])
  func `what attention can't measure ends with status 2 and one line`(
    arguments: [String], part: String
  ) async throws {
    let run = try await ProgramRun(arguments: ["bench"] + arguments, environment: [:])
    #expect(run.end == .status(2) && run.output.isEmpty)
    #expect(run.errors.contains(part), "\(run.errors)")
  }
}

/// A `quantview.attention/1` document.
private struct Document: Decodable {
  let schema: String
  let sets: [Set]

  struct Set: Decodable {
    let queries: Int
    let keys: Int
    let head_dim: Int
    let causal: Bool
    let points: [Point]
  }

  struct Point: Decodable {
    let checked: Bool
    let rmse: Double
  }
}
