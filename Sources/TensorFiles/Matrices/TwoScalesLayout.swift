internal import QuantCore

/// ModelOpt's NVFP4: the codes have the weight's own name.
///
/// ```
/// W               U8 [N, K/2]              two E2M1 codes to a byte, the even column low
/// W_scale         F8_E4M3 [N, K/16]
/// W_scale_2       F32                      multiplies the block scales
/// ```
struct TwoScalesLayout: MatrixLayout {
  let codeType = "U8"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard !codes.shape.isEmpty,
      let second = stored[codes.name + PartName.secondScale]
    else { return nil }
    let scales = try stored.needed(codes.name + PartName.scale)
    guard scales.type == .f8e4m3 else {
      throw Misfit("its scales are \(scales.type.name), expected F8_E4M3")
    }
    return try FP4Weight(name: codes.name, codes: codes, scales: scales)
      .nvfp4(second, .multiplier)
  }
}
