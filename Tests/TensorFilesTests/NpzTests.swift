import TensorFiles
import TestSupport
import Testing

/// NumPy's archives of arrays.
struct NpzTests {
  private static let arrays = [
    ("first.npy", npy(npyHeader("<f4", shape: "(2,)"), data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])),
    ("sub/second.npy", npy(npyHeader("<f2", shape: "(1, 2)"), data: [0, 0x3C, 0, 0xC0])),
    ("notes.txt", Array("no array".utf8)),
  ]

  @Test func `arrays are read where they lie in the archive`() throws {
    let source = try open(StoredZip.archive(Self.arrays), as: "w.npz")
    #expect(source.description.container == "npz")
    #expect(source.tensors.map(\.name) == ["first", "sub/second"])
    #expect(source.tensors.map(\.shape) == [[2], [1, 2]])
    #expect(source.tensors.map { source.values(of: $0) } == [[1, 2], [1, -2]])
  }

  @Test func `an archive of nothing holds nothing`() throws {
    #expect(try open(StoredZip.archive([]), as: "w.npz").tensors.isEmpty)
  }

  @Test func `an array must end within its file`() throws {
    let short = npy(npyHeader("<f4", shape: "(9,)"), data: [0, 0, 0, 0])
    let archive = StoredZip.archive([("a.npy", short), Self.arrays[0]])
    let error = try #require(try openingError(archive, as: "w.npz"))
    #expect(error.detail.contains("takes 36 bytes"), "\(error)")
  }

  @Test func `a name stands in an archive once`() throws {
    let archive = StoredZip.archive([Self.arrays[0], Self.arrays[0]])
    let error = try #require(try openingError(archive, as: "w.npz"))
    #expect(error.detail.contains("twice"), "\(error)")
  }

  @Test func `an archive cut or changed anywhere is refused in one line or read`() throws {
    let whole = StoredZip.archive(Self.arrays)
    for length in 4..<whole.count {
      let error = try #require(try openingError(Array(whole[..<length]), as: "w.npz"), "\(length)")
      #expect(!error.description.contains("\n"))
    }
    for place in whole.indices {
      for bit in 0..<8 {
        var changed = whole
        changed[place] ^= 1 << UInt8(bit)
        if let source = try? open(changed, as: "w.npz") {
          for tensor in source.tensors where tensor.isAnalysable { _ = source.values(of: tensor) }
        }
      }
    }
  }
}
