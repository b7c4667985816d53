extension GGUFScanner {
  /// The format's own limit.
  private static let keyLimit = 65535
  /// Longer texts are not shown; the longest that are, chat templates, have some ten thousand bytes.
  private static let shownText = 1 << 16
  /// ggml has no arrays of arrays at all.
  private static let arrayDepth = 8

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

  private mutating func value(of type: GGUFValueType) throws(TensorFileError) -> GGUFValue {
    switch type {
    case .uint8: return .unsigned(UInt64(try number("a value", as: UInt8.self)))
    case .uint16: return .unsigned(UInt64(try number("a value", as: UInt16.self)))
    case .uint32: return .unsigned(UInt64(try number("a value", as: UInt32.self)))
    case .uint64: return .unsigned(try number("a value"))
    case .int8: return .signed(Int64(try number("a value", as: Int8.self)))
    case .int16: return .signed(Int64(try number("a value", as: Int16.self)))
    case .int32: return .signed(Int64(try number("a value", as: Int32.self)))
    case .int64: return .signed(try number("a value"))
    case .float32: return .float(Double(Float(bitPattern: try number("a value"))))
    case .float64: return .float(Double(bitPattern: try number("a value")))
    case .bool: return .bool(try number("a value", as: UInt8.self) != 0)
    case .string: return try string()
    case .array: return try array(depth: Self.arrayDepth)
    }
  }

  private mutating func string() throws(TensorFileError) -> GGUFValue {
    let length = try count("the length of a text")
    guard length <= Self.shownText else {
      try skip(length, "a text")
      return .bytes(count: length)
    }
    let bytes = try bytes(length, "a text")
    return String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .bytes(count: length)
  }

  /// Steps over an array.
  private mutating func array(depth: Int) throws(TensorFileError) -> GGUFValue {
    guard depth > 0 else { throw malformed("arrays of arrays are nested too deeply") }
    let type = try valueType()
    if let size = type.byteCount {
      let count = try count("the length of an array", unit: size)
      try skip(count * size, "an array")
      return .array(of: type, count: count)
    }
    // A text begins with eight bytes of length, an array with twelve of type and length.
    let count = try count("the length of an array", unit: 8)
    for _ in 0..<count {
      if type == .string {
        try skip(try self.count("the length of a text"), "a text")
      } else {
        _ = try array(depth: depth - 1)
      }
    }
    return .array(of: type, count: count)
  }
}
