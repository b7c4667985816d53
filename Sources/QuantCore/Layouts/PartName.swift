/// What the stored tensors of a packed weight are called: the weight's own name and a suffix.
///
/// The names are those that vLLM, llm-compressor, TensorRT-LLM, transformers and llama.cpp look for.
public enum PartName {
  /// compressed-tensors: the codes of `W`, in bytes or 32-bit words.
  public static let packed = "_packed"
  /// compressed-tensors and ModelOpt: the block scales of `W`.
  public static let scale = "_scale"
  /// ModelOpt: the scales of a parameter that is no module's `weight`, such as the experts that are stored as one.
  public static let parameterScale = "_weight_scale"
  /// ModelOpt: the tensor's scale of such a parameter.
  public static let parameterSecondScale = "_weight_scale_2"
  /// compressed-tensors: what the block scales are divided by, 2688 / amax.
  public static let globalScale = "_global_scale"
  /// ModelOpt: what the block scales are multiplied by, amax / 2688.
  public static let secondScale = "_scale_2"
  /// ModelOpt: what the inputs of `m.weight` are multiplied by, a number for each column, is `m.pre_quant_scale`.
  public static let inputScale = ".pre_quant_scale"
  /// ModelOpt: the first half of what SVDQuant adds to `W`, in its own state and in other tools' files.
  public static let lowRank = (
    ofWeight: "_quantizer._svdquant_lora_a", ofModule: ".svdquant_lora_a"
  )
  /// compressed-tensors: the shape of `W` as I64 `[rows, columns]`.
  public static let shape = "_shape"
  /// compressed-tensors: the zero points, packed along the rows.
  public static let zeroPoint = "_zero_point"
  /// DeepSeek: what the blocks of `W` are multiplied by, in spite of its name.
  public static let inverseScale = "_scale_inv"
  /// DeepSeek as published: what the blocks of `m.weight` are multiplied by is `m.scale`.
  public static let publishedScale = ".scale"
  /// GPTQ and AWQ: the codes of `m.weight` are `m.qweight`.
  public static let quantized = ".qweight"
  /// GPTQ and AWQ: the zero points.
  public static let quantizedZeros = ".qzeros"
  /// GPTQ and AWQ: the scales.
  public static let quantizedScales = ".scales"
  /// GPTQ: the group of each column.
  public static let quantizedGroups = ".g_idx"
  /// GPTQ and AWQ: what the weight itself is called.
  public static let weight = ".weight"
  /// compressed-tensors: the group of each column, where columns were reordered.
  public static let groupIndex = "_g_idx"
  /// bitsandbytes: one scale for each block of `W`, or its code.
  public static let blockAmax = ".absmax"
  /// bitsandbytes: the value of each code of `W`.
  public static let codeValues = ".quant_map"
  /// bitsandbytes: what runs of the codes in `W.absmax` are multiplied by.
  public static let nestedAmax = ".nested_absmax"
  /// bitsandbytes: the value of each code in `W.absmax`.
  public static let nestedValues = ".nested_quant_map"
  /// bitsandbytes: the shape and the sizes of blocks of `W` as JSON; what it is called ends in the kind of element.
  public static let blockSettings = ".quant_state.bitsandbytes__"
  /// bitsandbytes: the amax of each row of `m.weight` is `m.SCB`.
  public static let rowAmax = ".SCB"
  /// bitsandbytes: in which order `m.weight` lies is `m.weight_format`.
  public static let rowFormat = ".weight_format"
  /// gpt-oss: the codes, `[…, rows, columns / 32, 16]`; the original checkpoint has a dot for the underscore.
  public static let blocks = ["_blocks", ".blocks"]
  /// gpt-oss: the E8M0 scales, `[…, rows, columns / 32]`, in the order of `blocks`.
  public static let scales = ["_scales", ".scales"]

  /// llama.cpp: the factor of an NVFP4 weight; `blk.0.ffn_up.weight` has it in `blk.0.ffn_up.scale`, in some
  /// files in `blk.0.ffn_up.weight.scale`.
  ///
  /// - Parameter weight: The weight's name.
  /// - Returns: The names to look for, the usual one first.
  public static func ggmlScales(of weight: String) -> [String] {
    let tail = ".weight"
    let base = weight.hasSuffix(tail) ? String(weight.dropLast(tail.count)) : weight
    return [base + ".scale", weight + ".scale"]
  }

  /// The weight's name where a stored tensor's name ends in the suffix.
  ///
  /// - Parameters:
  ///   - name: The stored tensor's name.
  ///   - suffix: One of the suffixes above.
  /// - Returns: The name without the suffix; nil where it does not end so or nothing is left.
  public static func weight(of name: String, without suffix: String) -> String? {
    name.utf8.count > suffix.utf8.count && name.hasSuffix(suffix)
      ? String(name.dropLast(suffix.count)) : nil
  }
}
