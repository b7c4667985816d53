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
}
