/// What the user says about a file's bytes: `--dtype`, `--shape`, `--offset`.
public struct RawLayout: Sendable, Hashable {
  /// The type of the elements.
  public var dtype: StoredType?
  /// The shape, row-major.
  public var shape: [Int]?
  /// Where the elements begin, in bytes from the beginning of the file.
  public var offset: Int?

  /// Creates a layout of what is known of it.
  public init(dtype: StoredType? = nil, shape: [Int]? = nil, offset: Int? = nil) {
    self.dtype = dtype
    self.shape = shape
    self.offset = offset
  }

  /// Whether nothing was said.
  var isEmpty: Bool { dtype == nil && shape == nil && offset == nil }

  /// Whether everything was said, so that nothing is left for a container's header to say.
  var isComplete: Bool { dtype != nil && shape != nil && offset != nil }

  /// The options that were given, as a user spells them.
  var options: String {
    [
      dtype.map { _ in "--dtype" }, shape.map { _ in "--shape" }, offset.map { _ in "--offset" },
    ].compactMap { $0 }.joined(separator: ", ")
  }
}
