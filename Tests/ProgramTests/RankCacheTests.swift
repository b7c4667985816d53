import Foundation
import TestSupport
import Testing

struct RankCacheTests {
  private static let transformer = ProgramRun.sample("transformer.safetensors")
  private static let reproducible = ["SOURCE_DATE_EPOCH": "1700000000"]

  private static func rank(
    _ path: String, _ more: [String], _ environment: [String: String]
  ) async throws -> ProgramRun {
    try await ProgramRun(
      arguments: ["rank", path, "--as", "json"] + more,
      environment: reproducible.merging(environment) { $1 })
  }

  @Test func `what was measured is known the next time, where the user wants it kept`() async throws
  {
    try await withTemporaryDirectory { directory in
      let places: [(environment: [String: String], path: String)] = [
        (["XDG_CACHE_HOME": directory.path(of: "xdg")], "xdg/quantview"),
        (["HOME": directory.path(of: "home")], "home/.cache/quantview"),
        (["QUANTVIEW_CACHE": directory.path(of: "own"), "HOME": "/nowhere"], "own"),
        (["HOME": directory.path(of: "h"), "XDG_CACHE_HOME": "relative"], "h/.cache/quantview"),
      ]
      for (environment, path) in places {
        let first = try await Self.rank(Self.transformer, [], environment)
        let second = try await Self.rank(Self.transformer, [], environment)
        #expect(first.end == .status(0) && first.errors == "")
        #expect(second.errorLines.count == 1 && second.errors.contains(" tensors are known"))
        #expect(first.output == second.output)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path(of: path))
        #expect(files.count == 1)
      }
      for environment in [
        ["QUANTVIEW_CACHE": "none", "HOME": directory.path(of: "none")], [:],
        ["XDG_CACHE_HOME": "/proc/nothing"],
      ] {
        for _ in 0..<2 {
          let run = try await Self.rank(Self.transformer, [], environment)
          #expect(run.end == .status(0) && run.errors == "")
        }
      }
      #expect(!FileManager.default.fileExists(atPath: directory.path(of: "none")))
    }
  }

  @Test func `two copies at once come to the same, and leave a sound cache`() async throws {
    try await withTemporaryDirectory { directory in
      let cache = ["QUANTVIEW_CACHE": directory.path]
      let plain = try await Self.rank(Self.transformer, [], [:])
      try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<3 { group.addTask { try await Self.rank(Self.transformer, [], cache).output } }
        for try await output in group { #expect(output == plain.output) }
      }
      let after = try await Self.rank(Self.transformer, [], cache)
      #expect(after.output == plain.output && after.errors.contains("42 of 42 tensors"))
    }
  }

  @Test func `a killed run goes on where it was`() async throws {
    try await withTemporaryDirectory { directory in
      let model = try directory.write(Self.model(tensors: 48), to: "model.safetensors")
      let cache = directory.path(of: "cache")
      let more = ["--formats", "hqq4-g64,vq2-d2", "--threads", "1"]
      let killed = try await ProgramRun(
        arguments: ["rank", model] + more, environment: ["QUANTVIEW_CACHE": cache]
      ) { process in
        // As soon as something is kept, and long before the end.
        let deadline = ContinuousClock.now + .seconds(60)
        while Self.byteCount(inDirectory: cache) < 4 * 300, .now < deadline { usleep(1000) }
        kill(process.processIdentifier, SIGKILL)
      }
      #expect(killed.end == .signal(SIGKILL))
      let resumed = try await Self.rank(model, more, ["QUANTVIEW_CACHE": cache])
      let fresh = try await Self.rank(model, more, [:])
      #expect(resumed.end == .status(0) && resumed.output == fresh.output)
      let known = try #require(resumed.errors.firstMatch(of: /(\d+) of 48 tensors are known/))
      let count = try #require(Int(known.output.1))
      #expect((1..<48).contains(count), "\(count)")
      let again = try await Self.rank(model, more, ["QUANTVIEW_CACHE": cache])
      #expect(again.errors.contains("48 of 48 tensors are known") && again.output == fresh.output)
    }
  }

  private static func byteCount(inDirectory path: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.reduce(0) { sum, name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }

  /// A checkpoint of as many tensors of 64x512, all different.
  private static func model(tensors count: Int) -> [UInt8] {
    let size = 64 * 512 * 4
    let entries = (0..<count).map { index in
      "\"t\(index).weight\":{\"dtype\":\"F32\",\"shape\":[64,512],\"data_offsets\":[\(index * size),\((index + 1) * size)]}"
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
    var numbers = SplitMix64(seed: 7)
    for _ in 0..<count * size / 4 {
      let bits = (Float(Int64(bitPattern: numbers.next()) >> 32) * 0x1p-33).bitPattern
      for shift in stride(from: 0, to: UInt32(32), by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }
}
