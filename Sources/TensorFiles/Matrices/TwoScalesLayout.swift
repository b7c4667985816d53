internal import QuantCore

/// ModelOpt's NVFP4 and MXFP4: the codes have the weight's own name.
///
/// ```
/// W               U8 [N, K/2]              two E2M1 codes to a byte, the even column low
/// W_scale         F8_E4M3 [N, K/16]        NVFP4, or groups of 32; with W_scale_2 F32, which multiplies it
///                 U8 [N, K/32]             MXFP4; E8M0
///
/// W               U8 [E, K/2, N]           experts that are one parameter: two rows to a byte, the even one low
/// W_weight_scale  F8_E4M3 [E, K/16, N]     with W_weight_scale_2 F32
/// ```
///
/// Where the tensor's scale has compressed-tensors' name it divides instead.
struct TwoScalesLayout: MatrixLayout {
  let codeType = "U8"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.elementCount > 0, !codes.shape.isEmpty else { return nil }
    let second = stored[codes.name + PartName.secondScale]
    let global = stored[codes.name + PartName.globalScale]
    guard let scales = stored[codes.name + PartName.scale] else {
      if let down = stored[codes.name + PartName.parameterScale], down.type == .f8e4m3,
        codes.shape.count >= 2
      {
        let weight = FP4Weight(
          name: codes.name, layout: LayoutName.modelOpt, codes: codes, scales: down,
          order: .downColumns)
        return try weight.nvfp4(
          try stored.needed(codes.name + PartName.parameterSecondScale), .multiplier)
      }
      guard second != nil || global != nil else { return nil }
      throw Misfit("there is no \(PrintableName.quoted(codes.name + PartName.scale))")
    }
    let weight = FP4Weight(
      name: codes.name, layout: LayoutName.modelOpt, codes: codes, scales: scales)
    if let second { return try nvfp4(weight, second, .multiplier) }
    if let global { return try nvfp4(weight, global, .divisor) }
    let leading = Array(codes.shape.dropLast())
    // Bytes with scales can be other things; of these the shapes are sure.
    switch scales.type.scaleType {
    case .e8m0 where scales.shape == leading + [blockCount(codes.columns, of: 16)]:
      return try weight.mxfp4()
    case .e4m3 where scales.shape == leading + [blockCount(codes.columns, of: 8)]:
      throw Misfit("there is no \(PrintableName.quoted(codes.name + PartName.secondScale))")
    default: return nil
    }
  }

  private func nvfp4(
    _ weight: FP4Weight, _ scale: TensorDescriptor, _ use: EncodedMatrix.TensorScaleUse
  ) throws(Misfit) -> PackedWeight {
    guard weight.scales.type == .f8e4m3 else {
      throw Misfit("its scales are \(weight.scales.type.name), expected F8_E4M3")
    }
    return try weight.nvfp4(scale, use)
  }
}
