/// What the dictionary of an npy file says.
struct NpyHeader {
  /// The type of the elements.
  let type: StoredType
  /// The shape.
  let shape: CheckedShape
  /// How the elements lie.
  let order: ElementOrder

  /// Scans the dictionary, which has exactly the keys `descr`, `fortran_order` and `shape`.
  init(_ scanner: inout HeaderScanner) throws(TensorFileError) {
    var descr: NpyType?
    var isColumnMajor: Bool?
    var shape: CheckedShape?
    var keys: Set<String> = []
    try scanner.pythonDictionary { (place, key, value) throws(TensorFileError) in
      guard keys.insert(key).inserted else {
        throw place.malformed("the header has \(PrintableName.quoted(key)) twice")
      }
      switch (key, value) {
      case ("descr", .string(let text)): descr = try NpyType(text, at: place)
      case ("descr", .list):
        throw place.malformed("a structured type can't be read, expected one number an element")
      case ("fortran_order", .bool(let flag)): isColumnMajor = flag
      case ("shape", .tuple(let dimensions)):
        shape = CheckedShape(dimensions)
        if shape == nil {
          throw place.malformed(
            "shape \(shapeText(dimensions)) has more elements than any file")
        }
      default: throw place.malformed("the header's \(PrintableName.quoted(key)) is malformed")
      }
    }
    try scanner.expectEnd()
    guard let descr, let isColumnMajor, let shape else {
      throw scanner.malformed("the header lacks one of descr, fortran_order and shape", at: 0)
    }
    type = descr.type
    // With one dimension, or one that counts, both orders are the same.
    let hasOrder = shape.dimensions.count(where: { $0 > 1 }) > 1
    order = ElementOrder(
      isBigEndian: descr.isBigEndian, isColumnMajor: isColumnMajor && hasOrder)
    self.shape = shape
  }
}

/// The element type of an npy file, from text such as `<f4`.
struct NpyType {
  /// The type by its safetensors name.
  let type: StoredType
  /// Whether each element's most significant byte comes first.
  let isBigEndian: Bool

  private static let names = [
    "f2": "F16", "f4": "F32", "f8": "F64", "i1": "I8", "i2": "I16", "i4": "I32", "i8": "I64",
    "u1": "U8", "u2": "U16", "u4": "U32", "u8": "U64", "b1": "BOOL", "c8": "C64", "c16": "C128",
  ]

  /// The text for a type in little-endian order, such as `<f4`; nil for a type that npy has no name for.
  static func description(of type: StoredType) -> String? {
    guard let kind = names.first(where: { $0.value == type.name })?.key else { return nil }
    return (type.bits > 8 ? "<" : "|") + kind
  }

  init(_ text: String, at place: HeaderScanner) throws(TensorFileError) {
    let kind = String(text.drop { "<>|=".contains($0) })
    if let name = Self.names[kind], let type = StoredType.named(name), text.count <= kind.count + 1
    {
      self.type = type
      isBigEndian = text.hasPrefix(">") && type.bits > 8
      return
    }
    let refusal =
      switch kind.first {
      case "O": "holds pickled Python objects, which quantview does not run"
      case "U", "S", "a": "holds strings"
      case "M", "m": "holds dates"
      case "V":
        "holds raw bytes without a type (often BF16); write them headerless and give --dtype"
      default: "is no type that quantview knows"
      }
    throw place.malformed(
      "type \(PrintableName.quoted(text)) \(refusal); expected numbers such as \"<f4\"")
  }
}
