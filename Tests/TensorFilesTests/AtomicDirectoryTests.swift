import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct AtomicDirectoryTests {
  private func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private struct Stopped: Error {}

  @Test func `a directory appears whole, and over an empty one`() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory.path(of: "out")
      try await AtomicDirectory.make(path + "/") { draft in
        #expect(!FolderContent.isFolder(path))
        try AtomicFile.write("x", to: draft + "/a.txt")
      }
      #expect(try names(in: path) == ["a.txt"])
      let empty = directory.path(of: "empty")
      try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
      try await AtomicDirectory.make(empty) { try AtomicFile.write("y", to: $0 + "/b.txt") }
      #expect(try names(in: empty) == ["b.txt"])
      #expect(try names(in: directory.path) == ["empty", "out"])
    }
  }

  @Test func `nothing is left of one that fails or is cancelled`() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory.path(of: "out")
      await #expect(throws: Stopped.self) {
        try await AtomicDirectory.make(path) { draft in
          try FileManager.default.createDirectory(
            atPath: draft + "/inner", withIntermediateDirectories: false)
          try AtomicFile.write("x", to: draft + "/inner/a.txt")
          throw Stopped()
        }
      }
      await #expect(throws: FileWriteError.self) {
        try await AtomicDirectory.make(path, isCancelled: { true }) { draft in
          try AtomicFile.write("x", to: draft + "/a.txt")
        }
      }
      let left = try names(in: directory.path)
      #expect(left.isEmpty)
    }
  }

  @Test func `a directory with something in it, a file and an input are refused`() throws {
    try withTemporaryDirectory { directory in
      let full = directory.path(of: "full")
      try FileManager.default.createDirectory(atPath: full, withIntermediateDirectories: false)
      let file = try directory.write("x", to: "full/a.txt")
      #expect(throws: FileWriteError.self) { try AtomicDirectory.check(full) }
      #expect(throws: FileWriteError.self) { try AtomicDirectory.check(file) }
      #expect(throws: FileWriteError.self) {
        try AtomicDirectory.check(directory.path(of: "no/such"))
      }
      try AtomicDirectory.check(directory.path(of: "new"))
    }
  }

  @Test func `files below a directory are listed by relative path, links followed`() throws {
    try withTemporaryDirectory { directory in
      for folder in ["m", "m/sub", "m/.git", "blobs"] {
        try FileManager.default.createDirectory(
          atPath: directory.path(of: folder), withIntermediateDirectories: false)
      }
      for file in ["m/z.json", "m/sub/a.txt", "m/.git/x", "m/.hidden", "blobs/1"] {
        try directory.write("x", to: file)
      }
      try FileManager.default.createSymbolicLink(
        atPath: directory.path(of: "m/linked.bin"), withDestinationPath: "../blobs/1")
      #expect(
        FolderContent.files(in: directory.path(of: "m"))
          == ["linked.bin", "sub/a.txt", "z.json"])
    }
  }

  @Test func `a file made in pieces appears whole, in whatever order they come`() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory.path(of: "x.bin")
      try await AtomicFile.make(path, byteCount: 10) { draft in
        #expect(!AtomicFile.exists(path))
        try draft.write([7, 8, 9].span, at: 7)
        try draft.write([1, 2].span, at: 0)
      }
      #expect(try bytes(ofFile: path) == [1, 2, 0, 0, 0, 0, 0, 7, 8, 9])
      await #expect(throws: Stopped.self) {
        try await AtomicFile.make(path, byteCount: 1) { _ in throw Stopped() }
      }
      #expect(try bytes(ofFile: path).count == 10)
      await #expect(throws: FileWriteError.self) {
        try await AtomicFile.make(directory.path(of: "y"), byteCount: 1 << 60) { _ in }
      }
      #expect(try names(in: directory.path) == ["x.bin"])
    }
  }
}
