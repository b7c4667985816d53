internal import QuantCore

/// ModelOpt's `int4_awq` and `w4a8_awq`: integers of four bits, two rows to a byte.
///
/// ```
/// W               U8 [N/2, K]              two's complement, the even row low
/// W_scale         F32, F16 or BF16 [N, groups]
/// W_scale_2       F32                      of the FP8 numbers between INT4 and the product; no part of the weight
/// ```
struct RowPairsLayout: MatrixLayout {
  let codeType = "U8"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.shape.count >= 2, codes.elementCount > 0,
      let scales = stored[codes.name + PartName.scale], scales.type.isScale
    else { return nil }
    var shape = codes.shape
    let (rows, overflowed) = shape[shape.count - 2].multipliedReportingOverflow(by: 2)
    shape[shape.count - 2] = rows
    // Bytes with scales can be other things; of these the shapes are sure.
    guard !overflowed, CheckedShape(shape) != nil, scales.elementCount > 0,
      Array(scales.shape.dropLast()) == Array(shape.dropLast())
    else { return nil }
    let groups = try ScaleGroups(
      count: scales.columns, columns: codes.columns, configured: stored.settings.groupSizes)
    let matrix = EncodedMatrix(
      name: codes.name, layout: LayoutName.modelOpt,
      format: "int4-" + groups.name + groups.option(of: scales), shape: shape,
      coding: .separate(
        element: .signed(bits: 4), packing: .nibblePairs,
        block: BlockShape(rows: 1, columns: groups.size)),
      scaleType: scales.type.scaleType,
      parts: [
        EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, scales.name),
      ])
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales,
      arrangement: PartArrangement(codes: .rowPairs))
  }
}
