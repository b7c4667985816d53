/// A split GGUF file, put together from any one of its parts.
///
/// The parts lie side by side under names that number them, `model-00001-of-00003.gguf`, and say the same in their
/// headers. The first has the metadata of the model.
enum GGUFParts {
  /// How many parts all split files of a directory may claim to have.
  private static let mostParts = 1 << 17

  /// The whole that a file is a part of.
  ///
  /// - Parameters:
  ///   - source: A file that is open.
  ///   - others: Files that are named with it: a part that lies elsewhere is looked for among them.
  /// - Returns: The whole, with what it lacks among its faults; the source itself where it is no part.
  /// - Throws: A `TensorFileError` where two parts have a tensor of the same name.
  static func whole(
    of source: any TensorSource, besides others: [String]
  ) throws(TensorFileError) -> any TensorSource {
    guard !(source is CheckpointSource), let split = GGUFSplit(source.gguf) else { return source }
    let path = source.description.path
    guard let name = ShardName(fileName(of: path)), name.count == split.count,
      name.number == split.number
    else { return try alone(source, split) }
    let folder = String(path.dropLast(fileName(of: path).count))
    let set = ShardSet(
      path: path,
      shards: (1...split.count).map { shard(name.sibling($0), in: folder, others) })
    let (parts, fault) = try set.open { place throws(TensorFileError) in
      place == path ? source : try TensorFile.openShard(place, as: RawLayout())
    }
    var whole = try CheckpointSource(parts.map(\.source))
    whole.description.path = path
    whole.description.container = source.description.container
    whole.description.parts = parts.map { set.shards[$0.index].path }
    if let fault { whole.description.faults.append(counting(fault, whole, split)) }
    whole.description.faults += GGUFSplit.faults(in: parts, of: set, isWhole: fault == nil)
    return whole
  }

  /// What split files lack that lie in a directory among others.
  ///
  /// - Parameter sources: The files of the directory.
  /// - Returns: A line for each split file that is not whole.
  static func faults(among sources: [any TensorSource]) -> [TensorFileError] {
    var faults: [TensorFileError] = []
    var seen: Set<String> = []
    var room = mostParts
    let opened = Dictionary(sources.map { ($0.description.path, $0) }) { first, _ in first }
    for source in sources {
      let path = source.description.path
      guard let split = GGUFSplit(source.gguf), let name = ShardName(fileName(of: path)),
        name.count == split.count, seen.insert(name.sibling(1)).inserted
      else { continue }
      room -= split.count
      guard room >= 0 else {
        faults.append(
          TensorFileError(
            .malformed, path: path,
            "with this one the split files here claim more than \(mostParts) parts"))
        break
      }
      let folder = String(path.dropLast(fileName(of: path).count))
      let shards = (1...split.count).map { number in
        let place = folder + name.sibling(number)
        return ShardSet.Shard(path: place, isPresent: opened[place] != nil)
      }
      let set = ShardSet(path: path, shards: shards)
      let whole = try? set.open { place throws(TensorFileError) in opened[place] ?? source }
      faults += [whole?.fault].compactMap(\.self)
    }
    return faults
  }

  private static func shard(
    _ name: String, in folder: String, _ others: [String]
  ) -> ShardSet.Shard {
    let place = folder + name
    if MappedFile.exists(place) { return ShardSet.Shard(path: place, isPresent: true) }
    let other = others.first { fileName(of: $0) == name && MappedFile.exists($0) }
    return ShardSet.Shard(path: other ?? place, isPresent: other != nil)
  }

  /// A part whose name does not lead to the others.
  private static func alone(
    _ source: any TensorSource, _ split: GGUFSplit
  ) throws(TensorFileError) -> any TensorSource {
    var part = try CheckpointSource([source])
    part.description.path = source.description.path
    part.description.container = source.description.container
    part.description.faults.append(
      TensorFileError(
        .unreadable, path: source.description.path,
        "this is part \(split.number) of \(split.count) of a split file; the others are found by names that end "
          + "in \(split.nameEnding)"))
    return part
  }

  /// Adds how many tensors are not there, where the parts say how many there should be.
  private static func counting(
    _ fault: TensorFileError, _ whole: CheckpointSource, _ split: GGUFSplit
  ) -> TensorFileError {
    guard let all = split.tensorCount, all > whole.tensors.count else { return fault }
    let count = all - whole.tensors.count
    return TensorFileError(
      fault.kind, path: fault.path, byteOffset: fault.byteOffset,
      fault.detail + "; \(grouped(count)) tensor\(count == 1 ? "" : "s") not shown")
  }

  private static func fileName(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}

extension GGUFSplit {
  /// What parts say about themselves that does not go together.
  ///
  /// - Parameters:
  ///   - parts: The parts that could be opened; files that are none are passed over.
  ///   - set: The files that there should be.
  ///   - isWhole: Whether none of them is missing.
  /// - Returns: What is wrong, one line each.
  static func faults(
    in parts: [ShardSet.Part], of set: ShardSet, isWhole: Bool
  ) -> [TensorFileError] {
    let splits = parts.map { GGUFSplit($0.source.gguf) }
    guard splits.contains(where: { $0 != nil }) else { return [] }
    for (part, split) in zip(parts, splits)
    where split?.number != part.index + 1 || split?.count != set.shards.count {
      let found = split.map { "part \($0.number) of \($0.count)" } ?? "no part of a split file"
      return [
        TensorFileError(
          .malformed, path: set.shards[part.index].path,
          "by its header this is \(found), by its name \(part.index + 1) of \(set.shards.count); "
            + "does it belong to another model?")
      ]
    }
    let count = parts.reduce(0) { $0 + $1.source.tensors.count }
    guard isWhole, let claimed = splits.lazy.compactMap({ $0?.tensorCount }).first, claimed != count
    else { return [] }
    return [
      TensorFileError(
        .malformed, path: set.path,
        "the parts have \(grouped(count)) tensors, by their headers there are \(grouped(claimed)); "
          + "are they all of one model?")
    ]
  }

  /// How the name of this part ends.
  fileprivate var nameEnding: String {
    let padded = [number, count].map { number in
      let text = String(number)
      return String(repeating: "0", count: max(0, 5 - text.count)) + text
    }
    return "-\(padded[0])-of-\(padded[1]).gguf"
  }
}
