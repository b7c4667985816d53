import Foundation
import TerminalTestSupport
import TestSupport
import Testing

/// Files that become others while they are looked at.
@Suite(.onTerminalThreads) struct ChangeTests {
  private func copy(to directory: TemporaryDirectory) throws -> String {
    try directory.write(
      try bytes(ofFile: ProgramRun.sample("ties.npy")), to: "ties.npy")
  }

  @Test func `a file that is written to is noticed and opened again`() throws {
    try withTemporaryDirectory { directory in
      let path = try copy(to: directory)
      let session = try explore(path)
      session.expect("the complete overview") { $0.isComplete }
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      try file.seekToEnd()
      try file.seek(toOffset: file.offsetInFile - 4)
      try file.write(contentsOf: Data([0, 0, 0, 0x42]))
      try file.close()
      session.expect("(changed on disk)")
      session.expect("it was written to", after: "1")
      session.expect("opened again: 1 tensor", after: "\u{12}")
      session.expect("the complete overview", after: "2") { $0.isComplete }
      #expect(!session.contains("changed on disk"))
      try session.expectEnd(.code(0), after: "Q")
    }
  }

  @Test func `a file cut short and written again is opened again when it is whole`() throws {
    try withTemporaryDirectory { directory in
      let path = try copy(to: directory)
      let whole = try bytes(ofFile: path)
      let session = try explore(path)
      session.expect("the complete overview") { $0.isComplete }
      try #require(unsafe truncate(path, 40) == 0)
      session.expect("(changed on disk)")
      session.expect("ties.npy: ", after: "\u{12}") { $0.contains("!") && !$0.contains("^R") }
      try directory.write(whole, to: "ties.npy")
      session.expect("opened again: 1 tensor", after: "\u{12}")
      session.expect("the complete overview") { $0.isComplete }
      try session.expectEnd(.code(0), after: "Q")
    }
  }

  @Test func `another file in its place is noticed`() throws {
    try withTemporaryDirectory { directory in
      let path = try copy(to: directory)
      let session = try explore(path)
      session.expect("the complete overview") { $0.isComplete }
      let other = try directory.write(try bytes(ofFile: path), to: "other.npy")
      try #require(unsafe rename(other, path) == 0)
      session.expect("another file has its place")
      try session.expectEnd(.code(0), after: "Q")
    }
  }
}
