internal import QuantCore

/// gpt-oss's MXFP4, whose codes have an axis for blocks.
///
/// ```
/// W_blocks        U8 […, N, K/32, 16]      two E2M1 codes to a byte, the even column low
/// W_scales        U8 […, N, K/32]          E8M0
/// ```
struct BlockListLayout: MatrixLayout {
  let codeType = "U8"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.shape.count >= 2, codes.shape.last == 16 else {
      return nil
    }
    for (blocks, suffix) in zip(PartName.blocks, PartName.scales) {
      guard let name = PartName.weight(of: codes.name, without: blocks) else { continue }
      let scales = try stored.needed(name + suffix)
      guard scales.type.scaleType == .e8m0 else {
        throw Misfit("its scales are \(scales.type.name), expected U8 (E8M0)")
      }
      return try FP4Weight(
        name: name, layout: LayoutName.gptOSS, codes: codes, scales: scales, order: .blockAxis
      ).mxfp4()
    }
    return nil
  }
}
