internal import QuantCore

/// llama.cpp's NVFP4: blocks that hold their scales, and a factor in a tensor of its own.
///
/// ```
/// blk.0.ffn_up.weight     NVFP4 [N, K]
/// blk.0.ffn_up.scale      F32 [1], or one for each matrix of a stack; multiplies the values
/// ```
///
/// Without a factor the tensor stands for itself.
struct FactoredBlocksLayout: MatrixLayout {
  let codeType = GGMLType.nvfp4.name

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    let names = PartName.ggmlScales(of: codes.name)
    guard let factor = names.lazy.compactMap({ stored[$0] }).first else { return nil }
    guard factor.isTensorScale(ofRows: codes.rows) else {
      throw Misfit("its factor is \(factor.kind), expected one F32")
    }
    let layout = GGMLBlock.nvfp4.layout
    let matrix = EncodedMatrix(
      name: codes.name, layout: LayoutName.llamaCpp, format: layout.format, shape: codes.shape,
      coding: .blocks(layout), scaleType: layout.scaleType, tensorScale: .multiplier,
      parts: [
        EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.tensorScale, factor.name),
      ])
    return PackedWeight(matrix: matrix, codes: codes, tensorScale: factor)
  }
}
