internal import FileTargets

extension HostileFile {
  static let arrays: [HostileFile] = [
    npy("an overflowing shape", "(4294967296, 4294967296)", refused: "more elements"),
    npy("a shape of 2⁶³", "(9223372036854775808,)", refused: "larger than any file"),
    npy("65 dimensions", "(" + String(repeating: "1, ", count: 65) + ")", refused: "more than 64"),
    npy("an array longer than the file", "(1000000,)", refused: "takes 4000000 bytes"),
    HostileFile("a header longer than the file", ".npy", refused: "the file has 2 left") {
      [0x93] + Array("NUMPY".utf8) + [1, 0, 0xFF, 0xFF, 0x7B, 0x7D]
    },
    HostileFile("a header of 4 GiB", ".npy", refused: "at most 1048576") {
      [0x93] + Array("NUMPY".utf8) + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7B]
    },
    header("a million brackets", refused: "the end of a list") {
      Array("{'descr': ".utf8) + many("[", 1_000_000)
    },
    header("a key of a million marks", refused: "at most 4096") {
      Array("{'".utf8) + many("\u{301}\u{323}", 250_000) + Array("': True}".utf8)
    },
    header("a key after the other", refused: "malformed") {
      [UInt8(ascii: "{")] + each(60_000) { "'\($0)': True" } + [UInt8(ascii: "}")]
    },
  ]

  /// A header of F32 in version 1.
  static func array(shape: String, data: [UInt8] = []) -> [UInt8] {
    let header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }\n".utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(header.count, bytes: 2) + header
      + data
  }

  private static func npy(
    _ description: String, _ shape: String, refused complaint: String
  ) -> HostileFile {
    HostileFile(description, ".npy", refused: complaint) { array(shape: shape) }
  }

  private static func header(
    _ description: String, refused complaint: String,
    _ text: @escaping @Sendable () -> [UInt8]
  ) -> HostileFile {
    HostileFile(description, ".npy", refused: complaint) {
      let header = text()
      return [0x93] + Array("NUMPY".utf8) + [2, 0] + littleEndian(header.count, bytes: 4) + header
    }
  }
}
