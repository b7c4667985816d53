internal import QuantCore

/// compressed-tensors' `nvfp4-pack-quantized` and `mxfp4-pack-quantized`.
///
/// ```
/// W_packed        U8 [N, K/2]              two E2M1 codes to a byte, the even column low
/// W_scale         F8_E4M3 [N, K/16]        NVFP4; with W_global_scale F32, which divides it
///                 U8 [N, K/32]             MXFP4; E8M0
/// ```
struct PairPackedLayout: MatrixLayout {
  let codeType = "U8"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard !codes.shape.isEmpty,
      let name = PartName.weight(of: codes.name, without: PartName.packed)
    else { return nil }
    let scales = try stored.needed(name + PartName.scale)
    let weight = FP4Weight(
      name: name, layout: LayoutName.compressedTensors, codes: codes, scales: scales)
    switch scales.type.name {
    case "U8", "F8_E8M0": return try weight.mxfp4()
    case "F8_E4M3":
      if let second = stored[name + PartName.secondScale] {
        return try weight.nvfp4(second, .multiplier)
      }
      let global = try stored.needed(name + PartName.globalScale)
      return try weight.nvfp4(global, .divisor)
    default:
      throw Misfit("its scales are \(scales.type.name), expected F8_E4M3 (NVFP4) or U8 (MXFP4)")
    }
  }
}
