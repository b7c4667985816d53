internal import FileTargets

extension HostileFile {
  private static let lastsFor = 16_000_000

  static let pickles: [HostileFile] = broken + endless

  private static let broken: [HostileFile] =
    [
      pickle("a memo that is far away", refused: "more values") {
        [0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0xFF]
      },
      pickle("a memo at the edge of what may be", refused: "ends with 1") {
        [0x28, 0x4E, 0x72, 0xFF, 0xFF, 0x0F, 0]
      },
      pickle("lists of lists that double", refused: "without an end") {
        // Forty levels, each of which holds the one below twice.
        let levels = (1...40).flatMap { (level: UInt8) -> [UInt8] in
          [0x30, 0x5D, 0x68, level - 1, 0x61, 0x68, level - 1, 0x61, 0x71, level]
        }
        return joined([0x5D, 0x71, 0], levels)
      },
      pickle("a list in itself", refused: "without an end") { [0x5D, 0x71, 0, 0x68, 0, 0x61] },
      pickle("a key of a million bytes for a dictionary in itself", refused: "at most 4096") {
        joined(
          [0x7D, 0x71, 0, 0x58], littleEndian(1_000_000, bytes: 4), many("a", 1_000_000),
          [0x68, 0, 0x73])
      },
      pickle("a long list made into a dictionary again and again", refused: "more values") {
        joined(
          global("collections", "OrderedDict"), [0x71, 0, 0x30, 0x4B, 1, 0x4B, 2, 0x86],
          [0x71, 2, 0x30, 0x5D, 0x71, 1, 0x28], repeated([0x68, 2], 300_000), [0x4E, 0x65, 0x30],
          repeated([0x68, 0, 0x68, 1, 0x85, 0x52, 0x30], 500_000), [0x4E])
      },
      pickle("a shape of a million dimensions", refused: "no storage, offset and shape") {
        joined(
          global("torch._utils", "_rebuild_tensor_v2"), [0x28], storage, integer(0), [0x28],
          repeated([0x4B, 1], 400_000), [0x74, 0x71, 1, 0x68, 1, 0x74, 0x52])
      },
      view("a view of a trillion elements of one", shape: [1 << 20, 1 << 20], strides: [0, 0]) {
        "repeats its storage too often"
      },
      view("a view that leaves its storage", shape: [1 << 20], strides: [Int.max]) {
        "leaves its storage"
      },
      view("a view that overflows", shape: [1 << 32, 1 << 32], strides: [0, 0]) { "more elements" },
      HostileFile("storages that overlap", ".pt", refused: "overlap in the archive") {
        var zip = StoredZip()
        zip.add("a/data.pkl", [0x80, 2, 0x7D, 0x2E])
        zip.add("a/data/0", [UInt8](repeating: 0, count: 64))
        zip.addAgain("a/data/1")
        return zip.bytes
      },
      HostileFile("a storage of 2⁶³ elements", ".bin", refused: "cut short") {
        legacy(littleEndian(.min, bytes: 8))
      },
      HostileFile("a version that is a list", ".bin", refused: "older format") {
        legacyMagic + [0x80, 2, 0x5D, 0x2E]
      },
    ]

  private static let endless: [HostileFile] =
    ([
      ("nothing", [0x4E]), ("empty tuples", [0x29]), ("empty lists", [0x5D]),
      ("empty dictionaries", [0x7D]), ("marks", [0x28]), ("texts", [0x8C, 1, 0x61]),
      ("tuples in tuples", [0x85]), ("remembered values", [0x94]),
      ("tuples that are dropped", [0x4E, 0x85, 0x30]), ("texts that are dropped", [0x8C, 0, 0x30]),
      ("names", global("torch", "Size")),
    ] as [(String, [UInt8])]).map { what, piece in
      pickle("without an end of \(what)", refused: "") {
        [0x4E] + repeated(piece, lastsFor / piece.count)
      }
    }

  private static func global(_ module: String, _ name: String) -> [UInt8] {
    [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  private static func text(_ text: String) -> [UInt8] {
    joined([0x8C, UInt8(text.utf8.count)], Array(text.utf8))
  }

  private static func integer(_ number: Int) -> [UInt8] {
    joined([0x8A, 8], littleEndian(number, bytes: 8))
  }

  private static func pickle(
    _ description: String, refused complaint: String,
    _ instructions: @escaping @Sendable () -> [UInt8]
  ) -> HostileFile {
    HostileFile(description, ".pt", refused: complaint) {
      var zip = StoredZip()
      zip.add("a/data.pkl", [0x80, 2] + instructions() + [0x2E])
      zip.add("a/data/0", [0, 0, 0x80, 0x3F])
      return zip.bytes
    }
  }

  /// A view of a storage of one F32.
  private static func view(
    _ description: String, shape: [Int], strides: [Int], refused complaint: () -> String
  ) -> HostileFile {
    pickle(description, refused: complaint()) {
      joined(
        global("torch._utils", "_rebuild_tensor_v2"), [0x28], storage, integer(0), [0x28],
        shape.flatMap(integer), [0x74, 0x28], strides.flatMap(integer),
        [0x74, 0x89, 0x4E, 0x74, 0x52])
    }
  }

  /// A storage of one F32.
  private static let storage = joined(
    [0x28], text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(1),
    [0x74, 0x51])

  private static let legacyMagic: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  /// The older format with one storage of F32, without its elements.
  private static func legacy(_ rest: [UInt8]) -> [UInt8] {
    joined(
      legacyMagic, [0x80, 2, 0x4D, 0xE9, 3, 0x2E, 0x80, 2, 0x7D, 0x2E, 0x80, 2],
      global("torch._utils", "_rebuild_tensor_v2"), [0x28], storage, integer(0),
      [0x4B, 1, 0x85, 0x4B, 1, 0x85, 0x89, 0x4E, 0x74, 0x52, 0x2E, 0x80, 2, 0x5D], text("0"),
      [0x61, 0x2E], rest)
  }
}
