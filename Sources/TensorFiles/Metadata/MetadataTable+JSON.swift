internal import QuantCore

extension MetadataTable {
  /// Writes the rows as an array of objects.
  func write(to json: inout JSONWriter) {
    json.array("metadata") { json in
      for row in rows {
        json.object { json in
          json.field("key", row.key)
          json.field("type", row.type)
          json.key("value")
          row.value.write(to: &json)
        }
      }
    }
  }
}

extension MetadataValue {
  /// Writes the value; of a text that was not kept its bytes, of an array its length and first values.
  fileprivate func write(to json: inout JSONWriter) {
    switch self {
    case .unsigned(let value): Self.write(value, to: &json)
    case .signed(let value): Self.write(value, to: &json)
    // The shortest digits that read back as the same binary32 number.
    case .single(let value): json.value(value.isFinite ? Double(value.description) : nil)
    case .float(let value): json.value(value)
    case .bool(let value): json.value(value)
    case .string(let text): json.value(text)
    case .bytes(let count): json.object { json in json.field("bytes", count) }
    case .array(_, let count, let first):
      json.object { json in
        json.field("count", count)
        json.array("first") { json in
          for value in first { value.write(to: &json) }
        }
      }
    }
  }

  /// Writes an integer; one beyond an `Int` is rounded to a number that readers take.
  private static func write(_ value: some BinaryInteger, to json: inout JSONWriter) {
    if let value = Int(exactly: value) { json.value(value) } else { json.value(Double(value)) }
  }
}
