/// A small JSON file that a user wrote, as a value whose parts know where they stand.
public struct JSONFile: Sendable, Hashable {
  /// A value and its place.
  public struct Node: Sendable, Hashable {
    /// The value.
    public let value: Value
    /// Where it begins, in bytes from the beginning of the file.
    public let byteOffset: Int
  }

  /// What JSON knows.
  public indirect enum Value: Sendable, Hashable {
    case null
    case flag(Bool)
    case number(Double)
    case string(String)
    case array([Node])
    /// The members in the order in which they are written; no name stands twice.
    case object([Member])
  }

  /// A name and its value.
  public struct Member: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The value.
    public let node: Node
  }

  /// The path as the user gave it.
  public let path: String
  /// What the file holds.
  public let root: Node

  private static let sizeLimit = 1 << 20
  private static let documentsLimit = 1 << 30
  private static let depthLimit = 32

  /// Reads a file of at most a mebibyte.
  ///
  /// - Throws: `TensorFileError` where it can't be read, is larger, or is not JSON; a name that stands twice is refused.
  public init(_ path: String) throws(TensorFileError) {
    let file = try MappedFile(path)
    guard file.byteCount <= Self.sizeLimit else {
      throw TensorFileError(
        .malformed, path: path, "\(file.byteCount) bytes, expected no more than \(Self.sizeLimit)")
    }
    try self.init(try file.copy(file.byteCount, at: 0), path: path)
  }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - path: The path, for errors.
  /// - Throws: `TensorFileError` where they are not JSON.
  public init(_ bytes: [UInt8], path: String) throws(TensorFileError) {
    var scanner = HeaderScanner(bytes, path: path, start: 0, subject: "the JSON")
    self.path = path
    root = try Self.node(&scanner, depth: Self.depthLimit)
    try scanner.expectEnd()
  }

  private init(_ root: Node, path: String) {
    self.path = path
    self.root = root
  }

  /// Reads a file of one document or of several, as JSON lines are.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - unread: Names of members whose values are not taken apart: each becomes a string, the very text that stands in
  ///     the file.
  /// - Returns: The documents in their order; none for an empty file.
  /// - Throws: `TensorFileError` where the file can't be read, is larger than a gibibyte, or is not JSON.
  public static func documents(
    _ path: String, leavingUnread unread: Set<String> = []
  ) throws(TensorFileError) -> [JSONFile] {
    let file = try MappedFile(path)
    guard file.byteCount <= documentsLimit else {
      throw TensorFileError(
        .malformed, path: path,
        "\(file.byteCount) bytes, expected no more than \(documentsLimit)")
    }
    let bytes = try file.copy(file.byteCount, at: 0)
    var scanner = HeaderScanner(bytes, path: path, start: 0, subject: "the JSON")
    var documents: [JSONFile] = []
    scanner.skipSpaces()
    while scanner.next != nil {
      let root = try node(&scanner, depth: depthLimit, unread: unread)
      documents.append(JSONFile(root, path: path))
      scanner.skipSpaces()
    }
    return documents
  }

  /// An error about a place in the file.
  public func malformed(_ detail: String, at node: Node) -> TensorFileError {
    TensorFileError(.malformed, path: path, byteOffset: node.byteOffset, detail)
  }

  private static func node(
    _ scanner: inout HeaderScanner, depth: Int, unread: Set<String> = []
  ) throws(TensorFileError) -> Node {
    scanner.skipSpaces()
    let place = scanner.position
    return Node(
      value: try value(&scanner, depth: depth, unread: unread), byteOffset: place)
  }

  private static func value(
    _ scanner: inout HeaderScanner, depth: Int, unread: Set<String>
  ) throws(TensorFileError) -> Value {
    guard depth > 0 else { throw scanner.malformed("nested too deeply") }
    switch scanner.next {
    case UInt8(ascii: "{"): return try object(&scanner, depth: depth, unread: unread)
    case UInt8(ascii: "["): return try array(&scanner, depth: depth, unread: unread)
    case UInt8(ascii: "\""): return .string(try scanner.string())
    default: break
    }
    if scanner.skipWord("true") { return .flag(true) }
    if scanner.skipWord("false") { return .flag(false) }
    if scanner.skipWord("null") { return .null }
    let first = scanner.position
    try scanner.skipValue()
    let text = String(decoding: scanner.bytes[first..<scanner.position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw scanner.malformed("a number that is out of range", at: first)
    }
    return .number(number)
  }

  private static func object(
    _ scanner: inout HeaderScanner, depth: Int, unread: Set<String>
  ) throws(TensorFileError) -> Value {
    var members: [Member] = []
    var names: Set<String> = []
    try scanner.object { (cursor, name) throws(TensorFileError) in
      guard names.insert(name).inserted else {
        throw cursor.malformed("\(PrintableName.quoted(name)) stands twice in one object")
      }
      let node =
        unread.contains(name)
        ? try text(&cursor, depth: depth - 1)
        : try node(&cursor, depth: depth - 1, unread: unread)
      members.append(Member(name: name, node: node))
    }
    return .object(members)
  }

  /// A value as the text that stands in the file.
  private static func text(
    _ scanner: inout HeaderScanner, depth: Int
  ) throws(TensorFileError) -> Node {
    scanner.skipSpaces()
    let first = scanner.position
    try scanner.skipValue(depth: depth)
    let text = String(decoding: scanner.bytes[first..<scanner.position], as: UTF8.self)
    return Node(value: .string(text), byteOffset: first)
  }

  private static func array(
    _ scanner: inout HeaderScanner, depth: Int, unread: Set<String>
  ) throws(TensorFileError) -> Value {
    var elements: [Node] = []
    try scanner.expect(UInt8(ascii: "["))
    if scanner.skip(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      elements.append(try node(&scanner, depth: depth - 1, unread: unread))
    } while scanner.skip(UInt8(ascii: ","))
    try scanner.expect(UInt8(ascii: "]"))
    return .array(elements)
  }
}
