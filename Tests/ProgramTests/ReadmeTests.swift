import Foundation
import TerminalTestSupport
import Testing

@Suite(.onTerminalThreads) struct `The README` {
  @Test func `shows the screen as it is`() throws {
    let text = try String(
      contentsOf: URL(filePath: ProgramRun.root + "README.md"), encoding: .utf8)
    let block = try #require(text.firstMatch(of: /```text\n( qv [^`]*)```/))
    let shown = block.output.1.split(separator: "\n", omittingEmptySubsequences: false)
    let session = try exploreSample()
    // The first line names the file by the path that was given.
    let expected = shown.dropFirst().dropLast().map { String($0) }
    session.expect("the README's screen", until: { Array($0.lines.dropFirst()) == expected })
  }

  @Test func `shows a ranking as it is`() async throws {
    let text = try String(
      contentsOf: URL(filePath: ProgramRun.root + "README.md"), encoding: .utf8)
    let block = try #require(text.firstMatch(of: /```text\n\$ quantview (rank [^\n]*)\n([^`]*)```/))
    let arguments = block.output.1.split(separator: " ").map { word in
      word.hasPrefix("SampleTensors/") ? ProgramRun.root + word : String(word)
    }
    let run = try await ProgramRun(
      arguments: arguments, environment: ["SOURCE_DATE_EPOCH": "0"])
    #expect(run.end == .status(0), "\(run.errors)")
    #expect(run.output.replacing(ProgramRun.root, with: "") == String(block.output.2))
  }
}
