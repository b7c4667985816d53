internal import QuantCore
internal import TensorFiles

/// What is to be explored, and how.
struct Exploration {
  /// The tensors asked for.
  let source: any TensorSource
  /// The formats side by side, one to four.
  let formats: [any QuantizationFormat]
  /// How many threads compute.
  let threads: Int
  /// Whether to use colours.
  let color: ColorChoice
}
