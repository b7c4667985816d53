/// What `general.file_type` says: of which type most of a file's weights are.
///
/// Source: llama.cpp's `llama_ftype`, the numbers that it took back included.
enum GGUFFileType {
  private static let key = "general.file_type"

  /// The types by their numbers.
  private static let names: [UInt64: String] = [
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 4: "Q4_1 with some F16", 5: "Q4_2", 6: "Q4_3",
    7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K small", 12: "Q3_K medium",
    13: "Q3_K large", 14: "Q4_K small", 15: "Q4_K medium", 16: "Q5_K small", 17: "Q5_K medium",
    18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K small", 22: "IQ3_XS", 23: "IQ3_XXS",
    24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS",
    31: "IQ1_M", 32: "BF16", 33: "Q4_0_4_4", 34: "Q4_0_4_8", 35: "Q4_0_8_8", 36: "TQ1_0",
    37: "TQ2_0", 38: "MXFP4 experts", 39: "NVFP4", 40: "Q1_0",
  ]
  /// Set where the number was guessed from the tensors.
  private static let guessed: UInt64 = 1024

  /// The file type in words; nil for another entry.
  static func meaning(of entry: GGUFMetadata.Entry) -> String? {
    guard entry.key == key else { return nil }
    let number: UInt64
    switch entry.value {
    case .unsigned(let value): number = value
    case .signed(let value) where value >= 0: number = UInt64(value)
    default: return nil
    }
    let isGuessed = number & guessed != 0
    guard let name = names[number & ~guessed] else { return "a file type without a name here" }
    return (number & ~guessed == 0 ? "all " : "mostly ") + name + (isGuessed ? ", guessed" : "")
  }
}
