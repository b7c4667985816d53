internal import TensorFiles

/// Which names are those of tensors that are usually kept, each looked at once.
///
/// A model has its names again in every layer and for every expert; of 100,000 a few hundred differ in more than these
/// numbers.
struct KnownRoles {
  private struct Name: Hashable {
    let text: [UInt8]
    let dimensions: Int
  }

  private var known: [Name: Bool] = [:]

  /// Whether recipes usually keep a tensor as it is stored.
  mutating func usuallyKeeps(_ tensor: TensorDescriptor) -> Bool {
    let name = Name(text: Self.withoutNumbers(tensor.name), dimensions: tensor.shape.count)
    if let answer = known[name] { return answer }
    let answer = ModelPlace(tensor).usuallyKept
    known[name] = answer
    return answer
  }

  /// A name with 10 in place of every part that is a longer number; single digits tell modules apart.
  private static func withoutNumbers(_ name: String) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(name.utf8.count)
    var start = 0
    var isNumber = true
    func isLong() -> Bool { isNumber && text.count - start > 1 }
    for byte in name.utf8 {
      if byte == UInt8(ascii: ".") {
        if isLong() {
          text.replaceSubrange(start..., with: [UInt8(ascii: "1"), UInt8(ascii: "0")])
        }
        text.append(byte)
        start = text.count
        isNumber = true
      } else {
        text.append(byte)
        isNumber = isNumber && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
    }
    if isLong() { text.replaceSubrange(start..., with: [UInt8(ascii: "1"), UInt8(ascii: "0")]) }
    return text
  }
}
