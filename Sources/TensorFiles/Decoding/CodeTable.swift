internal import QuantCore

/// Looks up the codes of a row and scales what they stand for.
///
/// Four and eight bits go byte by byte through a table; other widths code by code.
struct CodeTable {
  /// How the codes lie in bytes.
  private let packing: CodePacking
  /// The value of each code; for four bits the values of both nibbles of each byte, the even column's first.
  private let values: [Float]

  private static let e2m1 = pairs(of: CodedElement.e2m1.values)
  private static let e4m3 = CodedElement.e4m3.values
  private static let int4 = pairs(of: CodedElement.integer(bits: 4).values)
  private static let int8 = CodedElement.integer(bits: 8).values
  private static let signedBytes = CodedElement.signed(bits: 8).values

  init(_ element: CodedElement, _ packing: CodePacking) {
    precondition(element.bits <= packing.bits, "codes no wider than they are packed")
    self.packing = packing
    guard element.bits == packing.bits else {
      // Narrow codes, one to a byte; no other byte occurs.
      let known = element.values
      values = known + [Float](repeating: 0, count: 1 << packing.bits - known.count)
      return
    }
    guard !packing.isHighFirst else {
      let known = element.values
      values = (0..<256).flatMap { [known[$0 >> 4], known[$0 & 15]] }
      return
    }
    values =
      switch element {
      case .e2m1: Self.e2m1
      case .e4m3: Self.e4m3
      case .integer(4): Self.int4
      case .integer(8): Self.int8
      case .signed(8): Self.signedBytes
      case .integer, .signed, .unsigned, .uneven, .ternary, .listed:
        packing.bits == 4 ? Self.pairs(of: element.values) : element.values
      }
  }

  private static func pairs(of values: [Float]) -> [Float] {
    (0..<256).flatMap { [values[$0 & 15], values[$0 >> 4]] }
  }

  /// Writes `(value - zero) · scale` for the codes in `columns` of `row`, from `start` on.
  @inline(__always)
  func decode(
    _ columns: Range<Int>, of row: Span<UInt8>, zero: Float, scale: Float,
    into target: inout MutableSpan<Float>, at start: Int
  ) {
    switch packing.bits {
    case 4: decodePairs(columns, of: row, zero: zero, scale: scale, into: &target, at: start)
    case 8:
      row.extracting(columns).lookUp(values, zero: zero, scale: scale, into: &target, at: start)
    default:
      for (index, column) in columns.enumerated() {
        let code = packing.code(at: column, in: row)
        target[start + index] = (values[Int(code)] - zero) * scale
      }
    }
  }

  @inline(__always)
  private func decodePairs(
    _ columns: Range<Int>, of row: Span<UInt8>, zero: Float, scale: Float,
    into target: inout MutableSpan<Float>, at start: Int
  ) {
    var next = start
    var column = columns.lowerBound
    if column % 2 == 1, column < columns.upperBound {
      target[next] = (values[Int(row[column / 2]) * 2 + 1] - zero) * scale
      next += 1
      column += 1
    }
    let bytes = row.extracting((column / 2)..<max(column / 2, columns.upperBound / 2))
    bytes.lookUpPairs(values, zero: zero, scale: scale, into: &target, at: next)
    next += bytes.count * 2
    column += bytes.count * 2
    if column < columns.upperBound {
      target[next] = (values[Int(row[column / 2]) * 2] - zero) * scale
    }
  }
}
