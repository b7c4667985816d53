import Foundation
import TestSupport
import Testing

@testable import TensorFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct MappedFileTests {
  @Test func `a file cut short while open reads as zeros and says so`() throws {
    try withTemporaryDirectory { directory in
      let count = 1 << 20
      let path = try directory.write([UInt8](repeating: 0x3F, count: count), to: "w.bin")
      let request = RawLayout(dtype: .f8e4m3, shape: [1024, 1024])
      let source = try TensorFile.open(path, as: request)
      try source.verify()
      try #require(unsafe truncate(path, off_t(count / 2 + 5)) == 0)
      let values = source.values(of: source.tensors[0])
      #expect(values.prefix(count / 2 + 5).allSatisfy { $0 == 1.875 })
      #expect(values.suffix(count / 2 - 5).allSatisfy { $0 == 0 })
      let error = #expect(throws: TensorFileError.self) { try source.verify() }
      #expect(error?.kind == .changed)
      #expect(error?.detail.contains("\(count) bytes") == true)
      #expect(error?.detail.contains("\(count / 2 + 5) now") == true)
    }
  }

  @Test func `a file cut short and written again is noticed`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write([UInt8](repeating: 1, count: 1 << 16), to: "w.bin")
      let source = try TensorFile.open(path)
      try #require(unsafe truncate(path, 0) == 0)
      #expect(source.content(of: source.tensors[0]).allSatisfy { $0 == 0 })
      try #require(unsafe truncate(path, 1 << 16) == 0)
      let error = #expect(throws: TensorFileError.self) { try source.verify() }
      #expect(error?.detail.contains("written again") == true)
    }
  }

  @Test func `a cut file does not disturb another one`() throws {
    try withTemporaryDirectory { directory in
      let content = [UInt8](repeating: 1, count: 1 << 16)
      let paths = try (0..<8).map { try directory.write(content, to: "\($0).bin") }
      let sources = try paths.map { try TensorFile.open($0) }
      for path in paths.prefix(4) { try #require(unsafe truncate(path, 0) == 0) }
      for source in sources.prefix(4) {
        #expect(!source.content(of: source.tensors[0]).contains(1))
        #expect(throws: TensorFileError.self) { try source.verify() }
      }
      for source in sources.suffix(4) {
        #expect(source.content(of: source.tensors[0]) == content)
        try source.verify()
      }
    }
  }

  @Test func `a file that grew is noticed`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write([UInt8](repeating: 1, count: 64), to: "w.bin")
      let source = try TensorFile.open(path)
      try #require(unsafe truncate(path, 100) == 0)
      #expect(throws: TensorFileError.self) { try source.verify() }
    }
  }

  @Test func `a sparse file of 8 GB opens and its last row can be read`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write([], to: "w.bin")
      try #require(unsafe truncate(path, 8 << 30) == 0)
      let source = try TensorFile.open(path)
      let tensor = source.tensors[0]
      #expect(tensor.shape == [1 << 20, 4096])
      let last = TensorRegion(rows: (tensor.rows - 1)..<tensor.rows, columns: 0..<4096)
      #expect(source.values(of: tensor, in: last).allSatisfy { $0 == 0 })
    }
  }

  @Test func `what is no regular file is refused by its kind`() throws {
    try withTemporaryDirectory { directory in
      let pipe = directory.path(of: "pipe")
      try #require(unsafe mkfifo(pipe, 0o600) == 0)
      for (path, expected) in [
        (pipe, "pipe"), ("/dev/null", "device"),
        (directory.path(of: "none"), "no such file"),
      ] {
        let error = #expect(throws: TensorFileError.self) { try TensorFile.open(path) }
        #expect(error?.kind == .unreadable && error?.detail.contains(expected) == true)
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a text may come through a pipe, but somebody has to write it`() throws {
    try withTemporaryDirectory { directory in
      let nobodys = directory.path(of: "pipe")
      try #require(unsafe mkfifo(nobodys, 0o600) == 0)
      let error = #expect(throws: TensorFileError.self) { try TextFile(nobodys) }
      #expect(error?.detail == "this is a pipe, and nobody writes to it")
      // As a shell hands over what a command prints.
      var ends: [Int32] = [-1, -1]
      try #require(unsafe pipe(&ends) == 0)
      defer { close(ends[0]) }
      let content = Array("threads = 1\nmouse = on".utf8)
      #expect(unsafe write(ends[1], content, content.count) == content.count)
      close(ends[1])
      #expect(try TextFile("/dev/fd/\(ends[0])").lines == ["threads = 1", "mouse = on"])
    }
  }

  @Test func `many files are guarded at once and their slots come back`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write([1, 2, 3], to: "w")
      for _ in 0..<20 {
        let files = try (0..<100).map { _ in try MappedFile(path) }
        for file in files { #expect(file.withBytes(in: 1..<3) { $0[1] } == 3) }
      }
    }
  }

  @Test func `a copy ends with the file`() throws {
    try withTemporaryDirectory { directory in
      let file = try MappedFile(directory.write([1, 2, 3], to: "w"))
      #expect(try file.copy(9, at: 1) == [2, 3])
      #expect(try file.copy(9, at: 3) == [])
      #expect(try file.copy(2, at: 0) == [1, 2])
    }
  }
}

struct FileChangeTests {
  private func opened(
    _ body: (TemporaryDirectory, String, any TensorSource) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write([UInt8](repeating: 1, count: 64), to: "w.bin")
      let source = try TensorFile.open(path)
      try source.verify()
      try body(directory, path, source)
    }
  }

  @Test func `a file written to in place is noticed`() throws {
    try opened { _, path, source in
      // The file system's clock ticks some hundred times a second.
      usleep(50_000)
      let file = unsafe open(path, O_WRONLY)
      try #require(unsafe pwrite(file, [7], 1, 3) == 1)
      close(file)
      let error = #expect(throws: TensorFileError.self) { try source.verify() }
      #expect(error?.detail.contains("it was written to") == true)
      #expect(throws: TensorFileError.self) { try source.verify(source.tensors[0]) }
    }
  }

  @Test func `a file that another one takes the place of is noticed`() throws {
    try opened { directory, path, source in
      let other = try directory.write([UInt8](repeating: 2, count: 64), to: "other.bin")
      try #require(unsafe rename(other, path) == 0)
      let error = #expect(throws: TensorFileError.self) { try source.verify() }
      #expect(error?.detail.contains("another file has its place") == true)
      #expect(source.content(of: source.tensors[0]) == [UInt8](repeating: 1, count: 64))
    }
  }

  @Test func `a file that is only gone is still whole`() throws {
    try opened { _, path, source in
      try #require(unsafe unlink(path) == 0)
      try source.verify()
    }
  }

  @Test func `of several files only the tensor's own counts`() throws {
    try opened { directory, path, _ in
      let other = try directory.write([UInt8](repeating: 2, count: 64), to: "other.bin")
      let both = try CheckpointSource.open([path, other])
      try #require(unsafe truncate(other, 8) == 0)
      try both.verify(both.tensors[0])
      #expect(throws: TensorFileError.self) { try both.verify(both.tensors[1]) }
      #expect(throws: TensorFileError.self) { try both.verify() }
    }
  }
}
