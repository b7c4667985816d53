/// How an original's values lie, compared with those of the weight that was made of it.
public enum OriginalArrangement: Sendable, Hashable {
  /// Where the weight's do.
  case same
  /// Each matrix of a stack the other way round, as transformers keeps gpt-oss's experts.
  case transposed
  /// Within each head the rows of one half follow those of the other, where llama.cpp has them take turns: its order
  /// of the queries and keys of Llama models.
  case interleaved(headRows: Int)
  /// Less by 1 than llama.cpp has them: the factors of Gemma's norms.
  case offsetByOne

  /// Perhaps interleaved in heads, in blocks of ggml whose rows are read as they lie.
  case perhapsInterleaved

  /// What is to be said of it behind a tensor's name; nil where nothing is.
  public var words: String? {
    switch self {
    case .same: nil
    case .transposed: "the original's matrices lie the other way round"
    case .interleaved(let rows):
      "llama.cpp has the rows of each head of \(rows) interleaved; they were compared so"
    case .perhapsInterleaved:
      "llama.cpp may have interleaved the original's rows within heads, which is not undone in its blocks: the error may "
        + "be that alone; try the other way round, or an original in F16, BF16 or F32"
    case .offsetByOne: "llama.cpp adds 1 to this norm's factors; they were compared so"
    }
  }
}
