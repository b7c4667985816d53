internal import QuantCore

/// compressed-tensors' `pack-quantized`: integers in 32-bit words.
///
/// ```
/// W_packed        I32 [N, ⌈K·b/32⌉]        codes plus 2^(b-1), a bit stream for each row
/// W_scale         BF16, F16 or F32 [N, groups]
/// W_shape         I64 [2]                  N, K
/// W_zero_point    I32 [⌈N·b/32⌉, groups]   plus 2^(b-1), a bit stream down each column; only where asymmetric
/// ```
struct WordPackedLayout: MatrixLayout {
  let codeType = "I32"

  /// The widths looked for; where a narrow matrix leaves a choice, the usual ones first.
  private static let widths = [4, 8, 2, 3, 5, 6, 7]

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.shape.count >= 2,
      let name = PartName.weight(of: codes.name, without: PartName.packed)
    else { return nil }
    let scales = try stored.needed(name + PartName.scale)
    let written = try stored.needed(name + PartName.shape)
    guard stored[name + PartName.groupIndex] == nil else {
      throw Misfit("its columns were reordered, which quantview does not read")
    }
    let shape = try shape(written, of: codes, stored)
    let columns = shape.last ?? 1
    let width = Self.widths.first {
      CodePacking.words(bits: $0).byteCount(columns: columns) == codes.columns * 4
    }
    guard let width else {
      throw Misfit("its codes are \(codes.kind), which are no \(columns) columns of 2 to 8 bits")
    }
    let groups = try Groups(scales, rows: Array(shape.dropLast()), columns, stored.groupSizes)
    let zeroPoints = stored[name + PartName.zeroPoint]
    if let zeroPoints { try check(zeroPoints, shape, width: width, groups: groups.count) }
    let roles: [(EncodedMatrix.Role, TensorDescriptor?)] = [
      (.codes, codes), (.scales, scales), (.zeroPoints, zeroPoints), (.shape, written),
    ]
    let rule = zeroPoints == nil ? "" : ":asym"
    let matrix = EncodedMatrix(
      name: name, format: "int\(width)-\(groups.name)\(rule)\(groups.option)", shape: shape,
      coding: .separate(
        element: .integer(bits: width), packing: .words(bits: width),
        block: BlockShape(rows: 1, columns: groups.size)),
      parts: roles.compactMap { role, part in
        part.map { EncodedMatrix.Part(role, $0.name) }
      })
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales, zeroPoints: zeroPoints, writtenShape: written)
  }

  private func shape(
    _ written: TensorDescriptor, of codes: TensorDescriptor, _ stored: StoredParts
  ) throws(Misfit) -> [Int] {
    guard let shape = stored.wholeNumbers(of: written, limit: CheckedShape.maximumRank),
      shape.allSatisfy({ $0 > 0 }), CheckedShape(shape) != nil,
      shape.count == codes.shape.count, shape.dropLast() == codes.shape.dropLast()
    else {
      throw Misfit("\(PrintableName.quoted(written.name)) does not fit its codes, \(codes.kind)")
    }
    return shape
  }

  private func check(
    _ zeroPoints: TensorDescriptor, _ shape: [Int], width: Int, groups: Int
  ) throws(Misfit) {
    guard shape.count == 2, 32 % width == 0 else {
      throw Misfit("zero points of \(width) bits in \(shapeText(shape)) can't be read")
    }
    let expected = [blockCount(shape[0], of: 32 / width), groups]
    guard zeroPoints.type.name == "I32", zeroPoints.shape == expected else {
      throw Misfit("its zero points are \(zeroPoints.kind), expected I32 \(shapeText(expected))")
    }
  }
}

/// The groups into which the scales of integers cut a row.
private struct Groups {
  /// How many there are.
  let count: Int
  /// The columns of each but the last.
  let size: Int
  /// `g128` or `row`.
  let name: String
  /// The scale's type where it is not the default.
  let option: String

  /// Finds the groups.
  ///
  /// Their number does not say how wide they are where the last is short. A size that the configuration names
  /// comes first, then one that divides the columns, then the power of two.
  init(
    _ scales: TensorDescriptor, rows: [Int], _ columns: Int, _ configured: Set<Int>
  ) throws(Misfit) {
    let isRow = scales.shape == rows || scales.shape == rows + [1]
    guard scales.type.isScale, isRow || Array(scales.shape.dropLast()) == rows,
      scales.elementCount > 0
    else {
      throw Misfit(
        "its scales are \(scales.kind), expected F32, F16 or BF16 for rows \(shapeText(rows))")
    }
    let count = isRow ? 1 : scales.columns
    let fitting = configured.filter { blockCount(columns, of: $0) == count }
    if let only = fitting.first, fitting.count == 1 {
      size = min(only, columns)
      name = "g\(only)"
    } else if count == 1 {
      size = columns
      name = [32, 64, 128].contains(columns) ? "g\(columns)" : "row"
    } else if columns % count == 0, columns / count % 16 == 0 {
      size = columns / count
      name = "g\(size)"
    } else {
      let power = (0..<62).map { 1 << $0 }.first { blockCount(columns, of: $0) == count }
      guard let power else {
        throw Misfit("\(count) groups do not cover \(columns) columns")
      }
      size = power
      name = "g\(size)"
    }
    self.count = count
    option = scales.type.scaleOption(default: name == "row" ? .f32 : .f16)
  }
}
