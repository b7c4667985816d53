/// The index of a sharded checkpoint: which shard each tensor is in.
struct ShardIndex {
  /// One tensor and the shard that it is in.
  struct Entry: Sendable, Hashable {
    let tensor: String
    /// The place of the shard among `shards`.
    let shard: Int
  }

  /// A file that the index names.
  struct Shard: Sendable, Hashable {
    let name: String
    /// How many tensors the index has in it.
    var tensorCount: Int
  }

  /// How such files end.
  static let suffixes = [".safetensors.index.json", ".bin.index.json"]
  private static let sizeLimit = 1 << 26
  /// Checkpoints of a trillion parameters have some hundred shards, and a quarter of a million tensors.
  private static let shardLimit = 1 << 14
  private static let entryLimit = 1 << 20
  private static let nameLimit = 4096

  /// Every tensor in the order of the index.
  let entries: [Entry]
  /// The shards, each once, sorted by name.
  let shards: [Shard]

  /// Reads the index at `path`.
  init(_ path: String) throws(TensorFileError) {
    let file = try MappedFile(path)
    guard file.byteCount <= Self.sizeLimit else {
      throw TensorFileError(
        .malformed, path: path,
        "an index of \(file.byteCount) bytes, at most \(Self.sizeLimit) are expected")
    }
    var scanner = HeaderScanner(try file.copy(file.byteCount, at: 0), path: path, start: 0)
    var map = Map()
    var isThere = false
    try scanner.object { (cursor, key) throws(TensorFileError) in
      guard key == "weight_map" else { return try cursor.skipValue() }
      guard !isThere else { throw cursor.malformed("the index has \"weight_map\" twice") }
      isThere = true
      try cursor.object { (cursor, name) throws(TensorFileError) in
        let place = cursor.position
        let shard = try cursor.string()
        // Most entries name the shard that the one before names.
        if shard != map.last {
          guard Self.isFileName(shard) else {
            throw cursor.malformed(
              "\(PrintableName.quoted(shard)) is no name of a file beside the index", at: place)
          }
        }
        map.add(name, in: shard)
        guard map.shards.count <= Self.shardLimit, map.entries.count <= Self.entryLimit else {
          throw cursor.malformed(
            "more than \(Self.shardLimit) shards or \(Self.entryLimit) tensors in one index",
            at: place)
        }
      }
    }
    try scanner.expectEnd()
    guard isThere else {
      throw scanner.malformed("the index has no \"weight_map\"; is it one?", at: 0)
    }
    (entries, shards) = map.sorted
  }

  /// Whether a name is that of a file in the same directory, so that an index leads nowhere else.
  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= nameLimit && name != "." && name != ".."
      && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
  }

  /// The entries while they are gathered.
  private struct Map {
    var entries: [Entry] = []
    var shards: [Shard] = []
    var places: [ByteName: Int] = [:]
    var last: String?
    var lastPlace = 0

    mutating func add(_ tensor: String, in shard: String) {
      if shard != last {
        last = shard
        lastPlace = places[ByteName(shard), default: shards.count]
        if lastPlace == shards.count {
          places[ByteName(shard)] = lastPlace
          shards.append(Shard(name: shard, tensorCount: 0))
        }
      }
      shards[lastPlace].tensorCount += 1
      entries.append(Entry(tensor: tensor, shard: lastPlace))
    }

    /// The shards by name, and the entries with their new places.
    var sorted: (entries: [Entry], shards: [Shard]) {
      let order = shards.indices.sorted {
        ByteName(shards[$0].name).precedes(ByteName(shards[$1].name))
      }
      var places = [Int](repeating: 0, count: shards.count)
      for (place, shard) in order.enumerated() { places[shard] = place }
      return (
        entries.map { Entry(tensor: $0.tensor, shard: places[$0.shard]) }, order.map { shards[$0] }
      )
    }
  }
}
