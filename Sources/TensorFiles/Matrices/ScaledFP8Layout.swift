internal import QuantCore

/// FP8 weights of compressed-tensors and its like: the codes have the weight's own name.
///
/// ```
/// W               F8_E4M3 [N, K]
/// W_scale         BF16, F16 or F32 [N, 1], or one for the tensor; U8 [N, K/32] for MXFP8
/// ```
struct ScaledFP8Layout: MatrixLayout {
  let codeType = "F8_E4M3"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.elementCount > 0,
      let scales = stored[codes.name + PartName.scale]
    else { return nil }
    let (format, block) = try granularity(of: scales, for: codes)
    let matrix = EncodedMatrix(
      name: codes.name, format: format, shape: codes.shape,
      coding: .separate(element: .e4m3, packing: .bytes, block: block),
      parts: [
        EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, scales.name),
      ])
    return PackedWeight(matrix: matrix, codes: codes, scales: scales)
  }

  private func granularity(
    of scales: TensorDescriptor, for codes: TensorDescriptor
  ) throws(Misfit) -> (format: String, block: BlockShape) {
    let leading = Array(codes.shape.dropLast())
    if scales.type.name == "U8", scales.shape == leading + [blockCount(codes.columns, of: 32)] {
      return ("mxfp8-e4m3", BlockShape(rows: 1, columns: 32))
    }
    if scales.type.isScale {
      let option = scales.type.scaleOption(default: .f32)
      if !leading.isEmpty, scales.shape == leading || scales.shape == leading + [1] {
        return ("fp8-row" + option, BlockShape(rows: 1, columns: codes.columns))
      }
      if scales.elementCount == 1 {
        return ("fp8-tensor" + option, BlockShape(rows: codes.rows, columns: codes.columns))
      }
    }
    throw Misfit(
      "its scales are \(scales.kind), expected F32, F16 or BF16 \(shapeText(leading + [1]))")
  }
}
