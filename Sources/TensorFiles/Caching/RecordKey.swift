/// What a record is found by: 192 bits that its writer makes of whatever the record depends on.
public struct RecordKey: Sendable, Hashable {
  /// What the record is about.
  public let subject: TensorIdentity
  /// What it says of it.
  public let statement: UInt64

  /// Creates a key.
  ///
  /// - Parameters:
  ///   - subject: What the record is about.
  ///   - statement: What it says of it, in words that never change their meaning.
  public init(_ subject: TensorIdentity, _ statement: String) {
    self.subject = subject
    self.statement = Checksum.of(statement.utf8)
  }

  init(words: [UInt64]) {
    subject = TensorIdentity(high: words[0], low: words[1])
    statement = words[2]
  }

  var words: [UInt64] { [subject.high, subject.low, statement] }
}

/// The 64-bit hash of Fowler, Noll and Vo, variant 1a.
enum Checksum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  static func of(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    return hash
  }
}
