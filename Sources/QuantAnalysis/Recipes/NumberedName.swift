/// A name taken apart at its numbers: `model.layers.11.mlp.up_proj.weight` is one number between two texts.
///
/// A number is a part between dots that is made of ASCII digits alone; `w1` and `conv1d` hold none.
struct NumberedName {
  /// The texts before, between and behind the numbers, one more than there are numbers; as UTF-8, since names that
  /// Swift holds equal may differ in it.
  let texts: [[UInt8]]
  /// The numbers as they are written, leading zeros included.
  let numbers: [String]

  init(_ name: String) {
    var texts: [[UInt8]] = []
    var numbers: [String] = []
    var text: [UInt8] = []
    let dot = UInt8(ascii: ".")
    let parts = name.utf8.split(separator: dot, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index > 0 { text.append(dot) }
      if !part.isEmpty, part.allSatisfy({ (48...57).contains($0) }) {
        texts.append(text)
        text.removeAll()
        numbers.append(String(decoding: part, as: UTF8.self))
      } else {
        text += part
      }
    }
    texts.append(text)
    self.texts = texts
    self.numbers = numbers
  }
}
