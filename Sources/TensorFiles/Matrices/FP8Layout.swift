internal import QuantCore

/// FP8 weights of DeepSeek, compressed-tensors, ModelOpt and their like: the codes have the weight's own name.
///
/// ```
/// W               F8_E4M3 [N, K]
/// W_scale         BF16, F16 or F32 [N, 1], or one for the tensor, for groups of columns or for tiles;
///                 U8 (E8M0) [N, K/32] for MXFP8; W_weight_scale where ModelOpt stores experts as one, then also
///                 [E, K] for experts [E, N, K] whose columns have one each
/// W_scale_inv     F32, BF16, F16 or U8 (E8M0) [⌈N/128⌉, ⌈K/128⌉]; of m.weight also m.scale, as DeepSeek publishes it
/// ```
///
/// `x = element · scale`, also where the name says that the scale is inverted.
struct FP8Layout: MatrixLayout {
  let codeType = "F8_E4M3"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard codes.elementCount > 0 else { return nil }
    let scale =
      stored[codes.name + PartName.scale] ?? stored[codes.name + PartName.parameterScale]
    let inverse =
      stored[codes.name + PartName.inverseScale]
      ?? (scale == nil ? Self.publishedScales(of: codes, among: stored) : nil)
    guard let scales = inverse ?? scale else { return nil }
    let granularity = try FP8Granularity(
      of: scales, for: codes, stored.settings, isInverse: inverse != nil)
    let matrix = EncodedMatrix(
      name: codes.name,
      layout: inverse != nil ? LayoutName.deepSeek : stored.settings.byteLayout,
      format: granularity.format, shape: codes.shape,
      coding: .separate(element: .e4m3, packing: .bytes, block: granularity.block),
      scaleType: scales.type.scaleType,
      parts: [
        EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, scales.name),
      ])
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales,
      arrangement: PartArrangement(scales: granularity.scales))
  }

  /// The scales under the name that DeepSeek publishes them by; what else is called so has another shape.
  private static func publishedScales(
    of codes: TensorDescriptor, among stored: StoredParts
  ) -> TensorDescriptor? {
    guard codes.shape.count == 2,
      let module = PartName.weight(of: codes.name, without: PartName.weight),
      let scales = stored[module + PartName.publishedScale],
      scales.shape == codes.shape.map({ blockCount($0, of: 128) })
    else { return nil }
    return scales
  }
}

/// What shares a scale in an FP8 weight, by the shape of the scales.
private struct FP8Granularity {
  let format: String
  /// What shares a scale, or, where tiles end within each matrix of a stack, the part of it that never does.
  let block: BlockShape
  /// Where scales lie.
  let scales: PartArrangement.Scales

  init(
    of scales: TensorDescriptor, for codes: TensorDescriptor, _ settings: QuantizationSettings,
    isInverse: Bool
  ) throws(Misfit) {
    let leading = Array(codes.shape.dropLast())
    let type = scales.type
    let isPower = type.scaleType == .e8m0
    guard type.isScale || isPower else {
      throw Misfit("its scales are \(type.name), expected F32, BF16 or F16, or U8 (E8M0)")
    }
    let option = isPower ? "" : type.scaleOption(default: .f32)
    let columns = codes.columns
    if isPower, scales.shape == leading + [blockCount(columns, of: 32)] {
      self.init(format: "mxfp8-e4m3", block: BlockShape(rows: 1, columns: 32))
    } else if !leading.isEmpty, scales.shape == leading || scales.shape == leading + [1] {
      self.init(format: "fp8-row" + option, block: BlockShape(rows: 1, columns: columns))
    } else if scales.elementCount == 1 {
      self.init(
        format: "fp8-tensor" + option, block: BlockShape(rows: codes.rows, columns: columns))
    } else if codes.shape.count == 3, scales.elementCount == codes.shape[0] {
      self.init(
        format: "fp8-tensor" + option, block: BlockShape(rows: codes.shape[1], columns: columns))
    } else if codes.shape.count == 3, scales.shape == [codes.shape[0], columns] {
      self.init(
        format: "fp8-column" + option, block: BlockShape(rows: codes.shape[1], columns: 1))
    } else if let tiles = ScaleTiles(of: scales, for: codes, settings) {
      self.init(
        format: "fp8-\(tiles.name)" + option, block: tiles.block, scales: tiles.arrangement)
    } else if !isPower, Array(scales.shape.dropLast()) == leading, scales.elementCount > 0 {
      let groups = try ScaleGroups(
        count: scales.columns, columns: columns, configured: settings.groupSizes)
      self.init(
        format: "fp8-" + groups.name + option, block: BlockShape(rows: 1, columns: groups.size))
    } else {
      let tiles = codes.shape.suffix(2).map { blockCount($0, of: 128) }
      let expected =
        isInverse
        ? "\(shapeText(Array(codes.shape.dropLast(2)) + tiles)) for 128x128"
        : shapeText(leading + [1])
      throw Misfit("its scales are \(scales.kind), expected \(expected)")
    }
  }

  private init(
    format: String, block: BlockShape, scales: PartArrangement.Scales = .rows(stride: nil)
  ) {
    self.format = format
    self.block = block
    self.scales = scales
  }
}
