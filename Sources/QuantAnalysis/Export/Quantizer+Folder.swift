internal import QuantCore
internal import TensorFiles

extension Quantizer {
  private static let configurationName = "config.json"
  static let configurationKey = "quantization_config"

  /// Refuses a checkpoint that says of itself that it is quantized.
  func checkConfiguration() throws {
    guard let configuration = try configuration() else { return }
    if try configuration.value(of: Self.configurationKey) != nil {
      throw QuantizeError(
        "\(Self.configurationName) has a \(Self.configurationKey): this checkpoint is quantized already; "
          + "quantize the original")
    }
  }

  /// Writes what lies beside the files of tensors.
  func writeSideFiles(to draft: String) async throws {
    guard let folder = plan.input.folder else { return }
    var written: [String: String] = [:]
    let ignored = plan.ignoredModules
    if !plan.isDecoded {
      let weights = plan.exportedWeights
      written = plan.layout.sideFiles(ignoring: ignored)
      if let text = plan.layout.configuration(
        of: weights, ignoring: ignored, style: .indented),
        var configuration = try configuration()
      {
        try configuration.set(Self.configurationKey, to: Array(Self.indented(text).utf8))
        written[Self.configurationName] = String(decoding: configuration.bytes, as: UTF8.self)
      }
    }
    if plan.isDecoded, var configuration = try configuration() {
      for key in ["torch_dtype", "dtype"] where try configuration.value(of: key) != nil {
        try configuration.set(key, to: Array("\"float32\"".utf8))
        written[Self.configurationName] = String(decoding: configuration.bytes, as: UTF8.self)
      }
    }
    if let index = plan.input.index {
      written[index] = try ShardIndexText.rewritten(
        folder + "/" + index, tensors: tensorsByFile, byteCount: writtenBytes)
    }
    for (name, text) in written {
      try AtomicFile.write(text, to: draft + "/" + name, isCancelled: isCancelled)
    }
    for name in plan.input.sideFiles where written[name] == nil {
      try await FileContent.copy(
        folder + "/" + name, to: draft + "/" + name, isCancelled: isCancelled
      ) { progress(QuantizeProgress(name: name, byteCount: $0)) }
    }
  }

  /// The checkpoint's `config.json`; nil where it has none.
  private func configuration() throws -> JSONSplice? {
    guard let folder = plan.input.folder, plan.input.sideFiles.contains(Self.configurationName)
    else { return nil }
    let path = folder + "/" + Self.configurationName
    return JSONSplice(try FileContent.read(path), path: path)
  }

  /// Every tensor written and the file that it lies in, by name.
  private var tensorsByFile: [(name: String, file: String)] {
    let pairs = zip(plan.input.files, plan.files).flatMap { file, entries in
      entries.flatMap(\.planned).map { (name: $0.name, file: file.name) }
    }
    return pairs.sorted { $0.name < $1.name }
  }

  private var writtenBytes: Int {
    plan.files.joined().flatMap(\.planned).reduce(0) { $0 + $1.byteCount }
  }

  /// A value one level deeper, as its key is.
  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
  }
}
