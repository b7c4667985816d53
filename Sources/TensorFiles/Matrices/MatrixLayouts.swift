/// Recognises the weights of one layout: a new layout is one file and one row in `MatrixLayouts`.
protocol MatrixLayout: Sendable {
  /// The type in which files store the codes.
  var codeType: String { get }

  /// The weight whose codes a stored tensor holds.
  ///
  /// - Parameters:
  ///   - codes: A stored tensor of the codes' type.
  ///   - stored: All of them.
  /// - Returns: The weight; nil where the tensor holds no codes of this layout.
  /// - Throws: `Misfit` where it should, but what belongs to it is missing or does not fit.
  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight?
}

/// The layouts that quantview reads.
enum MatrixLayouts {
  static let all: [any MatrixLayout] = [
    WordPackedLayout(), PairPackedLayout(), RowPairsLayout(), TwoScalesLayout(), BlockListLayout(),
    FP8Layout(), SignedByteLayout(), GPTQLayout(), AWQLayout(), FactoredBlocksLayout(),
    ListedValuesLayout(), RowAmaxLayout(),
  ]

  /// The layouts by the type of their codes, in the same order.
  static let byCodeType = Dictionary(grouping: all) { $0.codeType }
}

/// What the layouts are called, after the tools and models that store weights so.
enum LayoutName {
  static let compressedTensors = "compressed-tensors"
  static let modelOpt = "modelopt"
  static let gptOSS = "gpt-oss"
  static let deepSeek = "deepseek"
  static let gptq = "gptq"
  static let gptqSecond = "gptq_v2"
  static let awqGEMM = "awq"
  static let awqGEMV = "awq-gemv"
  static let llamaCpp = "llama.cpp"
  static let bitsAndBytes = "bitsandbytes"
}
