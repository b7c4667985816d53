import TensorFiles
import TestSupport
import Testing

struct ForeignContentTests {
  private static let zip: [UInt8] = [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 22)

  private static func zip(firstEntry name: String) -> [UInt8] {
    zip + littleEndian(UInt16(name.utf8.count)) + [0, 0] + Array(name.utf8) + [1, 2, 3]
  }

  static let samples: [([UInt8], String)] = [
    (zip(firstEntry: "x.txt"), "a zip archive"),
    ([0x80, 4, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x4E, 0x2E], "a Python pickle"),
    ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], "HDF5"), ([0x1F, 0x8B, 8, 0], "gzip"),
    (Array(#"{"weight_map": {"a": "b"}}"#.utf8), "JSON text"),
    (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "Git LFS"),
  ]

  @Test(arguments: samples)
  func `known content that is not read is refused by its name`(
    bytes: [UInt8], name: String
  ) throws {
    for file in ["w.bin", "w.safetensors", "w"] {
      let error = try #require(try openingError(bytes, as: file))
      #expect(error.kind == .unknownContainer && error.detail.contains(name), "\(error)")
    }
  }

  @Test func `type, shape and offset together read its bytes`() throws {
    let request = RawLayout(dtype: .f16, shape: [2], offset: 4)
    let source = try open(Array("GGUF".utf8) + [0, 0x3C, 0, 0x40], as: "w.gguf", request: request)
    #expect(source.values(of: source.tensors[0]) == [1, 2])
  }

  @Test func `two bytes of a magic number are no evidence`() throws {
    for bytes: [UInt8] in [[0x80, 2, 1, 1], [0x1F, 0x8B, 1, 1], [0x50, 0x4B, 1, 1]] {
      #expect(try open(bytes, as: "w.bin").description.container == "raw")
    }
  }

  @Test func `two files with one name of a tensor are refused`() throws {
    try withTemporaryDirectory { directory in
      let first = try directory.write([1, 2], to: "w.bin")
      let second = try directory.write([1, 2], to: "w.raw")
      let error = #expect(throws: TensorFileError.self) {
        try CheckpointSource.open([first, second])
      }
      #expect(error?.path == second && error?.detail.contains("\"w\"") == true)
    }
  }
}
