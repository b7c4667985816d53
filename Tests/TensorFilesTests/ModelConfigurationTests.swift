import TensorFiles
import TestSupport
import Testing

struct ModelConfigurationTests {
  private func model(_ configuration: String) throws -> SourceDescription {
    try withTemporaryDirectory { directory in
      try directory.write(
        PackedSample.file([PackedSample.random("a", "BF16", [2, 4])]), to: "model.safetensors")
      try directory.write(configuration, to: "config.json")
      return try TensorFile.open(directory.path).description
    }
  }

  @Test func `the configuration beside the shards names the model`() throws {
    let found = try model(
      #"""
      {"architectures":["MixtralForCausalLM"],"model_type":"mixtral","hidden_size":4096,
       "num_hidden_layers":32,"num_local_experts":8,"num_experts_per_tok":2,
       "time_step_limit":[0.0,Infinity],"eps":NaN,"low":-Infinity,
       "quantization_config":{"quant_method":"gptq","bits":4}}
      """#)
    let model = try #require(found.model)
    #expect(model.architecture == "MixtralForCausalLM" && model.modelType == "mixtral")
    #expect(model.hiddenSize == 4096 && model.layerCount == 32)
    #expect(model.expertCount == 8 && model.chosenExpertCount == 2)
    #expect(model.quantizationMethod == "gptq" && found.faults.isEmpty)
    #expect(model.summary == "MixtralForCausalLM, 32 layers, 8 experts, quantized: gptq")
  }

  @Test(arguments: [
    (#"{"n_layer":12,"n_embd":768,"model_type":"gpt2"}"#, 12, 768),
    (#"{"text_config":{"num_hidden_layers":3,"hidden_size":64}}"#, 3, 64),
    (#"{"num_hidden_layers":1e40,"hidden_size":-4}"#, nil, nil),
    (
      #"{"num_hidden_layers":"3","hidden_size":2.5,"architectures":"x","quantization_config":[]}"#,
      nil, nil
    ),
  ])
  func `sizes stand under several names and count only where they are sizes`(
    text: String, layers: Int?, hidden: Int?
  ) throws {
    let model = try #require(try model(text).model)
    #expect(model.layerCount == layers && model.hiddenSize == hidden)
    #expect(model.architecture == nil && model.quantizationMethod == nil)
  }

  @Test(arguments: ["{", "[]", "", "{\"a\":}", String(repeating: "[", count: 4000)])
  func `a broken configuration is a fault and the tensors are there`(text: String) throws {
    let found = try model(text)
    #expect(found.model == nil && found.faults.count == 1)
    #expect(found.faults.first?.path.hasSuffix("/config.json") == true)
    #expect(found.byteCount > 0)
  }

  @Test func `a GGUF file names its architecture`() throws {
    let source = try TensorFile.open(Fixtures.path("files/mixed.gguf"))
    #expect(source.description.model?.summary == "llama, 2 layers")
  }
}
