extension MeasuredKernel {
  /// One layer of 8192×8192 on an H200, medians under CUDA graphs; `KernelFit` gives these constants again from the
  /// table of measurements, which a test does.
  ///
  /// BF16 is fitted to BF16 and FP16 there and at 2048×2048, so that the floor is told from the bandwidth, and its
  /// spread is what was found at eleven other shapes: 368 of 374 calls within 20 %, five of the others at 1024 outputs,
  /// where tiles are too few to fill the part (up to 30 % slower than said).
  static let h200: [MeasuredKernel] = [
    row("bf16@bf16", "cuBLAS", dense, spread: 1.2, points: 60, isCheckedElsewhere: true),
  ].compactMap { $0 }

  private static let dense = KernelModel(floor: 4.6e-6, bandwidth: 4.28e12, rate: 7.5e14)

  private static func row(
    _ recipe: String, _ name: String, _ model: KernelModel, spread: Double, points: Int,
    isCheckedElsewhere: Bool = false
  ) -> MeasuredKernel? {
    guard let recipe = try? LayerRecipe(recipe),
      let shape = LayerShape(outputs: 8192, inputs: 8192)
    else { return nil }
    return MeasuredKernel(
      part: "H200", recipe: recipe, name: name, model: model, spread: spread, points: points,
      shape: shape, isCheckedElsewhere: isCheckedElsewhere)
  }
}
