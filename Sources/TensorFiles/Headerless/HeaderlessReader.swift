/// Headerless files: type and shape are asked for, stand in a sidecar, or are guessed.
///
/// Each of type, shape and offset comes from the request first and from the sidecar second. A sidecar's shape that
/// does not fit a type or an offset that was asked for is set aside.
struct HeaderlessReader {
  static let name = "raw"

  /// What the user says.
  let request: RawLayout

  /// Whether the suffix alone makes the file headerless; standard input has none, and is what it can be read as.
  static func isNamedSo(_ path: String) -> Bool {
    path == StandardInput.path || isPath(path, endingInOneOf: [".bin", ".raw", ".dat"])
  }

  /// Settles type and shape and checks them against the file's length.
  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    let isSaid =
      request.dtype != nil && request.shape != nil || file.path == StandardInput.path
    let sidecar = isSaid ? nil : try Sidecar.read(for: file.path)
    let content = try HeaderlessContent(file: file, request: request, sidecar: sidecar)
    let layout = try content.settle()
    guard let shape = CheckedShape(layout.shape),
      let size = shape.byteCount(bits: layout.type.bits),
      size <= content.length
    else { throw content.mismatch("\(layout.type) \(shapeText(layout.shape)) does not fit") }
    let tensor = TensorDescriptor(
      name: fileStem(of: file.path), type: layout.type, shape: layout.shape,
      offset: content.offset, byteCount: size)
    return ContainerContents(tensors: [tensor], guess: layout.guess)
  }
}

/// A type and a shape for a headerless file, and what of them is a guess.
struct HeaderlessLayout {
  var type: StoredType
  var shape: [Int]
  var guess: String?
}

/// How a headerless file's length is cut into columns where nobody says.
enum ColumnRule {
  /// The widest row that is guessed.
  static let widest = 4096
  /// Narrower rows than this are no evidence of a matrix.
  static let narrowest = 32

  /// The shape `[rows, columns]` for `count` elements: columns are the largest divisor up to 4096, or all in one
  /// row where every divisor up to there is below 32.
  static func shape(for count: Int) -> [Int] {
    guard count > widest else { return [1, count] }
    let divisor = (narrowest...widest).reversed().first { count.isMultiple(of: $0) }
    guard let columns = divisor else { return [1, count] }
    return [count / columns, columns]
  }
}
