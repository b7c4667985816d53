internal import QuantCore

/// What a GGUF header says about one tensor.
struct GGUFTensorInfo {
  private static let nameLimit = 4096
  /// ggml has no tensor of more dimensions.
  private static let rankLimit = 4

  /// The name.
  let name: String
  /// The dimensions, row-major: the file has the one that runs fastest first.
  let shape: CheckedShape
  /// The number of the type.
  let typeNumber: UInt32
  /// Where the content begins, counted from the beginning of the data.
  let offset: Int
  /// Where the description stands in the file.
  let place: Int

  /// Reads the description of the next tensor.
  init(_ scanner: inout GGUFScanner) throws(TensorFileError) {
    place = scanner.position
    name = try scanner.text("a tensor's name", limit: Self.nameLimit)
    let rank: UInt32 = try scanner.number("a tensor's rank")
    guard rank <= Self.rankLimit else {
      throw scanner.malformed(
        "tensor \(PrintableName.quoted(name)): \(rank) dimensions, at most \(Self.rankLimit) are expected",
        at: place)
    }
    var dimensions: [Int] = []
    for _ in 0..<rank {
      let dimension: UInt64 = try scanner.number("a tensor's shape")
      guard let dimension = Int(exactly: dimension) else {
        throw scanner.malformed(
          "tensor \(PrintableName.quoted(name)): dimension \(dimension) is larger than any file",
          at: place)
      }
      dimensions.append(dimension)
    }
    dimensions.reverse()
    guard let shape = CheckedShape(dimensions) else {
      throw scanner.malformed(
        "tensor \(PrintableName.quoted(name)): shape \(shapeText(dimensions)) has more elements "
          + "than any file", at: place)
    }
    self.shape = shape
    typeNumber = try scanner.number("a tensor's type")
    let offset: UInt64 = try scanner.number("a tensor's offset")
    guard let offset = Int(exactly: offset) else {
      throw scanner.malformed(
        "tensor \(PrintableName.quoted(name)): offset \(offset) is larger than any file", at: place)
    }
    self.offset = offset
  }

  /// The type, where ggml has or had one of this number.
  var type: GGMLType? { GGMLType.numbered(typeNumber) }

  /// The bytes of the content; nil where they overflow or a row is no whole number of blocks.
  func byteCount(_ type: GGMLType) -> Int? {
    guard shape.elementCount > 0 else { return 0 }
    let columns = shape.dimensions.last ?? 1
    guard let row = type.byteCount(columns: columns) else { return nil }
    let (bytes, overflowed) = row.multipliedReportingOverflow(by: shape.elementCount / columns)
    return overflowed ? nil : bytes
  }
}
