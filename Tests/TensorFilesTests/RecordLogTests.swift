import Foundation
import TestSupport
import Testing

@testable import TensorFiles

struct RecordLogTests {
  private func key(_ number: Int) -> RecordKey {
    RecordKey(TensorIdentity(of: ["tensor \(number)"]), "figures")
  }

  private func content(_ number: Int) -> [UInt8] {
    (0..<(40 + number % 7)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
  }

  private func segments(_ directory: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map {
      directory.path(of: $0)
    }
  }

  @Test func `what was appended is there the next time, and only that`() throws {
    try withTemporaryDirectory { directory in
      do {
        let log = RecordLog(directory: directory.path, name: "a")
        for number in 0..<100 { log.append(key(number), content(number)) }
      }
      let log = RecordLog(directory: directory.path, name: "a")
      for number in 0..<100 { #expect(log.content(key(number)) == content(number)) }
      #expect(log.content(key(100)) == nil && !log.holds(key(100)) && log.holds(key(3)))
      #expect(RecordLog(directory: directory.path, name: "b").content(key(3)) == nil)
      let other = RecordKey(TensorIdentity(of: ["tensor 3"]), "values")
      #expect(log.content(other) == nil)
    }
  }

  @Test func `a log that was cut anywhere loses its last record alone`() throws {
    try withTemporaryDirectory { directory in
      RecordLog(directory: directory.path, name: "a").fill((0..<5).map { (key($0), content($0)) })
      let path = try #require(try segments(directory).first)
      let whole = try bytes(ofFile: path)
      for length in stride(from: 0, to: whole.count, by: 3) {
        try Data(whole[..<length]).write(to: URL(filePath: path))
        // What is appended to a torn log can be found, too.
        RecordLog(directory: directory.path, name: "a").fill([(key(9), content(9))])
        let log = RecordLog(directory: directory.path, name: "a")
        let sizes = (0..<5).map { RecordFrame.size(ofContent: content($0).count) }
        var end = 0
        for number in 0..<5 {
          end += sizes[number]
          #expect(log.content(key(number)) == (end <= length ? content(number) : nil))
        }
        #expect(log.content(key(9)) == content(9))
      }
    }
  }

  @Test func `a log full of marks without records is given up in time that grows with its size`() {
    // Each announces a record of nearly a mebibyte.
    let piece: [UInt8] = [0x51, 0x56, 0x52, 0x31, 0, 0, 0x0F, 0]
    let record = RecordFrame.bytes(key(1), content(1))
    let bytes = record + Array(repeatElement(piece, count: 400_000).joined())
    let start = ContinuousClock.now
    let found = RecordFrame.records(in: bytes.span)
    #expect(found.map(\.key) == [key(1)])
    #expect(.now - start < .milliseconds(500) * Allowance.slowness)
  }

  @Test func `a record with a flipped bit is none, and the others stay`() throws {
    try withTemporaryDirectory { directory in
      RecordLog(directory: directory.path, name: "a").fill((0..<3).map { (key($0), content($0)) })
      let path = try #require(try segments(directory).first)
      let whole = try bytes(ofFile: path)
      let size = RecordFrame.size(ofContent: content(0).count)
      for place in whole.indices {
        for bit in [0, 3, 7] {
          var broken = whole
          broken[place] ^= 1 << UInt8(bit)
          try Data(broken).write(to: URL(filePath: path))
          let log = RecordLog(directory: directory.path, name: "a")
          for number in 0..<3 {
            let found = log.content(key(number))
            #expect(found == nil || found == content(number))
            if place < size, number > 0 { #expect(found == content(number)) }
          }
        }
      }
    }
  }

  @Test func `a record that is changed after the log was opened is not taken`() throws {
    try withTemporaryDirectory { directory in
      RecordLog(directory: directory.path, name: "a").fill([(key(0), content(0))])
      let path = try #require(try segments(directory).first)
      let log = RecordLog(directory: directory.path, name: "a")
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.seek(toOffset: 40)
      try handle.write(contentsOf: [0xff, 0xff])
      #expect(log.content(key(0)) == nil)
    }
  }

  @Test func `several writers lose nothing`() async throws {
    try await withTemporaryDirectory { directory in
      await withTaskGroup(of: Void.self) { group in
        for writer in 0..<4 {
          group.addTask {
            let log = RecordLog(directory: directory.path, name: "a")
            for number in 0..<200 {
              log.append(self.key(1000 * writer + number), self.content(number))
              if number % 5 == 0 { log.flush() }
            }
          }
        }
      }
      let log = RecordLog(directory: directory.path, name: "a")
      for writer in 0..<4 {
        for number in 0..<200 {
          #expect(log.content(key(1000 * writer + number)) == content(number))
        }
      }
    }
  }

  @Test func `logs stay within their bound, and the oldest go first`() throws {
    try withTemporaryDirectory { directory in
      let limit = 64 << 10
      for model in 0..<6 {
        let log = RecordLog(directory: directory.path, name: "m\(model)", limit: limit)
        for number in 0..<300 { log.append(key(number), content(number)) }
        log.flush()
        let sizes = try segments(directory).map { try bytes(ofFile: $0).count }
        #expect(sizes.reduce(0, +) <= limit + (64 << 10), "\(sizes)")
      }
      let last = RecordLog(directory: directory.path, name: "m5", limit: limit)
      #expect(last.content(key(299)) == content(299))
      #expect(RecordLog(directory: directory.path, name: "m0").content(key(0)) == nil)
    }
  }

  @Test func `a directory that can't be had is no error`() throws {
    try withTemporaryDirectory { directory in
      let file = try directory.write("x", to: "file")
      for path in ["/proc/nothing/here", file, "/dev/null/x", ""] {
        let log = RecordLog(directory: path, name: "a")
        log.append(key(0), content(0))
        log.flush()
        #expect(log.content(key(0)) == nil)
      }
      #expect(try bytes(ofFile: file) == Array("x".utf8))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a log of nothing but broken records is passed over at once`() throws {
    try withTemporaryDirectory { directory in
      // Each claims the mebibyte that follows, so that looking into all of them would take hours.
      let mark: [UInt8] = [0x51, 0x56, 0x52, 0x31, 0, 0, 0x10, 0]
      let log = (0..<(8 << 20) / mark.count).flatMap { _ in mark }
      try directory.write(log, to: "a-0.log")
      #expect(!RecordLog(directory: directory.path, name: "a").holds(key(0)))
    }
  }

  @Test func `of more logs than there may be the newest are read`() throws {
    try withTemporaryDirectory { directory in
      for number in 0..<300 {
        let frame = RecordFrame.bytes(key(number), content(number))
        try directory.write(frame, to: "a-\(number).log")
      }
      let log = RecordLog(directory: directory.path, name: "a")
      #expect(log.content(key(299)) == content(299) && log.content(key(0)) == nil)
      let short = RecordLog(directory: directory.path, name: "a", limit: 1000)
      #expect(short.holds(key(299)) && !short.holds(key(200)))
    }
  }

  @Test func `foreign files of the directory are left alone and not read`() throws {
    try withTemporaryDirectory { directory in
      try directory.write("QVR1 and more that is no record at all", to: "a-0.log")
      try directory.write("notes", to: "notes.txt")
      try FileManager.default.createDirectory(
        atPath: directory.path(of: "a-1.log"), withIntermediateDirectories: false)
      let log = RecordLog(directory: directory.path, name: "a", limit: 1 << 20)
      log.fill([(key(0), content(0))])
      #expect(RecordLog(directory: directory.path, name: "a").content(key(0)) == content(0))
      #expect(try bytes(ofFile: directory.path(of: "notes.txt")) == Array("notes".utf8))
    }
  }
}

extension RecordLog {
  /// Appends records and writes them.
  fileprivate func fill(_ records: [(RecordKey, [UInt8])]) {
    for (key, content) in records { append(key, content) }
    flush()
  }
}

struct TensorIdentityTests {
  @Test func `an identity changes with the file's content, its times, and what is read of it`()
    throws
  {
    try withTemporaryDirectory { directory in
      let path = try directory.write([UInt8](repeating: 1, count: 256), to: "w.bin")
      func identity(_ layout: RawLayout = RawLayout()) throws -> TensorIdentity? {
        let source = try TensorFile.open(path, as: layout)
        return source.identity(of: try #require(source.tensors.first))
      }
      let first = try identity()
      #expect(try first != nil && identity() == first)
      var layout = RawLayout()
      layout.dtype = .f32
      #expect(try identity(layout) != first)
      layout.shape = [4, 16]
      let shaped = try identity(layout)
      layout.shape = [4, 8]
      layout.offset = 128
      #expect(try identity(layout) != shaped)
      // The same size, and the time set back.
      let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
      try directory.write([UInt8](repeating: 2, count: 256), to: "w.bin")
      try FileManager.default.setAttributes(
        [.modificationDate: date as Any], ofItemAtPath: path)
      #expect(try identity() != first)
      let copy = try directory.write([UInt8](repeating: 2, count: 256), to: "v.bin")
      let other = try TensorFile.open(copy)
      #expect(other.identity(of: try #require(other.tensors.first)) != (try identity()))
    }
  }

  @Test func `facts don't run together`() {
    #expect(TensorIdentity(of: ["ab", "c"]) != TensorIdentity(of: ["a", "bc"]))
    #expect(TensorIdentity(of: ["ab"]) != TensorIdentity(of: ["ab", ""]))
  }
}
