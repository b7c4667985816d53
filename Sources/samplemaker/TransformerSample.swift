/// `transformer.safetensors`: the tensors of a very small language model, each of another character.
///
/// The layers are 0, 1, 2 and 10, as if the others had been taken out, so that natural order differs from the
/// order of bytes. The intermediate size, 172, is a multiple of no block size.
enum TransformerSample {
  static let hidden = 128
  static let keyValue = 64
  static let intermediate = 172
  static let vocabulary = 200
  static let layers = [0, 1, 2, 10]

  /// The rows of layer 0's output projection that died.
  static let deadRows = [3, 17, 18, 90]
  /// The input channels of every down projection that are larger than the others.
  static let outlierChannels = [9, 100]
  /// What overflowed in layer 10's down projection.
  static let nonfinite: [(row: Int, column: Int, value: Double)] = [
    (3, 17, .nan), (20, 40, .infinity), (20, 41, -.infinity),
  ]

  static func tensors() -> [SampleTensor] {
    layers.flatMap(layer) + ends() + TransformerOddities.tensors()
  }

  private static func ends() -> [SampleTensor] {
    [
      SampleTensor(
        "model.embed_tokens.weight", .bf16, [vocabulary, hidden], seed: 101, scale: 0.05,
        .laplaceLike),
      SampleTensor(
        "lm_head.weight", .f16, [vocabulary, hidden], seed: 102, scale: 0.03, .heavyTailed),
      SampleTensor("model.norm.weight", .f32, [hidden], seed: 103, scale: 0.2, .aroundOne),
    ]
  }

  private static func layer(_ index: Int) -> [SampleTensor] {
    let path = "model.layers.\(index)"
    let seed = UInt64(1000 + 16 * index)
    let norms = ["input_layernorm", "post_attention_layernorm"].enumerated().map {
      SampleTensor(
        "\(path).\($1).weight", .bf16, [hidden], seed: seed + 8 + UInt64($0), scale: 0.1,
        .aroundOne)
    }
    return attention(index, path: "\(path).self_attn", seed: seed) + norms
      + perceptron(index, path: "\(path).mlp", seed: seed + 4)
  }

  /// Layer 1's attention is stored in F16.
  private static func attention(_ index: Int, path: String, seed: UInt64) -> [SampleTensor] {
    let type: ElementType = index == 1 ? .f16 : .bf16
    var output = SampleTensor(
      "\(path).o_proj.weight", type, [hidden, hidden], seed: seed + 3, scale: 0.02, .normal)
    if index == 0 {
      for row in deadRows {
        output.clear(row: row)
      }
    }
    return [
      SampleTensor(
        "\(path).q_proj.weight", type, [hidden, hidden], seed: seed, scale: 0.04, .normal),
      SampleTensor(
        "\(path).k_proj.weight", type, [keyValue, hidden], seed: seed + 1, scale: 0.04,
        .laplaceLike),
      SampleTensor(
        "\(path).v_proj.weight", type, [keyValue, hidden], seed: seed + 2, scale: 0.02, .normal),
      output,
    ]
  }

  /// Layer 2's gate and up projection are stored in F8_E4M3 with a scale of their own, a multiplier.
  private static func perceptron(_ index: Int, path: String, seed: UInt64) -> [SampleTensor] {
    let isNarrow = index == 2
    var tensors: [SampleTensor] = []
    for (offset, name) in ["gate_proj", "up_proj"].enumerated() {
      let character: SampleTensor.Character = offset == 0 ? .heavyTailed : .normal
      tensors.append(
        SampleTensor(
          "\(path).\(name).weight", isNarrow ? .f8e4m3 : .bf16, [intermediate, hidden],
          seed: seed + UInt64(offset), scale: isNarrow ? 32 : 0.02, character))
      if isNarrow {
        tensors.append(
          SampleTensor(
            name: "\(path).\(name).weight_scale", type: .f32, shape: [], values: [0.000625]))
      }
    }
    var down = SampleTensor(
      "\(path).down_proj.weight", .bf16, [hidden, intermediate], seed: seed + 2, scale: 0.02,
      .normal)
    for column in outlierChannels {
      down.scale(column: column, by: 12)
    }
    if index == 10 {
      for (row, column, value) in nonfinite {
        down.values[row * intermediate + column] = value
      }
    }
    return tensors + [down]
  }
}
