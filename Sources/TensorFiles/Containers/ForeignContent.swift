/// Content that quantview recognises and does not read: it is refused by its name, not shown as noise.
enum ForeignContent {
  /// One kind of content: how it begins, what it is called, what to do about it.
  struct Kind: Sendable {
    let name: String
    let advice: String
    let matches: @Sendable (FilePrefix) -> Bool

    init(_ name: String, _ advice: String = "", matches: @escaping @Sendable (FilePrefix) -> Bool) {
      self.name = name
      self.advice = advice
      self.matches = matches
    }

    init(_ name: String, _ advice: String = "", magic: [[UInt8]]) {
      self.init(name, advice) { prefix in magic.contains { prefix.has($0) } }
    }
  }

  /// The kind of a file that begins so; nil where no kind is known.
  static func kind(of prefix: FilePrefix) -> Kind? {
    all.first { $0.matches(prefix) }
  }

  private static let convert = "convert it to safetensors"
  private static let unpack = "unpack it first"

  /// The known kinds, the special ones ahead of the general.
  ///
  /// A magic number has at least three bytes: two would now and then refuse a headerless file that only happens to
  /// begin so.
  private static let all: [Kind] = [
    Kind(
      "an old ggml file", convert, magic: ["lmgg", "fmgg", "tjgg", "algg"].map { Array($0.utf8) }),
    Kind("a zip archive", unpack, matches: isZip),
    Kind(
      "a Python pickle",
      "loading one can run code: where you trust it, load it in Python and save its tensors with"
        + " safetensors, torch.save or numpy.savez", matches: isPickle),
    Kind("HDF5", convert, magic: [[0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]]),
    Kind("gzip", unpack, magic: [[0x1F, 0x8B, 0x08]]),
    Kind("zstd", unpack, magic: [[0x28, 0xB5, 0x2F, 0xFD]]),
    Kind("xz", unpack, magic: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]]),
    Kind("bzip2", unpack, magic: [Array("BZh91AY&SY".utf8)]),
    Kind("7-Zip", unpack, magic: [[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]]),
    Kind("a tar archive", unpack) { $0.has("ustar", at: 257) },
    Kind("TensorFlow Lite") { $0.has("TFL3", at: 4) },
    Kind("Parquet", magic: [Array("PAR1".utf8)]),
    Kind("Arrow", magic: [Array("ARROW1".utf8)]),
    Kind("ELF", magic: [[0x7F, 0x45, 0x4C, 0x46]]),
    Kind("a PNG image", magic: [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]]),
    Kind("PDF", magic: [Array("%PDF-".utf8)]),
    Kind("a Git LFS pointer", "fetch the file itself with git lfs pull") {
      $0.has("version https://git-lfs")
    },
    Kind("an HTML page", "the download led to a page; fetch the file itself") { prefix in
      let start = prefix.bytes.prefix(15).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      return ["<!doctype html", "<html"].contains { start.starts(with: Array($0.utf8)) }
    },
    Kind("JSON text", "name the tensor files themselves, all shards together", matches: isJSON),
  ]

  @Sendable private static func isZip(_ prefix: FilePrefix) -> Bool {
    prefix.has([0x50, 0x4B, 0x03, 0x04]) || prefix.has([0x50, 0x4B, 0x05, 0x06])
  }

  @Sendable private static func isPickle(_ prefix: FilePrefix) -> Bool {
    // Protocols 4 and 5 open with a frame and its length; 2 and 3 with an empty dictionary or a class.
    if prefix.has([0x80, 0x04, 0x95]) || prefix.has([0x80, 0x05, 0x95]) {
      return prefix.number(8, at: 3).map { $0 <= UInt64(prefix.byteCount) } ?? false
    }
    return [UInt8(2), 3].contains {
      prefix.has([0x80, $0, 0x7D, 0x71])
        || prefix.has([0x80, $0, 0x63] + Array("collections".utf8))
    }
  }

  @Sendable private static func isJSON(_ prefix: FilePrefix) -> Bool {
    let text = prefix.bytes.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard text.first == UInt8(ascii: "{") else { return false }
    let rest = text.dropFirst().drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return rest.first == UInt8(ascii: "\"") && prefix.bytes.allSatisfy { $0 >= 0x09 }
  }
}
