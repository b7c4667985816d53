/// The group sizes that a checkpoint's configuration names.
///
/// Scales alone do not tell groups of 96 from groups of 128 of which the last is short.
enum GroupSizes {
  private static let section = "quantization_config"
  private static let sizeLimit = 1 << 24

  /// The sizes in `config.json` beside the shards, or in a file's own metadata; empty where none are named.
  static func configured(for source: SourceDescription) -> Set<Int> {
    if let text = source.metadata[section] {
      var scanner = HeaderScanner(Array(text.utf8), path: source.path, start: 0)
      return (try? scanner.groupSizes(depth: 64)) ?? []
    }
    guard let path = source.directory?.configuration else { return [] }
    return (try? read(path)) ?? []
  }

  private static func read(_ path: String) throws(TensorFileError) -> Set<Int> {
    let file = try MappedFile(path)
    guard file.byteCount <= sizeLimit else { return [] }
    var scanner = HeaderScanner(try file.copy(file.byteCount, at: 0), path: path, start: 0)
    var sizes: Set<Int> = []
    try scanner.object { (cursor, key) throws(TensorFileError) in
      if key == section {
        sizes.formUnion(try cursor.groupSizes(depth: 64))
      } else {
        try cursor.skipValue()
      }
    }
    return sizes
  }
}

extension HeaderScanner {
  /// Scans one value of any kind and gathers every positive `group_size` in it.
  mutating func groupSizes(depth: Int) throws(TensorFileError) -> Set<Int> {
    guard depth > 0 else { throw malformed("nested too deeply") }
    skipSpaces()
    guard next == UInt8(ascii: "{") else {
      try skipValue(depth: depth)
      return []
    }
    var sizes: Set<Int> = []
    try object { (cursor, key) throws(TensorFileError) in
      guard key == "group_size", let digit = cursor.next, (0x31...0x39).contains(digit) else {
        sizes.formUnion(try cursor.groupSizes(depth: depth - 1))
        return
      }
      sizes.insert(try cursor.wholeNumber("the group size"))
    }
    return sizes
  }
}
