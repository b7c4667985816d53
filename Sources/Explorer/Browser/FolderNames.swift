/// Where the folders of a tensor's name end.
struct FolderNames {
  /// Folders in folders, at most: what a name has beyond stays in its label.
  private static let deepest = 32
  /// Numbers of more digits than an integer holds are none.
  static let longestNumber = 18

  /// How many bytes the folders take, without the dot behind them; 0 where no part is numbered.
  private(set) var byteCount = 0
  /// How many bytes the first part takes; nil where it is the only one.
  private(set) var firstPart: Int?

  /// Looks for the last numbered part of a name, but for the very last part.
  init(_ name: String) {
    var place = 0
    var start = 0
    var dots = 0
    var deepestEnd = 0
    var isNumber = true
    // By bytes: finding where characters end takes longer than all the rest.
    for byte in name.utf8 {
      if byte == UInt8(ascii: ".") {
        if dots == 0 { firstPart = place }
        if dots < Self.deepest { deepestEnd = place }
        if isNumber, (1...Self.longestNumber).contains(place - start) { byteCount = deepestEnd }
        dots += 1
        start = place + 1
        isNumber = true
      } else if !(0x30...0x39).contains(byte) {
        isNumber = false
      }
      place += 1
    }
  }
}

extension String {
  /// The part that so many bytes make up, from a byte on.
  func part(from start: Int = 0, bytes count: Int) -> Substring {
    let first = utf8.index(startIndex, offsetBy: start)
    return self[first..<utf8.index(first, offsetBy: count)]
  }
}

extension Substring {
  /// The number that it is; nil where it is none.
  var folderNumber: Int? {
    guard (1...FolderNames.longestNumber).contains(utf8.count),
      utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(self)
  }
}
