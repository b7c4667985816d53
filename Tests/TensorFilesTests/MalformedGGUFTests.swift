import Foundation
import TensorFiles
import TestSupport
import Testing

struct MalformedGGUFTests {
  private static func sample() -> GGUFSample {
    var sample = GGUFSample()
    sample.entries = [
      GGUFSample.entry("general.alignment", 4, littleEndian(UInt32(32))),
      GGUFSample.entry(
        "t", 9,
        littleEndian(UInt32(8)) + littleEndian(UInt64(2)) + GGUFSample.text("a")
          + GGUFSample.text("bc")),
    ]
    sample.tensors = [
      .init(name: "a", shape: [1, 32], type: 2, data: [UInt8](repeating: 1, count: 18)),
      .init(name: "b", shape: [2, 3], type: 0, data: [UInt8](repeating: 1, count: 24)),
    ]
    return sample
  }

  @Test func `a file that ends anywhere in its header is refused`() throws {
    let sample = Self.sample()
    let whole = sample.bytes
    for length in 0..<(whole.count - 32 + 24) {
      let cut = Array(whole[..<length])
      let error = try #require(try openingError(cut, as: "m.gguf"), "\(length) bytes opened")
      #expect(error.kind == .malformed && !error.description.contains("\n"), "\(length): \(error)")
    }
  }

  @Test(
    arguments: [
      (4, [1, 0, 0, 0], "version 1"), (4, [4, 0, 0, 0], "version 4"), (4, [0], "version 0"),
      (4, [0, 0, 0, 1], "version 1"), (4, [0, 0, 0, 9], "version 9"),
      // Big-endian, so that the counts are read the other way round.
      (4, [0, 0, 0, 3], "number of tensors is 144115188075855872"),
      (8, [0xFF, 0xFF, 0xFF, 0xFF], "number of tensors"), (15, [0x80], "number of tensors"),
      (16, [0xFF, 0xFF, 0xFF], "number of metadata entries"), (24, [0xFF], "a key"),
    ] as [(Int, [UInt8], String)])
  func `a broken count is named`(place: Int, bytes: [UInt8], expected: String) throws {
    var whole = Self.sample().bytes
    whole.replaceSubrange(place..<(place + bytes.count), with: bytes)
    let error = try #require(try openingError(whole, as: "m.gguf"))
    #expect(error.kind == .malformed && error.detail.contains(expected), "\(error)")
  }

  @Test(
    arguments: [
      (4, littleEndian(UInt32(48)), "power of two"), (4, littleEndian(UInt32(0)), "power of two"),
      (10, littleEndian(UInt64(32)), "expected a power of two as u32"), (13, [], "type 13"),
      (9, littleEndian(UInt32(0)) + littleEndian(UInt64.max), "length of an array"),
      (8, littleEndian(UInt64(1) << 40), "length of a text"),
      (8, littleEndian(UInt64.max), "length of a text is 18446744073709551615"),
      (9, littleEndian(UInt32(8)) + littleEndian(UInt64(1) << 60), "length of an array"),
      (9, littleEndian(UInt32(12)) + littleEndian(UInt64(1) << 61), "length of an array"),
      (9, littleEndian(UInt32(14)) + littleEndian(UInt64(1)), "type 14"),
    ] as [(UInt32, [UInt8], String)])
  func `a broken value is named`(type: UInt32, value: [UInt8], expected: String) throws {
    var sample = Self.sample()
    sample.entries[0] = GGUFSample.entry("general.alignment", type, value)
    let error = try #require(try openingError(sample.bytes, as: "m.gguf"))
    #expect(error.kind == .malformed && error.detail.contains(expected), "\(error)")
  }

  @Test func `arrays of arrays are not followed without end`() throws {
    let levels = (0..<200_000).flatMap { _ in littleEndian(UInt32(9)) + littleEndian(UInt64(1)) }
    var sample = GGUFSample()
    sample.entries = [GGUFSample.entry("t", 9, levels)]
    let error = try #require(try openingError(sample.bytes, as: "m.gguf"))
    #expect(error.detail.contains("nested too deeply"))
  }

  @Test func `a file that is nothing but claims is refused before it is read`() throws {
    try withTemporaryDirectory { directory in
      let header = GGUFSample().header.prefix(8)
      let tooMany = Array(header) + littleEndian(UInt64(1) << 30) + littleEndian(UInt64(0))
      let texts =
        Array(header) + littleEndian(UInt64(0)) + littleEndian(UInt64(1)) + GGUFSample.text("t")
        + littleEndian(UInt32(9)) + GGUFSample.array(8, count: 1 << 33, [])
      let entries = Array(header) + littleEndian(UInt64(0)) + littleEndian(UInt64(1) << 32)
      for (bytes, expected) in [
        (tooMany, "number of tensors is 1073741824, at most"),
        (texts, "length of an array is 8589934592, at most"),
        (entries, "number of metadata entries is 4294967296, at most"),
      ] {
        let path = try directory.write(bytes, to: "m.gguf")
        // The rest of a terabyte is a hole.
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 1 << 40)
        let error = #expect(throws: TensorFileError.self) { try TensorFile.open(path) }
        #expect(error?.detail.contains(expected) == true, "\(error?.description ?? "opened")")
      }
    }
  }

  @Test func `an empty tensor and a scalar are none the worse for it`() throws {
    var sample = Self.sample()
    sample.tensors = [
      .init(name: "none", shape: [0, 32], type: 2, data: []),
      .init(name: "no columns", shape: [4, 0], type: 14, data: []),
      .init(name: "scalar", shape: [], type: 0, data: [0, 0, 0x80, 0x3F]),
    ]
    let source = try open(sample.bytes, as: "m.gguf")
    let counts = Dictionary(
      uniqueKeysWithValues: source.tensors.map { ($0.name, $0.elementCount) })
    #expect(counts == ["none": 0, "no columns": 0, "scalar": 1])
    for tensor in source.tensors { #expect(source.values(of: tensor).count == tensor.elementCount) }
  }

  @Test func `what stands there twice is refused`() throws {
    var twice = Self.sample()
    twice.tensors[1].name = "a"
    #expect(try openingError(twice.bytes, as: "m.gguf")?.detail.contains("\"a\" stands") == true)
    twice = Self.sample()
    twice.entries.append(twice.entries[1])
    #expect(try openingError(twice.bytes, as: "m.gguf")?.detail.contains("\"t\" stands") == true)
  }

  @Test(arguments: [
    ([1, 33], UInt32(2), "blocks of 32"), ([2, 0x4000_0000_0000], 2, "left"),
    ([0x2_0000_0000, 0x2_0000_0000], 0, "more elements"), ([9, 9], 0, "left"),
    ([Int](repeating: 1, count: 5), 0, "5 dimensions"),
    ([.max, 2], 0, "more elements"), ([1, 16], 2, "blocks of 32"),
  ])
  func `a shape that does not fit is refused`(shape: [Int], type: UInt32, expected: String) throws {
    var sample = Self.sample()
    sample.tensors[1].shape = shape
    sample.tensors[1].type = type
    let error = try #require(try openingError(sample.bytes, as: "m.gguf"))
    #expect(error.detail.contains("tensor \"b\"") && error.detail.contains(expected), "\(error)")
  }

  @Test(arguments: [
    (UInt64(8), "multiple of the alignment"), (UInt64.max - 31, "larger than any file"),
    (UInt64(1) << 62, "beyond the file"), (0, "overlap"),
  ])
  func `an offset that does not fit is refused`(offset: UInt64, expected: String) throws {
    let sample = Self.sample()
    var whole = sample.bytes
    let place = sample.header.count - 8
    whole.replaceSubrange(place..<(place + 8), with: littleEndian(offset))
    let error = try #require(try openingError(whole, as: "m.gguf"))
    #expect(error.kind == .malformed && error.detail.contains(expected), "\(error)")
  }

  @Test func `a name that is not UTF-8 is refused`() throws {
    var sample = Self.sample()
    sample.tensors[1].name = "ab"
    var whole = sample.bytes
    let place = sample.header.count - 8 - 4 - 16 - 4 - 2
    whole[place] = 0xFF
    #expect(try openingError(whole, as: "m.gguf")?.detail.contains("UTF-8") == true)
  }
}
