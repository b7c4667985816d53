/// The index of a sharded checkpoint: which shard each tensor is in.
struct ShardIndex {
  /// How such files end, the ones to be preferred first.
  static let suffixes = [".safetensors.index.json", ".bin.index.json"]
  private static let sizeLimit = 1 << 28
  private static let nameLimit = 4096

  /// The shard of each tensor, in the order of the index.
  private(set) var entries: [(tensor: String, shard: String)] = []

  /// Reads the index at `path`.
  init(_ path: String) throws(TensorFileError) {
    let file = try MappedFile(path)
    guard file.byteCount <= Self.sizeLimit else {
      throw TensorFileError(
        .malformed, path: path,
        "an index of \(file.byteCount) bytes, at most \(Self.sizeLimit) are expected")
    }
    var scanner = HeaderScanner(try file.copy(file.byteCount, at: 0), path: path, start: 0)
    var isThere = false
    var entries: [(tensor: String, shard: String)] = []
    try scanner.object { (cursor, key) throws(TensorFileError) in
      guard key == "weight_map" else { return try cursor.skipValue() }
      guard !isThere else { throw cursor.malformed("the index has \"weight_map\" twice") }
      isThere = true
      try cursor.object { (cursor, name) throws(TensorFileError) in
        let place = cursor.position
        let shard = try cursor.string()
        guard Self.isFileName(shard) else {
          throw cursor.malformed(
            "\(PrintableName.quoted(shard)) is no name of a file beside the index", at: place)
        }
        entries.append((name, shard))
      }
    }
    try scanner.expectEnd()
    guard isThere else {
      throw scanner.malformed("the index has no \"weight_map\"; is it one?", at: 0)
    }
    self.entries = entries
  }

  /// The shards, each once, sorted by name.
  var shards: [String] { Set(entries.map(\.shard)).sorted() }

  /// Whether a name is that of a file in the same directory, so that an index leads nowhere else.
  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= nameLimit && name != "." && name != ".."
      && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
  }
}
