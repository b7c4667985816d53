internal import QuantCore

extension PackedWeight {
  /// The weight with what ModelOpt stores beside it for its inputs.
  ///
  /// ```
  /// m.pre_quant_scale       BF16, F16 or F32 [K]     what inputs are multiplied by, and so are the weight's columns
  /// ```
  ///
  /// AWQ and SmoothQuant divide the columns by it before they are quantized. Where a norm or the layer before took it
  /// in, there is none.
  ///
  /// - Parameter stored: All stored tensors.
  /// - Returns: The weight, the same where there is nothing for its inputs.
  /// - Throws: `Misfit` where the scales are not one for each column.
  func withInputs(among stored: StoredParts) throws(Misfit) -> PackedWeight {
    guard let module = PartName.weight(of: matrix.name, without: PartName.weight) else {
      return self
    }
    var weight = self
    if let scale = stored[module + PartName.inputScale] {
      guard scale.type.isScale, scale.elementCount == matrix.columns else {
        throw Misfit(
          "its input scale is \(scale.kind), expected F32, F16 or BF16 [\(matrix.columns)]")
      }
      weight.inputScale = scale
      weight.matrix = weight.matrix.adding([EncodedMatrix.Part(.inputScale, scale.name)])
    }
    let names = [
      matrix.name + PartName.lowRank.ofWeight, module + PartName.lowRank.ofModule,
    ]
    if names.contains(where: { stored[$0] != nil }) {
      weight.matrix = weight.matrix.adding(
        [], assuming: ["SVDQuant's low-rank part is stored beside it and not added"])
    }
    return weight
  }
}
