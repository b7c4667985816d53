extension MeasuredKernel {
  /// Which rows of a table of measurements are which recipe on an H200, and how they are fitted.
  struct Rows {
    /// The recipe.
    let recipe: String
    /// Whose kernel it is.
    let name: String
    /// What the table calls it; BF16 and FP16 take the same time but for noise.
    let kernels: [String]
    /// Whether weights are dequantized on the way to the unit.
    var dequantizes = false

    static let dense = Rows(
      recipe: "bf16@bf16", name: "cuBLAS",
      kernels: ["bf16 (cuBLAS)", "fp16 (cuBLAS)", "bf16", "fp16"])

    static let others = [
      Rows(
        recipe: "int8-row@int8-row", name: "gemlite/Triton",
        kernels: ["A8W8 int8 dynamic (gemlite/Triton)"]),
      Rows(
        recipe: "fp8-row@fp8-row", name: "gemlite/Triton",
        kernels: ["A8W8 fp8 dynamic (gemlite/Triton)"]),
      Rows(
        recipe: "int4-g128@bf16", name: "gemlite/Triton",
        kernels: ["A16W4 int4 g128 (gemlite/Triton)"], dequantizes: true),
      Rows(
        recipe: "mxfp4@bf16", name: "gemlite/Triton",
        kernels: ["A16W4 MXFP4 (gemlite/Triton)"], dequantizes: true),
      Rows(
        recipe: "mxfp4@mxfp8-e4m3", name: "gemlite/Triton",
        kernels: ["A8W4 MXFP8xMXFP4 (gemlite/Triton)"], dequantizes: true),
    ]

    func points(_ points: [CostPoint]) -> [CostPoint] {
      points.filter { kernels.contains($0.kernel) }
    }
  }

  /// Fits the kernels of an H200 to tables of measurements.
  ///
  /// BF16 comes first: floor, bandwidth and rate. The floor is what launching costs and holds for all; 8-bit recipes
  /// then have a bandwidth and a rate of their own. Weight-only recipes and MX formats, which Hopper does not multiply,
  /// go through BF16 units, so that they share BF16's rate and have a bandwidth and a rate of decoding.
  ///
  /// - Parameters:
  ///   - points: All measurements to fit to.
  ///   - part: The H200's row.
  /// - Returns: Recipes and fits, as `h200` lists them; nil where one has no points.
  public static func fitH200(
    to points: [CostPoint], part: Part
  ) -> [(recipe: LayerRecipe, fit: KernelFit)]? {
    guard let denseRecipe = try? LayerRecipe(Rows.dense.recipe),
      let dense = KernelFit(points: Rows.dense.points(points), recipe: denseRecipe, part: part)
    else { return nil }
    var fits = [(recipe: denseRecipe, fit: dense)]
    for rows in Rows.others {
      guard let recipe = try? LayerRecipe(rows.recipe) else { return nil }
      let own = rows.points(points)
      let fit =
        rows.dequantizes
        ? KernelFit(dequantizing: own, recipe: recipe, part: part, plain: dense.model)
        : KernelFit(points: own, recipe: recipe, part: part, floor: dense.model.floor)
      guard let fit else { return nil }
      fits.append((recipe, fit))
    }
    return fits
  }
}
