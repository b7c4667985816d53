internal import TensorFiles

extension CheckPairs {
  /// Which names were taken for one another, in one sentence with an example; nil where none were.
  var renaming: String? {
    guard pairedNames > 0, let example = pairs.first(where: { $0.storedName != nil }) else {
      return nil
    }
    let one = PrintableName.escaped(example.storedName ?? "")
    let text =
      "\(pairedNames) tensors are paired by what llama.cpp and Hugging Face call them, as \(one) and "
      + PrintableName.escaped(example.name)
    guard buffers > 0 else { return text }
    return text + "; \(buffers) buffers that llama.cpp does not store were left out"
  }

  /// Says that the two checkpoints look as if each stood in the place of the other; nil where they don't.
  ///
  /// That is so where only the original is quantized; where both are, where what was made takes half as many bytes
  /// again as what it was made of.
  ///
  /// - Parameters:
  ///   - quantized: What was given as the quantized checkpoint.
  ///   - original: What was given as the original.
  /// - Returns: One sentence with what to try.
  func swap(_ quantized: any TensorSource, _ original: any TensorSource) -> String? {
    let made = pairs.filter(\.quantized.type.isQuantized)
    let kept = pairs.filter(\.original.type.isQuantized)
    guard let example = kept.first else { return nil }
    let (left, right) = (quantized.description.path, original.description.path)
    let reason: String
    if made.isEmpty {
      reason =
        "no tensor of \(PrintableName.escaped(left)) is quantized, while \(kept.count) of "
        + "\(PrintableName.escaped(right)) are, as \(PrintableName.escaped(example.name)) "
        + "(\(example.original.type.name))"
    } else {
      let differing = pairs.filter { $0.quantized.type != $0.original.type }
      let bytes = differing.reduce(0.0) { $0 + Double($1.quantized.byteCount) }
      let others = differing.reduce(0.0) { $0 + Double($1.original.byteCount) }
      guard bytes > 1.5 * others, others > 0 else { return nil }
      reason = "both are quantized, and the first takes more bytes than the second"
    }
    return
      "the two look swapped: \(reason); errors are those of the first, relative to the second: "
      + "try check \(PrintableName.escaped(right)) --against \(PrintableName.escaped(left))"
  }
}
