internal import QuantCore

/// compressed-tensors' `int-quantized` and ModelOpt's INT8: the codes have the weight's own name.
///
/// ```
/// W               I8 [N, K]
/// W_scale         BF16, F16 or F32 [N], [N, 1], [N, groups], one for the tensor, for each of a stack or for each tile
/// W_zero_point    I8 in the shape of W_scale; only where asymmetric
/// ```
struct SignedByteLayout: MatrixLayout {
  let codeType = "I8"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.shape.count >= 2, codes.elementCount > 0,
      let scales = stored[codes.name + PartName.scale]
    else { return nil }
    let leading = Array(codes.shape.dropLast())
    guard scales.type.isScale, scales.elementCount > 0 else {
      throw Misfit("its scales are \(scales.kind), expected F32, F16 or BF16")
    }
    var name: String
    var block: BlockShape
    var arrangement = PartArrangement(zeroPoints: .bytes)
    let zeros = stored[codes.name + PartName.zeroPoint]
    if scales.elementCount == 1, codes.rows > 1 {
      name = "int8-tensor" + scales.type.scaleOption(default: .f32)
      block = BlockShape(rows: codes.rows, columns: codes.columns)
    } else if codes.shape.count == 3, scales.elementCount == codes.shape[0],
      scales.shape != leading,
      Array(scales.shape.dropLast()) != leading
    {
      name = "int8-tensor" + scales.type.scaleOption(default: .f32)
      block = BlockShape(rows: codes.shape[1], columns: codes.columns)
    } else if Array(scales.shape.dropLast()) != leading, scales.shape != leading,
      let tiles = ScaleTiles(of: scales, for: codes, stored.settings), zeros == nil || tiles.isWhole
    {
      name = "int8-" + tiles.name + scales.type.scaleOption(default: .f32)
      block = tiles.block
      arrangement.scales = tiles.arrangement
    } else {
      let isRow = scales.shape == leading
      guard isRow || Array(scales.shape.dropLast()) == leading else {
        throw Misfit("its scales are \(scales.kind), expected \(shapeText(leading + [1]))")
      }
      let groups =
        isRow
        ? ScaleGroups(row: codes.columns)
        : try ScaleGroups(
          count: scales.columns, columns: codes.columns, configured: stored.settings.groupSizes)
      name = "int8-" + groups.name + groups.option(of: scales)
      block = BlockShape(rows: 1, columns: groups.size)
    }
    if let zeros {
      guard zeros.type == .i8, zeros.shape == scales.shape else {
        throw Misfit("its zero points are \(zeros.kind), expected I8 \(shapeText(scales.shape))")
      }
      let option = name.firstIndex(of: "+") ?? name.endIndex
      name.insert(contentsOf: ":asym", at: option)
    }
    let roles: [(EncodedMatrix.Role, TensorDescriptor?)] = [
      (.codes, codes), (.scales, scales), (.zeroPoints, zeros),
    ]
    let matrix = EncodedMatrix(
      name: codes.name, layout: stored.settings.byteLayout, format: name, shape: codes.shape,
      coding: .separate(element: .signed(bits: 8), packing: .bytes, block: block),
      scaleType: scales.type.scaleType, zeroPoints: zeros == nil ? nil : .plain,
      parts: roles.compactMap { role, part in part.map { EncodedMatrix.Part(role, $0.name) } })
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales, zeroPoints: zeros,
      arrangement: arrangement)
  }
}
