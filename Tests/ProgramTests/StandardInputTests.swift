import Foundation
import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `Standard input` {
  private static let samples = ProgramRun.root + "SampleTensors/"

  /// The explorer behind a pipe, on a terminal of its own.
  private func explore(_ line: String) throws -> TerminalSession {
    try TerminalSession(
      "/bin/sh", ["-c", line],
      environment: ["Q": ProgramRun.program, "S": ProgramRun.root + "SampleTensors"])
  }

  @Test func `from a pipe is explored with keys from the terminal`() throws {
    let session = try explore("cat $S/weights.bin | $Q - --dtype BF16 --shape 512x512")
    session.expect("the complete overview") { $0.isComplete && $0.footer.contains("? help") }
    #expect(session.ratios.count == 3)
    #expect(session.line(0).contains("BF16 512x512"))
    session.expect("the heatmap", after: "4") { $0.tab == "Scale" }
    session.expect("the end of help", after: "?G") { $0.contains("80x24, 256 colours") }
    try session.expectEnd(.code(0), after: "\u{1B}Q")
  }

  @Test func `that a shell opened is mapped as it is`() throws {
    let session = try explore("$Q - < $S/ties.npy")
    session.expect("the complete overview") { $0.isComplete }
    #expect(session.line(0).contains("F32 12x128"))
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test func `is suspended, resized and interrupted like any explorer`() throws {
    let session = try explore("cat $S/weights.bin | $Q -")
    session.expect("the complete overview") { $0.isComplete }
    session.resize(columns: 120, rows: 40)
    session.expect("a wider picture") { $0.footer.contains("? help") && $0.lines.count == 40 }
    try session.expectEnd(.code(130), after: "\u{3}\u{3}")
  }

  @Test(arguments: ["ties.npy", "transformer.safetensors", "weights.bin"])
  func `is the container that its content shows`(_ name: String) async throws {
    let layout = name == "weights.bin" ? " --dtype BF16 --shape 512x512" : ""
    let piped = try await ProgramRun(shell: "cat $S/\(name) | $Q report - --as json\(layout)")
    let named = try await ProgramRun(shell: "$Q report $S/\(name) --as json")
    #expect(piped.end == .status(0), "\(piped.errors)")
    func figures(_ run: ProgramRun) -> [String] {
      run.output.split(separator: "\n").map { String($0) }.filter { $0.contains("sqnr_db") }
    }
    let expected = figures(named)
    #expect(!expected.isEmpty)
    #expect(figures(piped) == expected)
  }

  @Test(arguments: [
    "list -", "report - --as json", "quantize - --format nvfp4 -o $D/out.safetensors",
    "dump - --format nvfp4 --what scales -o $D/scales.npy", "check $S/ties.npy --against -",
    "--plain -", "list - --sha256",
  ])
  func `is taken by every command`(_ command: String) async throws {
    try await withTemporaryDirectory { directory in
      let run = try await ProgramRun(
        shell: "cat $S/ties.npy | $Q \(command)",
        environment: ["D": directory.path, "TMPDIR": directory.path])
      #expect(run.end == .status(0) || command.hasPrefix("check"), "\(run.errors)")
      #expect(!run.errors.contains("standard input"))
      // Nothing of what was kept is left.
      let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      #expect(left.allSatisfy { ["out.safetensors", "scales.npy", "out", "err"].contains($0) })
    }
  }

  @Test func `that can't be kept or read is one line`() async throws {
    let nowhere = try await ProgramRun(
      shell: "cat $S/ties.npy | $Q list -", environment: ["TMPDIR": "/nowhere"])
    #expect(nowhere.end == .status(2) && nowhere.output == "")
    #expect(
      nowhere.errors
        == "quantview: /nowhere: standard input can't be kept there: no such directory; TMPDIR names"
        + " another folder\n")
    let closed = try await ProgramRun(shell: "$Q list - <&-")
    #expect(closed.end == .status(3))
    #expect(closed.errorLines == ["quantview: standard input: it is closed; pipe a file into it"])
    let broken = try await ProgramRun(shell: "printf '\\377\\0\\0\\0\\0\\0\\0\\0{' | $Q list -")
    #expect(broken.end == .status(3) && broken.errorLines.count == 1)
    #expect(broken.errors.hasPrefix("quantview: standard input"))
  }

  @Test func `that fills the disk is one line`() async throws {
    // A limit on the size of files stands in for a full disk; sanitizers have files of their own below it.
    let full = try await ProgramRun(
      shell: "(trap '' XFSZ; ulimit -f 4096; head -c 8000000 /dev/zero | $Q list - )")
    #expect(full.end == .status(2) && full.output == "", "\(full.output)")
    #expect(full.errorLines.count == 1)
    #expect(full.errors.contains("standard input can't be kept there"))
  }

  @Test func `that is a terminal is no file`() throws {
    let session = try TerminalSession(ProgramRun.program, ["-"], columns: 120)
    #expect(session.waitForExit(upTo: .seconds(30)) == .code(2))
    #expect(session.line(0).contains("standard input is a terminal; pipe a file into it"))
  }
}
