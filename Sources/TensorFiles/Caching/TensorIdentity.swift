/// What a tensor's values depend on, in 128 bits: equal identities stand for equal values.
///
/// It is made of the file's path, size, times and header, and of the tensor's name, type, shape, place and order as
/// the header or the user's options have them. A file that was written to has another identity from then on.
public struct TensorIdentity: Sendable, Hashable {
  /// The first half.
  public let high: UInt64
  /// The second half.
  public let low: UInt64

  /// Makes the identity of some facts, which must not change their order or their meaning.
  public init(of facts: [String]) {
    var hash = SHA256()
    for fact in facts {
      let bytes = Array(fact.utf8)
      // With its length, so that no two lists run together to the same bytes.
      hash.update(Array("\(bytes.count):".utf8).span)
      hash.update(bytes.span)
    }
    let digits = hash.hexDigest()
    high = UInt64(digits.prefix(16), radix: 16) ?? 0
    low = UInt64(digits.dropFirst(16).prefix(16), radix: 16) ?? 0
  }

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The identity as a fact of another.
  public var text: String { String(high, radix: 16) + "-" + String(low, radix: 16) }
}

extension TensorDescriptor {
  /// Everything that decides which values a file's bytes stand for.
  var facts: [String] {
    [
      name, type.name, shape.map(String.init).joined(separator: "x"), String(offset),
      String(byteCount), order.isBigEndian ? "big" : "little",
      order.isColumnMajor ? "columns" : "rows",
      order.strides.map { $0.map(String.init).joined(separator: ",") } ?? "",
    ]
  }
}
