extension MeasuredKernel {
  /// One layer of 8192×8192 on an H200, medians under CUDA graphs; `fitH200` gives these constants again from the tables
  /// of measurements, which a test does.
  ///
  /// BF16 is fitted to BF16 and FP16 there and at 2048×2048, so that the floor is told from the bandwidth. Its spread is
  /// what was found at eleven other shapes: 368 of 374 calls within 20 %; five of the six others have 1024 outputs,
  /// where tiles are too few to fill the part, and take up to 1.43 times as long as said.
  static let h200: [MeasuredKernel] = [
    row(
      .dense, KernelModel(floor: 4.587e-6, bandwidth: 4.277e12, rate: 7.529e14), spread: 1.2,
      points: 60, isCheckedElsewhere: true),
    row(
      "int8-row@int8-row",
      KernelModel(floor: 4.587e-6, bandwidth: 3.900e12, rate: 9.559e14), spread: 1.11),
    row(
      "fp8-row@fp8-row",
      KernelModel(floor: 4.587e-6, bandwidth: 3.838e12, rate: 1.1666e15), spread: 1.16),
    row(
      "int4-g128@bf16",
      KernelModel(
        floor: 4.587e-6, bandwidth: 1.083e12, rate: 7.529e14, decodeRate: 1.207e12,
        rowBandwidth: 1.837e12), spread: 1.29),
    row(
      "mxfp4@bf16",
      KernelModel(
        floor: 4.587e-6, bandwidth: 4.8e12, rate: 7.529e14, decodeRate: 1.949e12,
        rowBandwidth: 1.148e12), spread: 1.43),
    row(
      "mxfp4@mxfp8-e4m3",
      KernelModel(
        floor: 4.587e-6, bandwidth: 4.164e11, rate: 7.529e14, decodeRate: 1.395e12,
        rowBandwidth: 6.51e11), spread: 1.6),
  ].compactMap { $0 }

  private static func row(
    _ recipe: String, _ model: KernelModel, spread: Double
  ) -> MeasuredKernel? {
    guard let rows = Rows.others.first(where: { $0.recipe == recipe }) else { return nil }
    return row(rows, model, spread: spread, points: 7)
  }

  private static func row(
    _ rows: Rows, _ model: KernelModel, spread: Double, points: Int,
    isCheckedElsewhere: Bool = false
  ) -> MeasuredKernel? {
    guard let recipe = try? LayerRecipe(rows.recipe),
      let shape = LayerShape(outputs: 8192, inputs: 8192)
    else { return nil }
    return MeasuredKernel(
      part: "H200", recipe: recipe, name: rows.name, model: model, spread: spread, points: points,
      shape: shape, isCheckedElsewhere: isCheckedElsewhere)
  }
}
