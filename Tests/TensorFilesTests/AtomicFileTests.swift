import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct AtomicFileTests {
  private func text(of path: String) throws -> String {
    String(decoding: try bytes(ofFile: path), as: UTF8.self)
  }

  private func names(in directory: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  @Test func `a new file has the whole content and nothing lies beside it`() throws {
    try withTemporaryDirectory { directory in
      let text = String(repeating: "quant\n", count: 700_000)
      try AtomicFile.write(text, to: directory.path(of: "new.txt"))
      #expect(try self.text(of: directory.path(of: "new.txt")) == text)
      #expect(try names(in: directory) == ["new.txt"])
    }
  }

  @Test func `a file that is there is replaced and keeps its permissions`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write("a much longer text than the new one", to: "old.txt")
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      try AtomicFile.write("new", to: path)
      #expect(try text(of: path) == "new")
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
    }
  }

  @Test func `a symbolic link stays one, and its target gets the content`() throws {
    try withTemporaryDirectory { directory in
      let inner = directory.path(of: "inner")
      try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
      try directory.write("old", to: "inner/target.txt")
      for (link, target) in [
        ("one", "inner/target.txt"), ("two", "one"), ("three", directory.path(of: "two")),
        ("dangling", "inner/fresh.txt"),
      ] {
        try FileManager.default.createSymbolicLink(
          atPath: directory.path(of: link), withDestinationPath: target)
      }
      try AtomicFile.write("new", to: directory.path(of: "three"))
      try AtomicFile.write("fresh", to: directory.path(of: "dangling"))
      #expect(try text(of: inner + "/target.txt") == "new")
      #expect(try text(of: inner + "/fresh.txt") == "fresh")
      #expect(try names(in: directory) == ["dangling", "inner", "one", "three", "two"])
    }
  }

  @Test func `links that go round in a circle are an error`() throws {
    try withTemporaryDirectory { directory in
      try FileManager.default.createSymbolicLink(
        atPath: directory.path(of: "self"), withDestinationPath: "self")
      let error = #expect(throws: FileWriteError.self) {
        try AtomicFile.write("x", to: directory.path(of: "self"))
      }
      #expect(error?.detail == "too many symbolic links")
    }
  }

  @Test(arguments: [
    ("", "the name is empty"), ("missing/out.txt", "no such directory"),
    ("file.txt/out.txt", "no such directory"), (".", "this is a directory"),
  ])
  func `a place that can't be written to is one line`(name: String, detail: String) throws {
    try withTemporaryDirectory { directory in
      try directory.write("kept", to: "file.txt")
      let path = name.isEmpty ? "" : directory.path(of: name)
      for attempt in [{ try AtomicFile.write("x", to: path) }, { try AtomicFile.check(path) }] {
        let error = #expect(throws: FileWriteError.self) { try attempt() }
        #expect(error?.detail.hasPrefix(detail) == true)
        #expect(error?.description.contains("\n") == false)
      }
      #expect(try names(in: directory) == ["file.txt"])
      #expect(try text(of: directory.path(of: "file.txt")) == "kept")
    }
  }

  @Test func `a writer that is stopped leaves what was there`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write("old", to: "out.txt")
      let text = String(repeating: "x", count: 3 << 20)
      for piece in 0..<4 {
        var asked = 0
        let error = #expect(throws: FileWriteError.self) {
          try AtomicFile.write(text, to: path) {
            asked += 1
            return asked > piece
          }
        }
        #expect(error?.kind == .cancelled)
        #expect(try self.text(of: path) == "old")
        #expect(try names(in: directory) == ["out.txt"])
      }
    }
  }

  #if os(Linux)
  @Test func `a full disk is an error`() {
    let error = #expect(throws: FileWriteError.self) {
      try AtomicFile.write("x", to: "/dev/full")
    }
    #expect(error?.description == "/dev/full: no space left on the device")
  }
  #endif

  @Test func `a device is written to and not replaced`() throws {
    try AtomicFile.write("x", to: "/dev/null")
    let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func `what is read is not overwritten, by whatever name`() throws {
    try withTemporaryDirectory { directory in
      let input = try directory.write("weights", to: "weights.bin")
      try FileManager.default.createSymbolicLink(
        atPath: directory.path(of: "link"), withDestinationPath: "weights.bin")
      try FileManager.default.linkItem(atPath: input, toPath: directory.path(of: "hard"))
      for name in ["weights.bin", "./weights.bin", "link", "hard"] {
        let error = #expect(throws: FileWriteError.self) {
          try AtomicFile.check(directory.path(of: name), against: [input])
        }
        #expect(error?.detail.contains("this is what is read") == true)
      }
      try AtomicFile.check(directory.path(of: "report.txt"), against: [input])
    }
  }
}
