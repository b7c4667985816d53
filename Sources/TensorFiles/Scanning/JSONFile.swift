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

  /// How the parts of a file are taken.
  private struct Reading {
    var digested: Set<String> = []
    var isPython = false
  }

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

  /// Reads a file as Python writes it: NaN and infinities become null, and of a name that stands twice both stay.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - sizeLimit: The most bytes that it may have.
  /// - Throws: `TensorFileError` where it can't be read, is larger, or is not JSON.
  init(pythonFile path: String, sizeLimit: Int) throws(TensorFileError) {
    let file = try MappedFile(path)
    guard file.byteCount <= sizeLimit else {
      throw TensorFileError(
        .malformed, path: path, "\(file.byteCount) bytes, expected no more than \(sizeLimit)")
    }
    var scanner = HeaderScanner(
      try file.copy(file.byteCount, at: 0), path: path, start: 0, subject: "the JSON")
    self.path = path
    root = try Self.node(&scanner, depth: Self.depthLimit, Reading(isPython: true))
    try scanner.expectEnd()
  }

  private init(_ root: Node, path: String) {
    self.path = path
    self.root = root
  }

  /// Reads a file of one document or of several, as JSON lines are, one after the other.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - digested: Names of members whose values are not taken apart: each becomes a string, the SHA-256 of the text that
  ///     stands in the file without its spaces.
  ///   - body: Called with each document in their order.
  /// - Throws: What `body` throws, and a `TensorFileError` where the file can't be read, is larger than a gibibyte, or is
  ///   not JSON.
  public static func forEachDocument(
    _ path: String, digesting digested: Set<String> = [],
    _ body: (JSONFile) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    let file = try MappedFile(path)
    guard file.byteCount <= documentsLimit else {
      throw TensorFileError(
        .malformed, path: path,
        "\(file.byteCount) bytes, expected no more than \(documentsLimit)")
    }
    let bytes = try file.copy(file.byteCount, at: 0)
    var scanner = HeaderScanner(bytes, path: path, start: 0, subject: "the JSON")
    scanner.skipSpaces()
    while scanner.next != nil {
      let root = try node(&scanner, depth: depthLimit, Reading(digested: digested))
      try body(JSONFile(root, path: path))
      scanner.skipSpaces()
    }
  }

  /// An error about a place in the file.
  public func malformed(_ detail: String, at node: Node) -> TensorFileError {
    TensorFileError(.malformed, path: path, byteOffset: node.byteOffset, detail)
  }

  private static func node(
    _ scanner: inout HeaderScanner, depth: Int, _ reading: Reading = Reading()
  ) throws(TensorFileError) -> Node {
    scanner.skipSpaces()
    let place = scanner.position
    return Node(
      value: try value(&scanner, depth: depth, reading), byteOffset: place)
  }

  private static func value(
    _ scanner: inout HeaderScanner, depth: Int, _ reading: Reading
  ) throws(TensorFileError) -> Value {
    guard depth > 0 else { throw scanner.malformed("nested too deeply") }
    switch scanner.next {
    case UInt8(ascii: "{"): return try object(&scanner, depth: depth, reading)
    case UInt8(ascii: "["): return try array(&scanner, depth: depth, reading)
    case UInt8(ascii: "\""): return .string(try scanner.string())
    default: break
    }
    if scanner.skipWord("true") { return .flag(true) }
    if scanner.skipWord("false") { return .flag(false) }
    if scanner.skipWord("null") { return .null }
    if reading.isPython,
      scanner.skipWord("NaN") || scanner.skipWord("Infinity") || scanner.skipWord("-Infinity")
    {
      return .null
    }
    let first = scanner.position
    try scanner.skipValue()
    let text = String(decoding: scanner.bytes[first..<scanner.position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw scanner.malformed("a number that is out of range", at: first)
    }
    return .number(number)
  }

  private static func object(
    _ scanner: inout HeaderScanner, depth: Int, _ reading: Reading
  ) throws(TensorFileError) -> Value {
    var members: [Member] = []
    var names: Set<String> = []
    try scanner.object { (cursor, name) throws(TensorFileError) in
      guard names.insert(name).inserted || reading.isPython else {
        throw cursor.malformed("\(PrintableName.quoted(name)) stands twice in one object")
      }
      let node =
        reading.digested.contains(name)
        ? try digest(&cursor, depth: depth - 1)
        : try node(&cursor, depth: depth - 1, reading)
      members.append(Member(name: name, node: node))
    }
    return .object(members)
  }

  /// The hash of a value's text, laid out with more or fewer spaces.
  private static func digest(
    _ scanner: inout HeaderScanner, depth: Int
  ) throws(TensorFileError) -> Node {
    scanner.skipSpaces()
    let first = scanner.position
    try scanner.skipValue(depth: depth)
    let text = scanner.bytes[first..<scanner.position].filter { $0 > 0x20 }
    var hash = SHA256()
    hash.update(text.span)
    return Node(value: .string(hash.hexDigest()), byteOffset: first)
  }

  private static func array(
    _ scanner: inout HeaderScanner, depth: Int, _ reading: Reading
  ) throws(TensorFileError) -> Value {
    var elements: [Node] = []
    try scanner.expect(UInt8(ascii: "["))
    if scanner.skip(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      elements.append(try node(&scanner, depth: depth - 1, reading))
    } while scanner.skip(UInt8(ascii: ","))
    try scanner.expect(UInt8(ascii: "]"))
    return .array(elements)
  }
}
