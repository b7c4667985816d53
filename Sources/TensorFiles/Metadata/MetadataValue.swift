/// A metadata value as far as it is shown; what long texts and arrays hold stays in the file.
public enum MetadataValue: Sendable, Hashable {
  case unsigned(UInt64)
  case signed(Int64)
  /// A binary32 number, kept apart so that it is shown with no more digits than it has.
  case single(Float)
  case float(Double)
  case bool(Bool)
  case string(String)
  /// A text too long to be shown, or none by its bytes.
  case bytes(count: Int)
  /// An array by its length and the values at its beginning; of arrays of arrays none are read.
  case array(of: GGUFValueType, count: Int, first: [MetadataValue])
}

extension MetadataValue: CustomStringConvertible {
  /// The value in a few words; a long array by its first values and its length.
  public var description: String {
    switch self {
    case .unsigned(let value): "\(value)"
    case .signed(let value): "\(value)"
    case .single(let value): "\(value)"
    case .float(let value): "\(value)"
    case .bool(let value): "\(value)"
    case .string(let text): text
    case .bytes(let count): "\(count) bytes"
    case .array(_, let count, let first): Self.list(first.map(\.element), count: count)
    }
  }

  /// The value as a member of a list: a text in quotes, for texts may hold commas.
  private var element: String {
    if case .string(let text) = self { "\"\(text)\"" } else { description }
  }

  private static func list(_ shown: [String], count: Int) -> String {
    let rest = shown.count < count ? ["... \(count) in all"] : []
    return "[" + (shown + rest).joined(separator: ", ") + "]"
  }
}
