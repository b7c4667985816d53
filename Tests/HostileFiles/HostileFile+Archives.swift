internal import FileTargets

extension HostileFile {
  static let archives: [HostileFile] = [
    HostileFile("an archive of packed zeros", ".npz", refused: "come at most") {
      var zip = StoredZip()
      zip.add("bomb.npy", [UInt8](repeating: 0, count: 1000), method: 8, claiming: 0xFFFF_FFFE)
      return zip.bytes
    },
    HostileFile("an archive of packed noise", ".npz", refused: "is not what DEFLATE packs") {
      var zip = StoredZip()
      zip.add("noise.npy", [UInt8](repeating: 0xAE, count: 1 << 20), method: 8, claiming: 1 << 30)
      return zip.bytes
    },
    HostileFile("a packed array whose header goes on", ".npz", refused: "claims 1048576") {
      // One stored block, in which a header claims a mebibyte.
      let header = joined(
        [0x93], Array("NUMPY".utf8), [2, 0], littleEndian(1 << 20, bytes: 4),
        [UInt8](repeating: 0x20, count: 65_000))
      let length = header.count
      var zip = StoredZip()
      zip.add(
        "long.npy",
        joined([1], littleEndian(length, bytes: 2), littleEndian(~length, bytes: 2), header),
        method: 8, claiming: length)
      return zip.bytes
    },
    HostileFile("a packed array under many names", ".npz", refused: "overlap") {
      let content = array(shape: "(15000,)", data: [UInt8](repeating: 0, count: 60_000))
      let length = content.count
      var zip = StoredZip()
      zip.add(
        "a.npy",
        joined([1], littleEndian(length, bytes: 2), littleEndian(~length, bytes: 2), content),
        method: 8, claiming: length)
      for index in 0..<100_000 { zip.addAgain("\(index).npy") }
      return zip.bytes
    },
    HostileFile("two arrays in one place", ".npz", refused: "overlap") {
      var zip = StoredZip()
      zip.add("a.npy", array(shape: "(2,)", data: [UInt8](repeating: 0, count: 8)))
      zip.addAgain("b.npy")
      return zip.bytes
    },
    HostileFile("an array in another one", ".npz", refused: "overlap") {
      var inner = StoredZip()
      inner.add("b.npy", array(shape: "(2,)", data: [UInt8](repeating: 0, count: 8)))
      var zip = StoredZip()
      zip.add("a.npy", array(shape: "(90,)", data: inner.files + [UInt8](repeating: 0, count: 360)))
      zip.addEntry("b.npy", at: zip.files.count - inner.files.count - 360, bytes: inner.size)
      return zip.bytes
    },
    HostileFile("an archive that claims 2⁶³ - 1 bytes of directory", ".npz", refused: "directory") {
      long(offset: 0, size: .max, count: 1)
    },
    HostileFile("an archive whose directory lies at 2⁶³ - 1", ".npz", refused: "directory") {
      long(offset: .max, size: 46, count: 1)
    },
    HostileFile("an archive whose array lies at 2⁶³ - 1", ".npz", refused: "has no header here") {
      var zip = StoredZip()
      zip.add("a.npy", array(shape: "(0,)"))
      zip.addEntry("b.npy", at: .max, bytes: 128)
      return zip.bytes
    },
    HostileFile("an archive that claims another number of files", ".npz", refused: "claims 7") {
      var zip = StoredZip()
      zip.add("a.npy", array(shape: "(0,)"))
      zip.count = 7
      return zip.bytes
    },
    HostileFile("an archive of a million files", ".npz", refused: "more than 131136 files") {
      var zip = StoredZip()
      zip.add("a.npy", array(shape: "(0,)"))
      for index in 0..<500_000 { zip.addEntry("\(index).npy", at: 0, bytes: 0) }
      return zip.bytes
    },
    HostileFile("a name of 65,000 bytes", ".npz", refused: "zip archive") {
      var zip = StoredZip()
      zip.add(String(repeating: "n", count: 65_000) + ".npy", array(shape: "(0,)"))
      return zip.bytes
    },
    HostileFile("an array whose file ends within it", ".npz", refused: "takes 4000 bytes") {
      var zip = StoredZip()
      zip.add("a.npy", array(shape: "(1000,)"))
      zip.add("b.npy", array(shape: "(1000,)", data: [UInt8](repeating: 0, count: 4000)))
      return zip.bytes
    },
  ]

  /// An archive of one array whose 64-bit record says what it likes.
  private static func long(offset: Int, size: Int, count: Int) -> [UInt8] {
    var zip = StoredZip()
    zip.add("a.npy", array(shape: "(0,)"))
    let end = StoredZip.longEnd(count: count, size: size, offset: offset, at: zip.files.count)
    return joined(
      zip.files, end, [0x50, 0x4B, 5, 6, 0, 0, 0, 0], [UInt8](repeating: 0xFF, count: 12), [0, 0])
  }
}
