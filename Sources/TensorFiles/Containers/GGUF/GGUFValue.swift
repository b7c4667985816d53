/// The types of a GGUF file's metadata values, by the numbers that the file has for them.
public enum GGUFValueType: UInt32, Sendable, Hashable {
  case uint8 = 0, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64
  case float64

  /// The bytes of one value; nil for strings and arrays, whose sizes differ.
  public var byteCount: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    case .string, .array: nil
    }
  }

  /// The name, as in `u32`.
  public var name: String {
    switch self {
    case .uint8: "u8"
    case .int8: "i8"
    case .uint16: "u16"
    case .int16: "i16"
    case .uint32: "u32"
    case .int32: "i32"
    case .float32: "f32"
    case .bool: "bool"
    case .string: "string"
    case .array: "array"
    case .uint64: "u64"
    case .int64: "i64"
    case .float64: "f64"
    }
  }
}

/// A metadata value as far as it is shown; what long texts and arrays hold stays in the file.
public enum GGUFValue: Sendable, Hashable, CustomStringConvertible {
  case unsigned(UInt64)
  case signed(Int64)
  case float(Double)
  case bool(Bool)
  case string(String)
  /// A text too long to be shown, or none by its bytes.
  case bytes(count: Int)
  case array(of: GGUFValueType, count: Int)

  /// The value in a few words; an array by its type and length.
  public var description: String {
    switch self {
    case .unsigned(let value): "\(value)"
    case .signed(let value): "\(value)"
    case .float(let value): "\(value)"
    case .bool(let value): "\(value)"
    case .string(let text): text
    case .bytes(let count): "\(count) bytes"
    case .array(let type, let count): "\(count) × \(type.name)"
    }
  }
}
