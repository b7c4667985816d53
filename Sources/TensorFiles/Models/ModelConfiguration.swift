/// What a checkpoint says of its model: `config.json` beside the shards, or the metadata of a GGUF file.
public struct ModelConfiguration: Sendable, Hashable {
  /// The class that loads it, such as `LlamaForCausalLM`; in GGUF the architecture, such as `llama`.
  public var architecture: String?
  /// The family, such as `llama`.
  public var modelType: String?
  /// The width of the residual stream.
  public var hiddenSize: Int?
  /// How many layers there are.
  public var layerCount: Int?
  /// How many experts each layer chooses among; nil where there are none.
  public var expertCount: Int?
  /// How many experts are chosen for a token.
  public var chosenExpertCount: Int?
  /// By what its weights are quantized already, such as `compressed-tensors`; nil where nothing says.
  public var quantizationMethod: String?

  /// Creates a configuration that says nothing.
  public init() {}

  /// What is known in a few words, such as `MixtralForCausalLM, 32 layers, 8 experts`; nil where nothing is.
  ///
  /// The names come from the file: escape the text before showing it.
  public var summary: String? {
    var parts: [String] = []
    if let name = architecture ?? modelType { parts.append(name) }
    if let layerCount { parts.append("\(layerCount) layer\(layerCount == 1 ? "" : "s")") }
    if let expertCount { parts.append("\(expertCount) expert\(expertCount == 1 ? "" : "s")") }
    if let quantizationMethod { parts.append("quantized: \(quantizationMethod)") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static let sizeLimit = 1 << 24
  private static let textLimit = 128
  private static let countLimit = 1e9

  /// Reads `config.json`.
  ///
  /// - Parameter path: The path.
  /// - Throws: A `TensorFileError` where it can't be read or is no JSON object. Members that are not what they should be
  ///   count as absent.
  init(_ path: String) throws(TensorFileError) {
    let file = try JSONFile(pythonFile: path, sizeLimit: Self.sizeLimit)
    guard case .object(let members) = file.root.value else {
      throw file.malformed("expected an object, as config.json holds", at: file.root)
    }
    if case .array(let names) = Self.value("architectures", in: members) {
      architecture = names.first.flatMap { Self.text($0.value) }
    }
    modelType = Self.value("model_type", in: members).flatMap { Self.text($0) }
    // Models of several media keep the language model's sizes in a section of their own.
    var places = [members]
    for name in Self.sections {
      if case .object(let section) = Self.value(name, in: members) { places.append(section) }
    }
    hiddenSize = Self.count(Self.hiddenNames, in: places)
    layerCount = Self.count(Self.layerNames, in: places)
    expertCount = Self.count(Self.expertNames, in: places)
    chosenExpertCount = Self.count(Self.chosenNames, in: places)
    for name in ["quantization_config", "compression_config"] {
      for place in places where quantizationMethod == nil {
        guard case .object(let section) = Self.value(name, in: place) else { continue }
        quantizationMethod = Self.value("quant_method", in: section).flatMap { Self.text($0) }
      }
    }
  }

  /// Takes what a GGUF file says; nil where it names no architecture.
  init?(_ metadata: GGUFMetadata) {
    guard case .string(let name) = metadata["general.architecture"]?.value else { return nil }
    func count(_ key: String) -> Int? {
      switch metadata["\(name).\(key)"]?.value {
      case .unsigned(let value): value > 0 && Double(value) < Self.countLimit ? Int(value) : nil
      case .signed(let value): value > 0 && Double(value) < Self.countLimit ? Int(value) : nil
      default: nil
      }
    }
    architecture = String(name.prefix(Self.textLimit))
    modelType = architecture
    hiddenSize = count("embedding_length")
    layerCount = count("block_count")
    expertCount = count("expert_count")
    chosenExpertCount = count("expert_used_count")
  }

  private static let sections = [
    "text_config", "language_config", "llm_config", "thinker_config", "ffn_config",
  ]
  private static let hiddenNames = ["hidden_size", "n_embd", "d_model", "dim"]
  private static let layerNames = [
    "num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers",
  ]
  private static let expertNames = [
    "num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts",
  ]
  private static let chosenNames = ["num_experts_per_tok", "top_k_experts", "moe_top_k"]

  private static func value(_ name: String, in members: [JSONFile.Member]) -> JSONFile.Value? {
    members.last { $0.name == name }?.node.value
  }

  private static func text(_ value: JSONFile.Value) -> String? {
    guard case .string(let text) = value, !text.isEmpty else { return nil }
    return String(text.prefix(textLimit))
  }

  private static func count(_ names: [String], in places: [[JSONFile.Member]]) -> Int? {
    for members in places {
      for name in names {
        guard case .number(let number) = value(name, in: members), number > 0,
          number < countLimit, number == number.rounded()
        else { continue }
        return Int(number)
      }
    }
    return nil
  }
}
