/// Software that multiplies layers of a recipe on parts of some generation.
public struct Runtime: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// The recipes that it serves.
  public let recipes: Set<String>
  /// The generations for which that holds; nil where the source names none.
  public let architectures: Set<String>?
  /// Where that is written.
  public let source: Fact.Source

  /// The runtimes that serve a recipe on a part, those with a source first.
  public static func serving(_ recipe: LayerRecipe, on part: Part) -> [Runtime] {
    let serving = all.filter { runtime in
      runtime.recipes.contains(recipe.id)
        && runtime.architectures?.contains(part.architecture.name) ?? true
    }
    return serving.filter(\.source.isVerified) + serving.filter { !$0.source.isVerified }
  }

  private static let nvidia: Set = ["sm_80", "sm_89", "sm_90", "sm_100", "sm_103", "sm_120"]
  private static let amd: Set = ["gfx942", "gfx950"]
  private static let fp8Units: Set = ["sm_89", "sm_90", "sm_100", "sm_103", "sm_120", "gfx950"]
  private static let gemlite = Fact.Source.cited("gemlite at 1a6815d")
  private static let triton = Fact.Source.unverified("Triton on AMD parts")
  private static let layouts = Fact.Source.unverified("loads the layout; kernels by part unchecked")

  /// What is known.
  ///
  /// Triton's block-scaled product dequantizes wherever units don't apply the scales themselves.
  public static let all: [Runtime] = [
    Runtime(
      name: "cuBLAS", recipes: ["bf16@bf16", "f32@f32"], architectures: nvidia,
      source: .cited("measured on an H200")),
    Runtime(
      name: "hipBLAS", recipes: ["bf16@bf16", "f32@f32"], architectures: amd,
      source: .unverified("")),
    Runtime(
      name: "gemlite", recipes: ["int8-row@bf16", "int8-row@int8-row", "int4-g128@bf16"],
      architectures: nvidia, source: gemlite),
    Runtime(
      name: "gemlite", recipes: ["fp8-row@fp8-row"], architectures: fp8Units.subtracting(amd),
      source: gemlite),
    Runtime(name: "gemlite", recipes: blockScaled, architectures: nvidia, source: gemlite),
    Runtime(
      name: "gemlite", recipes: blockScaled.union(["int4-g128@bf16", "int8-row@int8-row"]),
      architectures: amd, source: triton),
    Runtime(
      name: "Transformer Engine", recipes: ["mxfp8-e4m3@mxfp8-e4m3"],
      architectures: ["sm_100", "sm_103"], source: .cited("Transformer Engine's support matrix")),
    Runtime(
      name: "Transformer Engine", recipes: ["nvfp4@nvfp4"],
      architectures: ["sm_100", "sm_103"], source: .cited("Transformer Engine's support matrix")),
    Runtime(
      name: "Transformer Engine (part)", recipes: ["nvfp4@nvfp4"], architectures: ["sm_120"],
      source: .cited("Transformer Engine's support matrix")),
    Runtime(
      name: "vLLM",
      recipes: ["int4-g128@bf16", "int8-row@bf16", "nvfp4@bf16", "mxfp4@bf16", "bf16@bf16"],
      architectures: nil, source: layouts),
    Runtime(
      name: "vLLM", recipes: ["int8-row@int8-row"], architectures: nvidia, source: layouts),
    Runtime(
      name: "vLLM", recipes: ["fp8-row@fp8-row", "fp8-128x128@fp8-g128"],
      architectures: fp8Units, source: layouts),
    Runtime(
      name: "vLLM", recipes: ["nvfp4@nvfp4"], architectures: ["sm_100", "sm_103", "sm_120"],
      source: layouts),
    Runtime(
      name: "TensorRT-LLM", recipes: ["nvfp4@nvfp4"],
      architectures: ["sm_100", "sm_103", "sm_120"], source: layouts),
    Runtime(
      name: "llama.cpp", recipes: ["mxfp4@int8-g32", "nvfp4@int8-g16", "q4_0@q8_0", "q8_0@q8_0"],
      architectures: nil, source: .cited("ggml at d99724f, processors")),
  ]

  private static let blockScaled: Set = [
    "mxfp8-e4m3@bf16", "mxfp4@bf16", "mxfp8-e4m3@mxfp8-e4m3", "mxfp4@mxfp8-e4m3", "mxfp4@mxfp4",
    "nvfp4@nvfp4",
  ]
}
