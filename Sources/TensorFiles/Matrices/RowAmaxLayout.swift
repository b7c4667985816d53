internal import QuantCore

/// bitsandbytes' LLM.int8(): bytes with the amax of each row.
///
/// ```
/// m.weight        I8 [N, K]
/// m.SCB           F32 [N]         the amax of each row: x = code · SCB / 127
/// m.weight_format U8 [], 0        rows lie one after the other; other numbers are layouts of old GPUs
/// ```
///
/// The quotient is rounded to F32 before the product; bitsandbytes multiplies the product by 1/127 instead, which can
/// differ in the last bit. Columns of inputs with outliers, which it multiplies in 16 bits, have their weights in
/// these codes, too.
struct RowAmaxLayout: MatrixLayout {
  let codeType = "I8"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard let module = PartName.weight(of: codes.name, without: PartName.weight),
      codes.shape.count >= 2, codes.elementCount > 0, let amax = stored[module + PartName.rowAmax]
    else { return nil }
    guard amax.type == .f32, amax.elementCount == codes.rows else {
      throw Misfit("the amaxes of its rows are \(amax.kind), expected F32 [\(codes.rows)]")
    }
    let format = stored[module + PartName.rowFormat]
    if let format, format.type != .u8 || stored.firstByte(of: format) != 0 {
      throw Misfit(
        "\(PrintableName.quoted(format.name)) says that its rows do not lie one after the other")
    }
    let matrix = EncodedMatrix(
      name: codes.name, layout: LayoutName.bitsAndBytes, format: "int8-row", shape: codes.shape,
      coding: .separate(
        element: .signed(bits: 8), packing: .bytes,
        block: BlockShape(rows: 1, columns: codes.columns)),
      scaleType: .f32, scaleNumbers: "F32 amax / 127",
      parts: [EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, amax.name)]
        + [format].compactMap { $0.map { EncodedMatrix.Part(.settings, $0.name) } })
    return PackedWeight(
      matrix: matrix, codes: codes, scales: amax, others: [format].compactMap(\.self),
      arrangement: PartArrangement(
        scales: .flat(FlatScales(size: codes.columns, coding: .amax(of: 127)))))
  }
}
