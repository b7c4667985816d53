/// What a GGUF file says about itself, in a form that a writer can reproduce byte for byte.
public struct GGUFMetadata: Sendable {
  /// One key and its value.
  public struct Entry: Sendable, Hashable {
    /// The key, such as `general.architecture`.
    public let key: String
    /// The type of the value.
    public let type: GGUFValueType
    /// The value, as far as it is shown.
    public let value: MetadataValue
    /// Where key, type and value lie in the file.
    public let byteRange: Range<Int>
  }

  /// The alignment of tensors where the file names none.
  public static let defaultAlignment = 32

  /// The version of the format, 2 or 3; they differ in nothing that a reader sees, but that 3 may be big-endian.
  public let version: UInt32
  /// Whether the most significant byte of each number comes first.
  public let isBigEndian: Bool
  /// What every tensor's offset is a multiple of: a power of two.
  public let alignment: Int
  /// The entries in the order of the file.
  public let entries: [Entry]
  private let file: MappedFile

  init(
    version: UInt32, isBigEndian: Bool, alignment: Int, entries: [Entry], file: MappedFile
  ) {
    self.version = version
    self.isBigEndian = isBigEndian
    self.alignment = alignment
    self.entries = entries
    self.file = file
  }

  /// The entry with the given key; nil where there is none.
  public subscript(key: String) -> Entry? {
    entries.first { ByteName($0.key) == ByteName(key) }
  }

  /// Lends an entry as stored: the key's length and bytes, the number of the type, the value.
  ///
  /// - Parameters:
  ///   - entry: An entry of this file.
  ///   - body: Called with the bytes.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  public func withBytes<Result, Failure: Error>(
    of entry: Entry, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try file.withBytes(in: entry.byteRange, body)
  }
}
