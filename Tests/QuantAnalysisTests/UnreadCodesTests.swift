import QuantAnalysis
import TensorFiles
import TestSupport
import Testing

/// Codes that no layout takes: they are no numbers to be compared, and what is known of them is said.
struct UnreadCodesTests {
  private static let original = TestTensor.weight("m.weight", [4, 32], type: .f32)

  /// Codes, what lies beside them, the configuration, and what is said of them; nil where they are numbers.
  static let cases: [(type: StoredType, scale: String?, method: String?, words: String?)] = [
    (.f8e5m2, "m.weight_scale", nil, "\"m.weight_scale\""),
    (.f8e4m3, "m.scale", nil, "\"m.scale\""),
    (.f8e4m3, nil, "fp8", "\"fp8\" quantized the weights, and it has no scales"),
    (.f8e4m3, nil, nil, nil),
  ]

  @Test(arguments: cases.indices)
  func `codes of FP8 that belong to scales are not measured`(index: Int) async throws {
    let (type, scale, method, words) = Self.cases[index]
    var stored = [TestTensor.weight("m.weight", [4, 32], type: type)]
    if let scale { stored.append(TestTensor.weight(scale, [3], type: .f32)) }
    let bytes = safetensors(stored)
    try await withTemporaryDirectory { directory in
      let made = try directory.write(bytes, to: "model.safetensors")
      let kept = try directory.write(safetensors([Self.original]), to: "original.safetensors")
      if let method {
        _ = try directory.write(
          Array(#"{"quantization_config":{"quant_method":"\#(method)"}}"#.utf8), to: "config.json")
      }
      let report = try await Checker(
        try TensorFile.open(made), against: try TensorFile.open(kept), threads: 1
      ).report()
      let tensor = try #require(report.tensors.first)
      #expect(report.isWhole == (words == nil) && (tensor.errors == nil) == (words != nil))
      guard let words else { return }
      guard case .unlike(let reason) = tensor.outcome else {
        Issue.record("measured: \(tensor.outcome)")
        return
      }
      #expect(reason.hasPrefix("it is left as it is stored: ") && reason.contains(words))
      #expect(report.quantized.notes.count == 1, "\(report.quantized.notes)")
    }
  }

  @Test func `where no tensor is of the same name the notes say what may be the cause`() throws {
    let stored = safetensors([
      .weight("m.weight_packed", [4, 16], type: .u8),
      .weight("m.weight_scale", [4, 2], type: .f8e4m3),
    ])
    try withTemporaryDirectory { directory in
      let made = try directory.write(stored, to: "model.safetensors")
      let kept = try directory.write(safetensors([Self.original]), to: "original.safetensors")
      let error = #expect(throws: QuantizeError.self) {
        try Checker(try TensorFile.open(made), against: try TensorFile.open(kept), threads: 1)
      }
      #expect(error?.description.hasSuffix("have no tensor of the same name") == true)
      #expect(
        error?.notes == [
          "tensor \"m.weight_packed\" is left as it is stored: there is no \"m.weight_global_scale\""
        ])
    }
  }
}
