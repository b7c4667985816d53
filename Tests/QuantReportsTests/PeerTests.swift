import KernelEngine
import Measurement
import QuantReports
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct PeerTests {
  @Test func `peers stand beside our points in order, with ratios and words`() throws {
    let report = try FakePeer.report(FakePeer.all)
    let found = report.comparisons
    let names = ["Tortoise", "Hare", "Moth", "Ghost"]
    #expect(found.map(\.peer) == Array(repeating: names, count: 4).flatMap { $0 })
    let places = found.map { "\($0.ours.recipe) \($0.ours.batch)" }
    let expected = ["f32@f32 1", "f32@f32 2", "bf16@bf16 1", "bf16@bf16 2"]
    #expect(places == expected.flatMap { Array(repeating: $0, count: 4) })
    for comparison in found {
      #expect(comparison.theirs.recipe == comparison.ours.recipe)
      #expect(comparison.theirs.batch == comparison.ours.batch)
      switch comparison.peer {
      case "Tortoise": #expect(comparison.standing == .ahead)
      case "Hare": #expect(comparison.standing == .behind)
      case "Moth": #expect(comparison.standing == .undecided)
      default: #expect(comparison.standing == nil && comparison.ratio == nil)
      }
      if let ratio = comparison.ratio {
        let theirs = comparison.peer == "Tortoise" ? 1e9 : 1e-9
        #expect(ratio == theirs / comparison.ours.samples.minimum, "\(comparison.peer)")
      }
    }
  }

  @Test func `the text says who is ahead, who failed and who is not installed`() throws {
    let report = try FakePeer.report(FakePeer.all)
    let text = LinearTable.text(report)
    for part in [
      "Hare, f32@f32 at batch 1 failed", "Unicorn: ", "Tortoise 1.2: ",
    ] { #expect(!text.contains(part), "\(part)") }
    for part in [
      "Ghost, bf16@bf16 at batch 2 failed: it vanished", "FAILED", "ahead", "undecided", "behind",
      "not installed: Unicorn (a shop): none was ever seen", "Hermit 1.2: no peer of these recipes",
      "f32@f32: as Tortoise likes; not all in large pages; not all from memory; 0.5000 ms of it is the call",
    ] { #expect(text.contains(part), "\(part)") }
    let last = try #require(text.split(separator: "\n").last)
    #expect(last.hasPrefix("behind in 4 of 16, undecided in 4: f32@f32 at batch 1 (Hare, "))
    #expect(!last.contains("Moth") && !last.contains("Tortoise") && !last.contains("Ghost"))

    let best = try FakePeer.report([FakePeer.all[0], FakePeer.all[2]])
    let words = LinearTable.text(best)
    #expect(
      words.hasSuffix("behind nowhere for certain: ahead in 4, level in 0, undecided in 4 of 8\n"))
    let none = LinearTable.text(try FakePeer.report([FakePeer.all[5]]))
    #expect(none.hasSuffix("no peer was measured\n"))
    #expect(!LinearTable.text(try FakePeer.report([])).contains("peer"))
  }

  @Test func `JSON has every sample of every peer`() throws {
    let report = try FakePeer.report(FakePeer.all)
    let document = try JSONValue.parse(LinearTable.json(report))
    let peers = document["peers"].elements
    #expect(
      peers.map { $0["name"] }
        == ["Tortoise", "Hare", "Moth", "Ghost", "Hermit", "Unicorn"].map { .string($0) })
    #expect(peers[0]["version"] == .string("1.2") && peers[0]["missing"] == .null)
    #expect(peers[5]["missing"] == .string("none was ever seen (a shop)"))
    #expect(peers[0]["points"].elements.count == 4 && peers[4]["points"].elements == [])
    let point = peers[0]["points"][0]
    #expect(point["ms"] == .array([.number(1e9), .number(2e9)]))
    #expect(point["standing"] == .string("ahead") && point["cold"] == .bool(false))
    #expect(peers[0]["points"][1]["cold"] == .bool(true))
    #expect(peers[3]["points"][0]["failed"] == .string("it vanished"))
    #expect(peers[3]["points"][0]["ratio"] == .null)
    #expect(try !JSONValue.parse(LinearTable.json(FakePeer.report([]))).names.contains("peers"))
  }

  @Test func `a run that is stopped stops at a peer too`() throws {
    var counts: [Int] = []
    let report = try FakePeer.report(FakePeer.all) { found in
      counts.append(found.peers.map(\.points.count).reduce(0, +))
      return counts.last != 3
    }
    #expect(report.points.count == 2 && counts.last == 3)
    #expect(report.peers.map(\.points.count) == [2, 1, 0, 0, 0, 0])
  }

  /// Whichever are installed are measured and right; the others are named.
  @Test func `each of the four peers is measured or said not to be installed`() throws {
    let python = ProcessInfo.processInfo.environment["QUANTVIEW_PYTHON"] ?? "python3"
    let recipes = [
      "f32@f32", "bf16@bf16", "int8-row@int8-row", "int4-g32@int8-g32", "int4-g32@bf16",
      "mxfp4@bf16",
    ]
    let report = try FakePeer.report(
      Peers.all(python: python), recipes: recipes, batches: [1, 5], outputs: 70, inputs: 256)
    #expect(report.peers.map(\.name) == ["OpenBLAS", "oneDNN", "onnxruntime", "openvino"])
    let text = LinearTable.text(report)
    for peer in report.peers {
      switch peer.presence {
      case .absent(let reason):
        #expect(peer.points.isEmpty && !reason.isEmpty)
        #expect(text.contains("not installed: \(peer.name) (\(peer.remedy)): \(reason)"))
      case .installed(let version):
        #expect(!peer.points.isEmpty && text.contains("\n\(peer.name) \(version)\n"))
        for point in peer.points {
          guard case .measured(let measured) = point.outcome else {
            Issue.record("\(peer.name), \(point.recipe) at \(point.batch): \(point.outcome)")
            continue
          }
          #expect(measured.error <= point.setting.bound && measured.samples.minimum > 0)
          #expect(measured.samples.milliseconds.count >= 3 && !measured.isCold)
        }
      }
    }
  }

  @Test func `a process that lies or dies is a peer that failed`() throws {
    let answer = """
      {"batch":1,"ms":[1],"cores":1,"cold":false,"large_pages":false,"call_ms":0,"y":[\(
        Array(repeating: "0", count: 24).joined(separator: ","))]}
      """
    for (commands, words) in [
      ("echo '\(answer)'", "its product is wrong: an error of 1.0, expected at most 1e-05"),
      ("echo '\(answer.replacing("\"y\"", with: "\"z\""))'", "its answer lacks something"),
      ("echo '{\"batch\":1,\"failed\":\"no room\"}'", "no room"), ("kill -9 $$", "signal 9"),
      ("exit 7", "ended with status 7"), ("echo nonsense", "no answer"),
    ] {
      try withTemporaryDirectory { folder in
        let path = try folder.write(
          """
          #!/bin/sh
          case "$2" in *find*) echo '{"version":"9"}'; exit 0 ;; esac
          \(commands)

          """, to: "python")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let peer = try #require(Peers.all(python: path).first { $0.name == "onnxruntime" })
        let report = try FakePeer.report([peer], recipes: ["f32@f32"], batches: [1])
        #expect(report.peers[0].presence == .installed(version: "9"))
        guard case .failed(let reason) = report.peers[0].points.first?.outcome else {
          Issue.record("\(commands) did not fail")
          return
        }
        #expect(reason.contains(words), "\(commands): \(reason)")
      }
    }
  }

  @Test func `an interpreter that is not there is named`() throws {
    let peer = try #require(Peers.all(python: "/nowhere/python").last)
    guard case .absent(let reason) = peer.presence() else {
      Issue.record("found")
      return
    }
    #expect(reason.hasPrefix("/nowhere/python: "))
  }
}
