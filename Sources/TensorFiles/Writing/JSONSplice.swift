/// Changes one member of a JSON object and leaves every other byte as it is.
///
/// Configuration files are written by people and libraries with orders and layouts of their own, and hold numbers
/// that no reader of ours should have a say in.
public struct JSONSplice: Sendable {
  /// The text.
  public private(set) var bytes: [UInt8]
  /// Where it came from, for errors.
  private let path: String

  /// Takes a text that is one JSON object.
  public init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The text of a member's value; nil where the object has no such member.
  ///
  /// - Throws: A `TensorFileError` where the text is no JSON object.
  public func value(of key: String) throws(TensorFileError) -> JSONSplice? {
    guard let range = try scan(key).value else { return nil }
    return JSONSplice(Array(bytes[range]), path: path)
  }

  /// Sets a member, in the place of the one that has the key, or else behind the others.
  ///
  /// - Parameters:
  ///   - key: The member's key.
  ///   - json: The text of its value.
  /// - Throws: A `TensorFileError` where the text is no JSON object.
  public mutating func set(_ key: String, to json: [UInt8]) throws(TensorFileError) {
    let found = try scan(key)
    if let range = found.value {
      bytes.replaceSubrange(range, with: json)
      return
    }
    let lead = (found.isEmpty ? "" : ",") + "\n  \"\(key)\": "
    bytes.replaceSubrange(found.end..<found.end, with: Array(lead.utf8) + json)
  }

  private struct Members {
    /// Where the value of the key looked for lies.
    var value: Range<Int>?
    /// Behind the last member.
    var end = 1
    var isEmpty = true
  }

  private func scan(_ wanted: String) throws(TensorFileError) -> Members {
    var members = Members()
    var scanner = HeaderScanner(bytes, path: path, start: 0)
    scanner.skipSpaces()
    members.end = scanner.position + 1
    try scanner.object { (scanner, key) throws(TensorFileError) in
      let start = scanner.position
      try scanner.skipValue()
      if key == wanted { members.value = start..<scanner.position }
      members.end = scanner.position
      members.isEmpty = false
    }
    try scanner.expectEnd()
    return members
  }
}
