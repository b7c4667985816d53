internal import QuantCore

/// A weight of E2M1 codes in pairs, whose parts are to be checked.
struct FP4Weight {
  /// The weight's name.
  let name: String
  /// Which layout it is stored in.
  let layout: String
  /// The codes.
  let codes: TensorDescriptor
  /// The block scales.
  let scales: TensorDescriptor
  /// Whether the codes' last axis runs within a block of 32.
  var hasBlockAxis = false

  /// MXFP4 with E8M0 scales.
  func mxfp4() throws(Misfit) -> PackedWeight {
    try weight(format: "mxfp4", block: 32)
  }

  /// NVFP4 with a scale for the tensor.
  func nvfp4(
    _ tensorScale: TensorDescriptor, _ use: EncodedMatrix.TensorScaleUse
  ) throws(Misfit) -> PackedWeight {
    try weight(format: "nvfp4", block: 16, tensorScale: tensorScale, use: use)
  }

  private func weight(
    format: String, block: Int, tensorScale: TensorDescriptor? = nil,
    use: EncodedMatrix.TensorScaleUse? = nil
  ) throws(Misfit) -> PackedWeight {
    let shape = try shape()
    let columns = shape.last ?? 1
    let expected = Array(shape.dropLast()) + [blockCount(columns, of: block)]
    guard scales.shape == expected else {
      throw Misfit("its scales are \(scales.kind), expected \(shapeText(expected))")
    }
    let rows = shape.dropLast().reduce(1, *)
    if let tensorScale, !tensorScale.isTensorScale(ofRows: rows) {
      throw Misfit("its tensor scale is \(tensorScale.kind), expected one F32")
    }
    var parts = [EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, scales.name)]
    if let tensorScale { parts.append(EncodedMatrix.Part(.tensorScale, tensorScale.name)) }
    let matrix = EncodedMatrix(
      name: name, layout: layout, format: format, shape: shape,
      coding: .separate(
        element: .e2m1, packing: .nibblePairs, block: BlockShape(rows: 1, columns: block)),
      scaleType: scales.type.scaleType, tensorScale: use, parts: parts)
    return PackedWeight(matrix: matrix, codes: codes, scales: scales, tensorScale: tensorScale)
  }

  /// The weight's dimensions: the codes' with the last one unpacked.
  private func shape() throws(Misfit) -> [Int] {
    let packed = hasBlockAxis ? Array(codes.shape.dropLast()) : codes.shape
    let (columns, overflowed) = (packed.last ?? 1).multipliedReportingOverflow(
      by: hasBlockAxis ? 32 : 2)
    guard !overflowed, let shape = CheckedShape(packed.dropLast() + [columns]) else {
      throw Misfit("its codes are \(codes.kind), more than any file has")
    }
    return shape.dimensions
  }
}
