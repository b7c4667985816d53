internal import ArgumentParser
internal import QuantAnalysis
internal import TensorFiles

/// Which tensors are to be quantized, and which stay as they are stored.
struct MarkOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "Keep these tensors as they are stored. May be given again; it overrides --quantize.",
      valueName: "NAME|GLOB"))
  var keep: [String] = []

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "Quantize these tensors although norms, embeddings, heads and routers are kept. May be given again.",
      valueName: "NAME|GLOB"))
  var quantize: [String] = []

  /// The rules that the options make for the tensors of a source.
  ///
  /// - Throws: `UnmatchedPattern` about the first name or pattern that no tensor answers to.
  func rules(for source: any TensorSource) throws(UnmatchedPattern) -> MarkRules {
    _ = try TensorSelection(keep, of: source, option: "--keep")
    _ = try TensorSelection(quantize, of: source, option: "--quantize")
    return MarkRules(
      keeping: keep, quantizing: quantize, role: { MarkRules.usuallyKeptRole(of: $0) })
  }
}
