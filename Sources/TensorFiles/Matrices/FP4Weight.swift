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
  /// Where codes lie, which says the way that blocks run.
  var order = Order.alongRows

  /// How codes and blocks lie in their tensors.
  enum Order {
    /// Two columns to a byte.
    case alongRows
    /// As along rows, the last axis within a block of 32.
    case blockAxis
    /// Two rows to a byte, and blocks of one column.
    case downColumns
  }

  /// MXFP4 with E8M0 scales.
  func mxfp4() throws(Misfit) -> PackedWeight {
    try weight(format: "mxfp4", block: 32)
  }

  /// NVFP4 with a scale for the tensor.
  func nvfp4(
    _ tensorScale: TensorDescriptor, _ use: EncodedMatrix.TensorScaleUse
  ) throws(Misfit) -> PackedWeight {
    // ModelOpt's configuration with FP8 inputs has blocks of 32.
    let shape = try shape()
    let isWide =
      scales.shape != scaleShape(of: shape, block: 16)
      && scales.shape == scaleShape(of: shape, block: 32)
    return try weight(
      format: isWide ? "nvfp4-g32" : "nvfp4", block: isWide ? 32 : 16, tensorScale: tensorScale,
      use: use)
  }

  private func weight(
    format: String, block: Int, tensorScale: TensorDescriptor? = nil,
    use: EncodedMatrix.TensorScaleUse? = nil
  ) throws(Misfit) -> PackedWeight {
    let shape = try shape()
    let expected = scaleShape(of: shape, block: block)
    guard scales.shape == expected else {
      throw Misfit("its scales are \(scales.kind), expected \(shapeText(expected))")
    }
    let rows = shape.dropLast().reduce(1, *)
    let isDown = order == .downColumns
    guard !isDown || shape[shape.count - 2] % block == 0 else {
      throw Misfit("blocks of \(block) do not divide its \(shape[shape.count - 2]) rows")
    }
    if let tensorScale, !tensorScale.isTensorScale(ofRows: rows) {
      throw Misfit("its tensor scale is \(tensorScale.kind), expected one F32")
    }
    var parts = [EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, scales.name)]
    if let tensorScale { parts.append(EncodedMatrix.Part(.tensorScale, tensorScale.name)) }
    let matrix = EncodedMatrix(
      name: name, layout: layout, format: format, shape: shape,
      coding: .separate(
        element: .e2m1, packing: .nibblePairs,
        block: BlockShape(rows: isDown ? block : 1, columns: isDown ? 1 : block)),
      scaleType: scales.type.scaleType, tensorScale: use, parts: parts)
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales, tensorScale: tensorScale,
      arrangement: PartArrangement(codes: isDown ? .rowPairs : .rows))
  }

  /// The scales' dimensions: the weight's with the axis that blocks run along cut into them.
  private func scaleShape(of shape: [Int], block: Int) -> [Int] {
    var shape = shape
    let axis = shape.count - (order == .downColumns ? 2 : 1)
    shape[axis] = blockCount(shape[axis], of: block)
    return shape
  }

  /// The weight's dimensions: the codes' with the packed one unpacked.
  private func shape() throws(Misfit) -> [Int] {
    var packed = order == .blockAxis ? Array(codes.shape.dropLast()) : codes.shape
    let axis = packed.count - (order == .downColumns ? 2 : 1)
    guard packed.indices.contains(axis) else {
      throw Misfit("its codes are \(codes.kind), expected a matrix")
    }
    let (count, overflowed) = packed[axis].multipliedReportingOverflow(
      by: order == .blockAxis ? 32 : 2)
    packed[axis] = count
    guard !overflowed, let shape = CheckedShape(packed) else {
      throw Misfit("its codes are \(codes.kind), more than any file has")
    }
    return shape.dimensions
  }
}
