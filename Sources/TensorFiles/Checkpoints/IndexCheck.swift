/// Compares what a directory's index says of its tensors with what the shards have.
struct IndexCheck {
  private let directory: CheckpointDirectory
  private let shards: [ShardSet.Shard]
  /// The shard of each part that could be opened.
  private let shardOfPart: [Int]
  private var path: String { directory.index ?? directory.path }

  init(_ directory: CheckpointDirectory, of set: ShardSet, opened: [Int]) {
    self.directory = directory
    shards = set.shards
    shardOfPart = opened
  }

  /// What does not agree, one line for each kind.
  ///
  /// - Parameter names: Where each tensor is; one that stands in two shards is read from the one that the index names.
  /// - Returns: The lines.
  func faults(settling names: inout PartNames) -> [TensorFileError] {
    let doubtful = doubtfulShards(names)
    let repeated = repeatedNames(in: doubtful)
    return [
      absent(names, from: doubtful), told(repeated),
      misplaced(names, in: doubtful, but: Set(repeated.map { ByteName($0.tensor) })),
      doubled(&names),
    ].compactMap(\.self)
  }

  /// The tensors that the index has in shards that are there and do not have them, nor any other.
  private func absent(_ names: PartNames, from doubtful: Set<Int>) -> TensorFileError? {
    guard !doubtful.isEmpty else { return nil }
    var count = 0
    var first: ShardIndex.Entry?
    for entry in directory.entries
    where doubtful.contains(entry.shard) && names.parts[ByteName(entry.tensor)] == nil {
      count += 1
      first = first ?? entry
    }
    guard let first else { return nil }
    return TensorFileError(
      .malformed, path: path,
      "the index names tensor \(PrintableName.quoted(first.tensor)) in \(name(of: first.shard))\(more(count)), "
        + "which no shard has")
  }

  /// What the index names once more, in one of some shards.
  private func repeatedNames(in doubtful: Set<Int>) -> [ShardIndex.Entry] {
    guard !doubtful.isEmpty else { return [] }
    var known: [ByteName: Bool] = [:]
    return directory.entries.filter { entry in
      let name = ByteName(entry.tensor)
      let isDoubtful = doubtful.contains(entry.shard)
      guard let before = known[name] else {
        known[name] = isDoubtful
        return false
      }
      return before || isDoubtful
    }
  }

  private func told(_ repeated: [ShardIndex.Entry]) -> TensorFileError? {
    guard let first = repeated.first else { return nil }
    return TensorFileError(
      .malformed, path: path,
      "the index names tensor \(PrintableName.quoted(first.tensor)) more than once, last in "
        + "\(name(of: first.shard))\(more(repeated.count))")
  }

  /// The tensors that the index has in one shard and that stand in another.
  private func misplaced(
    _ names: PartNames, in doubtful: Set<Int>, but repeated: Set<ByteName>
  ) -> TensorFileError? {
    guard !doubtful.isEmpty else { return nil }
    let doubled = Set(names.doubles.map { ByteName($0.name) })
    var count = 0
    var first: (entry: ShardIndex.Entry, part: Int)?
    for entry in directory.entries where doubtful.contains(entry.shard) {
      let name = ByteName(entry.tensor)
      guard let part = names.parts[name], shardOfPart[part] != entry.shard,
        !doubled.contains(name), !repeated.contains(name)
      else { continue }
      count += 1
      first = first ?? (entry, part)
    }
    guard let first else { return nil }
    return TensorFileError(
      .malformed, path: path,
      "the index names tensor \(PrintableName.quoted(first.entry.tensor)) in \(name(of: first.entry.shard)), and it "
        + "stands in \(name(of: shardOfPart[first.part]))\(count > 1 ? "; \(grouped(count - 1)) more so" : "")"
    )
  }

  /// The shards that could be opened and do not have just the tensors that the index names in them.
  ///
  /// Names are compared by the sums of their hashes: looking up a hundred thousand takes its time. Nobody knows the
  /// hashes before, so nobody can make names up that add up alike.
  private func doubtfulShards(_ names: PartNames) -> Set<Int> {
    var expected = [Int](repeating: 0, count: shards.count)
    for entry in directory.entries { expected[entry.shard] &+= ByteName(entry.tensor).hashValue }
    let counts = shards.map(\.tensorCount)
    return Set(
      shardOfPart.enumerated().filter { part, shard in
        names.sums[part].count != counts[shard] || names.sums[part].hash != expected[shard]
      }.map(\.element))
  }

  /// The tensors that stand in several shards.
  private func doubled(_ names: inout PartNames) -> TensorFileError? {
    guard let first = names.doubles.first else { return nil }
    let doubled = Dictionary(grouping: names.doubles, by: { ByteName($0.name) })
    let partOfShard = Dictionary(
      shardOfPart.enumerated().map { ($0.element, $0.offset) }
    ) { first, _ in first }
    for entry in directory.entries {
      guard let doubles = doubled[ByteName(entry.tensor)], let part = partOfShard[entry.shard],
        doubles.contains(where: { $0.earlier == part || $0.later == part })
      else { continue }
      names.settle(entry.tensor, in: part)
    }
    return TensorFileError(
      .malformed, path: path,
      "tensor \(PrintableName.quoted(first.name)) stands in \(name(of: shardOfPart[first.earlier])) and "
        + "\(name(of: shardOfPart[first.later]))\(more(doubled.count)); "
        + (directory.index == nil ? "the first is read" : "the one that the index names is read"))
  }

  private func more(_ count: Int) -> String {
    count > 1 ? " and \(grouped(count - 1)) more" : ""
  }

  private func name(of shard: Int) -> String {
    PrintableName.quoted(String(shards[shard].path.split(separator: "/").last ?? ""))
  }
}
