/// The JSON header of a safetensors file, scanned member by member and checked as it goes.
struct SafetensorsHeader {
  /// More is no metadata; previews of pictures that some files carry take some hundred thousand bytes.
  private static let metadataLimit = 1 << 24
  /// The longest name of a type.
  private static let typeLimit = 32

  /// Where the file's data begin; offsets in the header count from here.
  let dataStart: Int
  /// The size of the file, in bytes.
  let byteCount: Int
  /// The strings of `__metadata__`.
  private(set) var metadata: [String: String] = [:]
  private var scanner: HeaderScanner
  private var tensors: [TensorDescriptor] = []
  private var names: Set<ByteName> = []
  private var nameBytes = 0

  init(scanner: HeaderScanner, dataStart: Int, byteCount: Int) {
    self.scanner = scanner
    self.dataStart = dataStart
    self.byteCount = byteCount
  }

  /// Scans the header from its brace to its end.
  mutating func scan() throws(TensorFileError) {
    var cursor = scanner
    try cursor.object { (cursor, name) throws(TensorFileError) in
      guard name.utf8.count <= TensorLimits.nameBytes else {
        throw cursor.malformed(TensorLimits.tooLong(name))
      }
      nameBytes += name.utf8.count
      guard nameBytes <= TensorLimits.allNameBytes else {
        throw cursor.malformed(TensorLimits.tooLongTogether)
      }
      guard names.insert(ByteName(name)).inserted else {
        throw cursor.malformed("the name \(PrintableName.quoted(name)) stands in the header twice")
      }
      guard tensors.count < TensorLimits.perFile else {
        throw cursor.malformed(TensorLimits.tooMany)
      }
      if name == "__metadata__" {
        try scanMetadata(&cursor)
      } else {
        tensors.append(try tensor(name, &cursor))
      }
    }
    try cursor.expectEnd()
    scanner = cursor
  }

  /// The tensors in the order of their data.
  func inFileOrder() throws(TensorFileError) -> [TensorDescriptor] {
    try inDataOrder(tensors, path: scanner.path)
  }

  private mutating func scanMetadata(_ cursor: inout HeaderScanner) throws(TensorFileError) {
    var byteCount = 0
    try cursor.object { (cursor, key) throws(TensorFileError) in
      byteCount += 64 + key.utf8.count
      // The format allows strings alone; anything else is passed over, since nothing depends on it.
      if cursor.next == UInt8(ascii: "\"") {
        let text = try cursor.string(limit: Self.metadataLimit)
        byteCount += text.utf8.count
        guard byteCount <= Self.metadataLimit else {
          throw cursor.malformed(
            "the metadata take more than \(Self.metadataLimit) bytes, expected a few texts")
        }
        metadata[key] = text
      } else {
        try cursor.skipValue()
      }
    }
  }

  private func tensor(
    _ name: String, _ cursor: inout HeaderScanner
  ) throws(TensorFileError) -> TensorDescriptor {
    let place = cursor.position
    var entry = Entry()
    try cursor.object { (cursor, key) throws(TensorFileError) in
      let isRepeated: Bool
      switch key {
      case "dtype":
        isRepeated = entry.dtype != nil
        entry.dtype = try cursor.string()
      case "shape":
        isRepeated = entry.shape != nil
        entry.shape = try cursor.wholeNumbers("a dimension", limit: CheckedShape.maximumRank)
      case "data_offsets":
        isRepeated = entry.offsets != nil
        entry.offsets = try cursor.wholeNumbers("a data offset", limit: 2)
      default:
        isRepeated = false
        try cursor.skipValue()
      }
      if isRepeated {
        throw cursor.malformed(
          "tensor \(PrintableName.quoted(name)) has \(PrintableName.quoted(key)) twice")
      }
    }
    return try descriptor(name, entry) { (detail) in
      cursor.malformed("tensor \(PrintableName.quoted(name)): \(detail)", at: place)
    }
  }

  private func descriptor(
    _ name: String, _ entry: Entry, _ malformed: (String) -> TensorFileError
  ) throws(TensorFileError) -> TensorDescriptor {
    guard let dtype = entry.dtype, let dimensions = entry.shape, let offsets = entry.offsets else {
      throw malformed("expected dtype, shape and data_offsets, found \(entry.found)")
    }
    guard let shape = CheckedShape(dimensions) else {
      throw malformed("shape \(shapeText(dimensions)) has more elements than any file")
    }
    let available = byteCount - dataStart
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw malformed("data_offsets \(shapeText(offsets)) are no beginning and end")
    }
    guard offsets[1] <= available else {
      throw malformed(
        "data_offsets \(shapeText(offsets)) end beyond the file's \(available) bytes of data; is it cut short?"
      )
    }
    guard Self.isTypeName(dtype) else {
      throw malformed("dtype \(PrintableName.quoted(dtype)) is no name of a type")
    }
    let size = offsets[1] - offsets[0]
    let type = StoredType.all.first { $0.name == dtype } ?? .unknown(dtype)
    if type.bits > 0, shape.byteCount(bits: type.bits) != size {
      let expected = shape.byteCount(bits: type.bits).map { "\($0)" } ?? "no whole number of"
      throw malformed(
        "\(type) \(shapeText(dimensions)) takes \(expected) bytes, data_offsets give \(size)")
    }
    return TensorDescriptor(
      name: name, type: type, shape: dimensions, offset: dataStart + offsets[0], byteCount: size)
  }

  /// Whether a text could name a type, known or not; then it can be shown as it is.
  private static func isTypeName(_ text: String) -> Bool {
    (1...typeLimit).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// One tensor's members, as far as they were seen.
  private struct Entry {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?

    var found: String {
      let members = [
        dtype.map { _ in "dtype" }, shape.map { _ in "shape" }, offsets.map { _ in "data_offsets" },
      ].compactMap { $0 }
      return members.isEmpty ? "none of them" : members.joined(separator: ", ")
    }
  }
}
