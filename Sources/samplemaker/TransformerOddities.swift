/// What a checkpoint holds besides plain matrices, and a reader has to survive.
enum TransformerOddities {
  static func tensors() -> [SampleTensor] {
    [
      // Listed, not analysed.
      SampleTensor(
        name: "model.position_ids", type: .i64, shape: [1, 64], values: (0..<64).map(Double.init)),
      // A single value: 0-D.
      SampleTensor(name: "model.logit_scale", type: .f32, shape: [], values: [0.0883883461356163]),
      // No value at all.
      SampleTensor(name: "model.adapter.weight", type: .bf16, shape: [0, 64], values: []),
      // More than two dimensions: rows are 3 x 16 x 4, columns 4.
      SampleTensor(
        "vision.patch_embed.weight", .f32, [16, 3, 4, 4], seed: 201, scale: 0.1, .normal),
      extremes(),
    ]
  }

  /// Row 0 reaches F32's largest value; row 1 is ordinary, and NVFP4's one tensor scale flushes all of it.
  private static func extremes() -> SampleTensor {
    var random = SplitMix64(seed: 202)
    let largest = Double(Float.greatestFiniteMagnitude)
    let large = (0..<64).map { index in
      random.sign() * (index == 0 ? largest : 1e38 * (0.5 + 2.5 * random.uniform()))
    }
    let ordinary = (0..<64).map { _ in random.normal() }
    return SampleTensor(
      name: "probe.extremes", type: .f32, shape: [2, 64], values: large + ordinary)
  }
}
