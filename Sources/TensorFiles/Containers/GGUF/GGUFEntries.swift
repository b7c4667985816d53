extension GGUFScanner {
  /// The format's own limit.
  private static let keyLimit = 65535
  /// Longer texts are not shown; the longest that are, chat templates, have some ten thousand bytes.
  private static let shownText = 1 << 16
  /// ggml has no arrays of arrays at all.
  private static let arrayDepth = 8
  /// More texts than any vocabulary has; the largest have a million.
  private static let textCountLimit = 1 << 22
  /// How many values of an array are kept to be shown.
  private static let shownCount = 8
  /// Longer texts in arrays are not kept.
  private static let shownElement = 256

  /// Reads one key with its value.
  mutating func entry() throws(TensorFileError) -> GGUFMetadata.Entry {
    let start = position
    let key = try text("a key", limit: Self.keyLimit)
    guard !key.isEmpty else { throw malformed("a key is empty", at: start) }
    let type = try valueType()
    let value = try value(of: type)
    return GGUFMetadata.Entry(key: key, type: type, value: value, byteRange: start..<position)
  }

  private mutating func valueType() throws(TensorFileError) -> GGUFValueType {
    let place = position
    let number: UInt32 = try number("the type of a value")
    guard let type = GGUFValueType(rawValue: number) else {
      throw malformed("type \(number) of a metadata value, expected 0 to 12", at: place)
    }
    return type
  }

  private mutating func value(of type: GGUFValueType) throws(TensorFileError) -> MetadataValue {
    switch type {
    case .string: try string(limit: Self.shownText)
    case .array: try array(depth: Self.arrayDepth)
    default: try plainValue(of: type)
    }
  }

  /// Reads a value of a fixed size.
  private mutating func plainValue(
    of type: GGUFValueType
  ) throws(TensorFileError) -> MetadataValue {
    switch type {
    case .uint8: .unsigned(UInt64(try number("a value", as: UInt8.self)))
    case .uint16: .unsigned(UInt64(try number("a value", as: UInt16.self)))
    case .uint32: .unsigned(UInt64(try number("a value", as: UInt32.self)))
    case .uint64: .unsigned(try number("a value"))
    case .int8: .signed(Int64(try number("a value", as: Int8.self)))
    case .int16: .signed(Int64(try number("a value", as: Int16.self)))
    case .int32: .signed(Int64(try number("a value", as: Int32.self)))
    case .int64: .signed(try number("a value"))
    case .float32: .single(Float(bitPattern: try number("a value")))
    case .float64: .float(Double(bitPattern: try number("a value")))
    case .bool, .string, .array: .bool(try number("a value", as: UInt8.self) != 0)
    }
  }

  private mutating func string(limit: Int) throws(TensorFileError) -> MetadataValue {
    let length = try count("the length of a text")
    guard length <= limit, length <= textBudget else {
      try skip(length, "a text")
      return .bytes(count: length)
    }
    textBudget -= length
    let bytes = try bytes(length, "a text")
    return String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .bytes(count: length)
  }

  /// Reads the beginning of an array and steps over the rest.
  private mutating func array(depth: Int) throws(TensorFileError) -> MetadataValue {
    guard depth > 0 else { throw malformed("arrays of arrays are nested too deeply") }
    let type = try valueType()
    var first: [MetadataValue] = []
    if let size = type.byteCount {
      let count = try count("the length of an array", unit: size)
      let kept = min(count, Self.shownCount)
      for _ in 0..<kept { first.append(try plainValue(of: type)) }
      try skip((count - kept) * size, "an array")
      return .array(of: type, count: count, first: first)
    }
    // A text begins with eight bytes of length, an array with twelve of type and length.
    let count = try count(
      "the length of an array", unit: type == .string ? 8 : 12, atMost: Self.textCountLimit)
    for index in 0..<count {
      if type == .array {
        _ = try array(depth: depth - 1)
      } else if index < Self.shownCount {
        first.append(try string(limit: Self.shownElement))
      } else {
        try skip(try self.count("the length of a text"), "a text")
      }
    }
    return .array(of: type, count: count, first: first)
  }
}
