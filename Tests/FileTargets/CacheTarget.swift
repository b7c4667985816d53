internal import TensorFiles

/// A log of earlier results, which another program may have left half written.
struct CacheTarget: FuzzTarget {
  let name = "cache"

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    try scratch.write(bytes, to: "fuzz-0.log")
    let log = RecordLog(directory: scratch.path, name: "fuzz")
    // The keys that the seed has, and one that it has not.
    let found = ["a", "b", "c"].map { log.content(Self.key($0)) }
    return found.contains { $0 != nil }
  }

  /// The key of a statement about one tensor.
  static func key(_ statement: String) -> RecordKey {
    RecordKey(TensorIdentity(of: ["fuzz"]), statement)
  }
}
