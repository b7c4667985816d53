/// The bytes of a headerless file and what is said about them.
struct HeaderlessContent {
  /// Where the elements begin.
  let offset: Int
  private let file: MappedFile
  private let request: RawLayout
  private let sidecar: RawLayout?

  init(file: MappedFile, request: RawLayout, sidecar: RawLayout?) throws(TensorFileError) {
    self.file = file
    self.request = request
    self.sidecar = sidecar
    offset = request.offset ?? sidecar?.offset ?? 0
    guard (0...file.byteCount).contains(offset) else {
      throw TensorFileError(
        .mismatch, path: request.offset == nil ? Sidecar.path(for: file.path) : file.path,
        "offset \(offset) is beyond the file's \(file.byteCount) bytes")
    }
  }

  /// The bytes from the offset to the end of the file.
  var length: Int { file.byteCount - offset }

  /// Whether bytes may be left over after the tensor: only who names an offset means a part of the file.
  private var mayLeaveRest: Bool { request.offset != nil || sidecar?.offset != nil }

  /// An error about what was asked for.
  func mismatch(_ detail: String) -> TensorFileError {
    TensorFileError(.mismatch, path: file.path, detail)
  }

  /// Settles type and shape.
  func settle() throws(TensorFileError) -> HeaderlessLayout {
    switch (request.dtype ?? sidecar?.dtype, try shape()) {
    case (let type?, let shape?):
      try check(type, shape)
      return HeaderlessLayout(type: type, shape: shape)
    case (let type?, nil):
      try refuseNothing(as: type)
      let shape = ColumnRule.shape(for: try count(of: type))
      return HeaderlessLayout(type: type, shape: shape, guess: Self.guess(shape: shape))
    case (nil, let shape?): return try guess(for: shape)
    case (nil, nil):
      try refuseNothing(as: .f32)
      return try guess()
    }
  }

  /// Where there is not one byte, nobody knows that a tensor without elements is meant unless its shape is said.
  private func refuseNothing(as type: StoredType) throws(TensorFileError) {
    guard length == 0 else { return }
    let found =
      offset > 0
      ? "nothing follows byte \(offset), the file's end; a smaller --offset begins before it"
      : file.path == StandardInput.path
        ? "nothing came, 0 bytes: did the command before it fail?" : "the file is empty, 0 bytes"
    throw TensorFileError(
      .malformed, path: file.path,
      found + "; where an empty tensor is meant, --dtype \(type) --shape 0x0 says so")
  }

  /// The shape that was said; the sidecar's is dropped where something else was asked for that it does not fit.
  private func shape() throws(TensorFileError) -> [Int]? {
    if let shape = request.shape { return shape }
    guard let shape = sidecar?.shape else { return nil }
    if request.dtype == nil && request.offset == nil { return shape }
    guard let type = request.dtype ?? sidecar?.dtype else { return nil }
    return byteCount(type, shape) == length ? shape : nil
  }

  private func byteCount(_ type: StoredType, _ shape: [Int]) -> Int? {
    CheckedShape(shape)?.byteCount(bits: type.bits)
  }

  private func check(_ type: StoredType, _ shape: [Int]) throws(TensorFileError) {
    let size = byteCount(type, shape)
    if let size, size == length || (size < length && mayLeaveRest) { return }
    let claim = "\(type) \(shapeText(shape)) takes \(size.map { "\($0)" } ?? "too many") bytes"
    let fitting = StoredType.all.filter { byteCount($0, shape) == length && $0.encoding != nil }
    var advice = fitting.isEmpty ? "" : "; \(Self.list(fitting)) would fit"
    if let size, size < length { advice += "; --offset \(offset) reads only the beginning" }
    let isAsked = request.dtype != nil || request.shape != nil
    throw TensorFileError(
      .mismatch, path: isAsked ? file.path : Sidecar.path(for: file.path),
      "\(claim), \(isAsked ? "the file" : file.path) has \(length)\(offset > 0 ? " from there on" : "")"
        + advice)
  }

  /// The number of elements of `type` in the file.
  private func count(of type: StoredType) throws(TensorFileError) -> Int {
    guard let count = Self.count(of: type, in: length) else {
      throw mismatch(
        "a length of \(length) is no whole number of \(type) values; "
          + "\(Self.list(fitting(StoredType.all))) would fit")
    }
    return count
  }

  private func fitting(_ types: [StoredType]) -> [StoredType] {
    types.filter { $0.encoding != nil && Self.count(of: $0, in: length) != nil }
  }

  private static func count(of type: StoredType, in length: Int) -> Int? {
    guard type.bits > 0 else { return nil }
    let (bits, overflowed) = length.multipliedReportingOverflow(by: 8)
    guard !overflowed, bits.isMultiple(of: type.bits) else { return nil }
    return bits / type.bits
  }
}

extension HeaderlessContent {
  /// Guesses type and shape.
  private func guess() throws(TensorFileError) -> HeaderlessLayout {
    let candidates = GuessableType.all.filter { length.isMultiple(of: $0.size) }
    guard let guess = TypeGuess(among: candidates, in: file, content: offset..<file.byteCount)
    else {
      throw mismatch(
        "a length of \(length) is no whole number of \(Self.list(GuessableType.all.map(\.type))) values; "
          + "--dtype \(Self.list(fitting(StoredType.all))) would fit, or --offset to skip a header")
    }
    let shape = ColumnRule.shape(for: try count(of: guess.type))
    return HeaderlessLayout(
      type: guess.type, shape: shape,
      guess:
        "\(guess.type) with \(shape[1]) columns is a guess, --dtype and --shape settle it: "
        + "\(guess.evidence); the columns are \(Self.columnRule(shape))")
  }

  /// Guesses the type of a file whose shape is known.
  private func guess(for shape: [Int]) throws(TensorFileError) -> HeaderlessLayout {
    let candidates = GuessableType.all.filter { byteCount($0.type, shape) == length }
    guard let guess = TypeGuess(among: candidates, in: file, content: offset..<file.byteCount)
    else {
      let sizes = GuessableType.all.compactMap { candidate in
        byteCount(candidate.type, shape).map { "\($0) as \(candidate.type)" }
      }
      throw mismatch(
        "shape \(shapeText(shape)) takes \(sizes.isEmpty ? "too many" : sizes.joined(separator: ", ")) "
          + "bytes, the file has \(length); --dtype names another type")
    }
    return HeaderlessLayout(
      type: guess.type, shape: shape,
      guess: "\(guess.type) is a guess, --dtype settles it: \(guess.evidence)")
  }

  private static func guess(shape: [Int]) -> String {
    "\(shape[1]) columns are a guess, --shape settles it: \(columnRule(shape))"
  }

  private static func columnRule(_ shape: [Int]) -> String {
    shape[0] == 1 ? "one row" : "the largest divisor of the count up to \(ColumnRule.widest)"
  }

  private static func list(_ types: [StoredType]) -> String {
    let names = types.map(\.name)
    return names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }
}
