/// What `FILE.json` beside a headerless file says about it: `{"dtype":"BF16","shape":[4096,4096]}`.
enum Sidecar {
  private static let sizeLimit = 1 << 20

  /// The path of a file's sidecar.
  static func path(for path: String) -> String { path + ".json" }

  /// Reads the sidecar of the file at `path`; nil where there is none.
  static func read(for path: String) throws(TensorFileError) -> RawLayout? {
    let sidecar = Self.path(for: path)
    guard MappedFile.exists(sidecar) else { return nil }
    let file = try MappedFile(sidecar)
    guard file.byteCount <= sizeLimit else {
      throw TensorFileError(
        .malformed, path: sidecar,
        "a sidecar of \(file.byteCount) bytes, expected a line such as \(example)")
    }
    var scanner = HeaderScanner(
      try file.copy(file.byteCount, at: 0), path: sidecar, start: 0)
    return try scan(&scanner)
  }

  static let example = #"{"dtype":"BF16","shape":[4096,4096]}"#

  private static func scan(_ scanner: inout HeaderScanner) throws(TensorFileError) -> RawLayout {
    var layout = RawLayout()
    var keys: Set<String> = []
    try scanner.object { (cursor, key) throws(TensorFileError) in
      let place = cursor.position
      guard keys.insert(key).inserted else {
        throw cursor.malformed("the sidecar has \(PrintableName.quoted(key)) twice")
      }
      switch key {
      case "dtype":
        let name = try cursor.string()
        layout.dtype = StoredType.named(name)
        if layout.dtype == nil {
          throw cursor.malformed(
            "unknown dtype \(PrintableName.quoted(name)), expected one such as \"BF16\"", at: place)
        }
      case "shape":
        layout.shape = try cursor.wholeNumbers("a dimension", limit: CheckedShape.maximumRank)
      case "offset": layout.offset = try cursor.wholeNumber("the offset")
      default: try cursor.skipValue()
      }
    }
    try scanner.expectEnd()
    guard !layout.isEmpty else {
      throw scanner.malformed("the sidecar says nothing, expected \(example)", at: 0)
    }
    return layout
  }
}
