internal import TensorFiles

/// A number of bytes as people write it: `24GB`, `22.5 GiB`, `1500000`.
///
/// kB, MB, GB and TB are powers of a thousand, KiB, MiB, GiB and TiB of 1024; K, M, G and T alone are as kB to TB.
public struct ByteSize: Sendable, Hashable {
  /// The bytes.
  public let count: Int
  /// The size as given, without blanks.
  public let text: String
  /// Whether it says what it counts: `24GB`, and `24B`.
  public var hasUnit: Bool { text.last.map { $0.isLetter } ?? false }

  private static let units: [(name: String, bytes: Double)] = {
    let prefixes = ["k", "m", "g", "t", "p"]
    var units: [(name: String, bytes: Double)] = [("", 1), ("b", 1)]
    var (decimal, binary) = (1.0, 1.0)
    for prefix in prefixes {
      decimal *= 1000
      binary *= 1024
      units += [(prefix, decimal), (prefix + "b", decimal), (prefix + "ib", binary)]
    }
    return units
  }()

  /// Reads a size; nil where the text is none, or none that is more than 0 and less than 2^62.
  public init?(_ text: String) {
    self.text = text.filter { $0 != " " }
    let number = self.text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = self.text.dropFirst(number.count).lowercased()
    guard let value = Double(number), let factor = Self.units.first(where: { $0.name == unit })
    else { return nil }
    let bytes = value * factor.bytes
    guard bytes >= 1, bytes < 0x1p62 else { return nil }
    count = Int(bytes.rounded(.down))
  }
}
