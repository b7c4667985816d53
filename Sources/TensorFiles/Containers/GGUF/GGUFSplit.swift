/// What a GGUF file says about being a part of several.
struct GGUFSplit: Hashable {
  private static let numberKey = "split.no"
  private static let countKey = "split.count"
  private static let tensorsKey = "split.tensors.count"
  /// The keys that only a part has.
  static let keys = [numberKey, countKey, tensorsKey]

  /// Which part it is, from 1 on; the file counts from 0.
  let number: Int
  /// How many parts there are.
  let count: Int
  /// How many tensors all parts have; nil where the file does not say.
  let tensorCount: Int?

  /// Reads the keys; nil for a file that is whole.
  init?(_ metadata: GGUFMetadata?) {
    guard let metadata, let count = metadata.wholeNumber(Self.countKey), count > 1,
      let number = metadata.wholeNumber(Self.numberKey), number < count
    else { return nil }
    self.number = number + 1
    self.count = count
    tensorCount = metadata.wholeNumber(Self.tensorsKey)
  }
}

extension GGUFMetadata {
  /// The value of an entry that is an integer of any type and not negative.
  fileprivate func wholeNumber(_ key: String) -> Int? {
    switch self[key]?.value {
    case .unsigned(let value): Int(exactly: value)
    case .signed(let value): value < 0 ? nil : Int(exactly: value)
    default: nil
    }
  }
}
