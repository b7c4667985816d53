internal import QuantCore

/// compressed-tensors' `pack-quantized`: integers in 32-bit words.
///
/// ```
/// W_packed        I32 [N, ⌈K·b/32⌉]        codes plus 2^(b-1), a bit stream for each row
///                 I32 [N, ⌈K/⌊32/b⌋⌉]      until 2025: none straddles two words, of 3, 5, 6 and 7 bits some are left
/// W_scale         BF16, F16 or F32 [N, groups], or one for the tensor
/// W_shape         I64 [2]                  N, K
/// W_zero_point    I32 [⌈N·b/32⌉, groups]   plus 2^(b-1), down each column as codes are; only where asymmetric
///                 I8 [1]                   as it is, of one scale for the tensor
/// W_g_idx         I32 [K]                  the group of each column; only where columns were reordered, and of no
///                                          meaning where one is -1
/// ```
struct WordPackedLayout: MatrixLayout {
  let codeType = "I32"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.shape.count >= 2,
      let name = PartName.weight(of: codes.name, without: PartName.packed)
    else { return nil }
    let scales = try stored.needed(name + PartName.scale)
    let written = try stored.needed(name + PartName.shape)
    let shape = try shape(written, of: codes, stored)
    let columns = shape.last ?? 1
    let words = try WordPacking(of: codes, columns: columns, stored)
    let width = words.packing.bits
    let zeroPoints = stored[name + PartName.zeroPoint]
    // Of one row the tensor's scale is the row's, too; the zero point tells.
    let isWhole =
      scales.type.isScale && scales.elementCount == 1 && (codes.rows > 1 || zeroPoints?.type == .i8)
    let groups =
      isWhole
      ? ScaleGroups(tensor: columns)
      : try groups(of: scales, rows: Array(shape.dropLast()), columns, stored)
    if let zeroPoints {
      if isWhole {
        try check(zeroPoints, width: width, stored)
      } else {
        try check(zeroPoints, shape, words.packing, groups: groups.count)
      }
    }
    let groupIndex = try stored.groupIndex(name + PartName.groupIndex, columns: columns)
    // compressed-tensors fills it with -1 before it knows the groups, and takes one -1 for a file that never had any.
    let isPlain = groupIndex.map { stored.hasMinusOne(in: $0) } ?? false
    let roles: [(EncodedMatrix.Role, TensorDescriptor?)] = [
      (.codes, codes), (.scales, scales), (.zeroPoints, zeroPoints), (.groupIndex, groupIndex),
      (.shape, written),
    ]
    let rule = zeroPoints == nil ? "" : ":asym"
    let matrix = EncodedMatrix(
      name: name, layout: LayoutName.compressedTensors,
      format: "int\(width)-\(groups.name)\(rule)\(groups.option(of: scales))", shape: shape,
      coding: .separate(
        element: .integer(bits: width), packing: words.packing,
        block: BlockShape(rows: isWhole ? codes.rows : 1, columns: groups.size)),
      scaleType: scales.type.scaleType, zeroPoints: zeroPoints == nil ? nil : .plain,
      parts: roles.compactMap { role, part in
        part.map { EncodedMatrix.Part(role, $0.name) }
      }, assumptions: words.assumption.map { [$0] } ?? [])
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales, zeroPoints: zeroPoints,
      groupIndex: isPlain ? nil : groupIndex, plainGroupIndex: isPlain ? groupIndex : nil,
      writtenShape: written,
      arrangement: PartArrangement(zeroPoints: isWhole ? .bytes : .wordColumns))
  }

  private func groups(
    of scales: TensorDescriptor, rows: [Int], _ columns: Int, _ stored: StoredParts
  ) throws(Misfit) -> ScaleGroups {
    let isRow = scales.shape == rows
    guard scales.type.isScale, isRow || Array(scales.shape.dropLast()) == rows,
      scales.elementCount > 0
    else {
      throw Misfit(
        "its scales are \(scales.kind), expected F32, F16 or BF16 for rows \(shapeText(rows))")
    }
    return isRow
      ? ScaleGroups(row: columns)
      : try ScaleGroups(
        count: scales.columns, columns: columns, configured: stored.settings.groupSizes)
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

  /// Checks the zero point of a tensor.
  private func check(
    _ zeroPoint: TensorDescriptor, width: Int, _ stored: StoredParts
  ) throws(Misfit) {
    guard zeroPoint.type == .i8, zeroPoint.elementCount == 1,
      let byte = stored.firstByte(of: zeroPoint)
    else { throw Misfit("its zero point is \(zeroPoint.kind), expected one I8") }
    let half = 1 << (width - 1)
    let value = Int(Int8(bitPattern: byte))
    guard (-half..<half).contains(value) else {
      throw Misfit("its zero point is \(value), which no code of \(width) bits stands for")
    }
  }

  private func check(
    _ zeroPoints: TensorDescriptor, _ shape: [Int], _ packing: CodePacking, groups: Int
  ) throws(Misfit) {
    guard shape.count == 2, let bytes = packing.byteCount(columns: shape[0])
    else { throw Misfit("zero points of \(shapeText(shape)) can't be read") }
    let expected = [bytes / 4, groups]
    guard zeroPoints.type.name == "I32", zeroPoints.shape == expected else {
      throw Misfit("its zero points are \(zeroPoints.kind), expected I32 \(shapeText(expected))")
    }
  }
}
