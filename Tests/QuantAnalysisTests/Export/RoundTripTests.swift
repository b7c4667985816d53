import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

/// Every format in every layout that has a place for it: what is written opens again as what was meant.
struct RoundTripTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let layout: any ExportLayout
    let format: any QuantizationFormat
    var testDescription: String { "\(format.id) in \(layout.name)" }

    /// Whether the layout's own arithmetic multiplies in another order than the format's definition.
    var reorders: Bool {
      StoredWeight(format) == .nvfp4
        && (layout.name == "gguf-tensors"
          || (layout.name == "compressed-tensors" || layout.name == "modelopt")
            && (layout.name == "compressed-tensors") != (format.rule == "compressed-tensors"))
    }
  }

  static let cases: [Case] = {
    let layouts = ExportLayouts.list.filter { $0.name != "gguf" } + [ExportLayouts.dequantized]
    return FormatRegistry.all.flatMap { format in
      layouts.filter { $0.holds(format) && format.refusal(rows: 40, columns: 384) == nil }
        .map { Case(layout: $0, format: format) }
    }
  }()

  private func suffix(_ layout: any ExportLayout) -> String {
    layout.name.hasPrefix("gguf") ? ".gguf" : ".safetensors"
  }

  @Test(arguments: cases)
  func `what is written reads as the decoded values, and check measures what report does`(
    _ item: Case
  ) async throws {
    let weights = [
      TestTensor.weight("a.q_proj.weight", [40, 384], seed: 3),
      .weight("a.k_proj.weight", [7, 384], type: .f32, seed: 4),
    ]
    let norm = TestTensor.weight("a.norm.weight", [384], seed: 5)
    try await withTemporaryDirectory { directory in
      let path = try directory.write(
        safetensors(weights + [norm], metadata: ["format": "pt"]), to: "model.safetensors")
      let output = directory.path(of: "out" + suffix(item.layout))
      let written = MatrixSource(
        try await quantize(
          [path], as: item.format.id.description, layout: item.layout, to: output))
      #expect(written.description.notes == [])
      let original = try TensorFile.open(path)
      let check = try await Checker(written.stored, against: original, threads: 2).report()
      #expect(check.missing == [] && check.extra == [])
      for weight in weights {
        let source = try #require(original.named(weight.name))
        let tensor = try #require(written.named(weight.name))
        #expect(tensor.shape == weight.shape)
        try await expectDecoded(
          written.values(of: tensor), item, original: original, tensor: source)
        let report = try await Analyzer(source: original, threads: 1)
          .report(for: AnalysisRequest(tensor: source, formats: [item.format]))
        let expected = try #require(report?.formats.first)
        let found = try #require(check.tensors.first { $0.name == weight.name }?.errors)
        #expect(found.count == expected.elements)
        #expect(found.flushedCount == expected.flushedCount)
        expectEqual(found.meanSquaredError, expected.mse, isExact: !item.reorders)
        expectEqual(found.signalToNoise, expected.sqnr, isExact: !item.reorders)
        expectEqual(found.maximumError, expected.maximumError, isExact: !item.reorders)
      }
      let kept = try #require(check.tensors.first { $0.name == norm.name })
      #expect(kept.outcome == .identical)
    }
  }

  private func expectDecoded(
    _ values: [Float], _ item: Case, original: any TensorSource, tensor: TensorDescriptor
  ) async throws {
    let reader = ChunkReader(
      source: original, threads: 1, isCancelled: { false }, progress: { _ in })
    let coding = try await reader.coding(of: tensor, as: item.format)
    var band = EncodedBand()
    let source = original.values(of: tensor)
    coding.codec.encode(
      source.span, columns: tensor.columns, mayHoldNonfinite: false, into: &band)
    for (index, value) in values.enumerated() {
      let expected = band.decoded[index]
      // Zero has two signs, which ggml's table does not tell apart.
      let isEqual =
        value == expected
        || (item.reorders && abs(value - expected) <= expected.magnitude.ulp * 3)
      #expect(isEqual, "element \(index): \(value), expected \(expected)")
      guard isEqual else { return }
    }
  }

  private func expectEqual(_ found: Double?, _ expected: Double?, isExact: Bool) {
    guard !isExact, let found, let expected else {
      #expect(found == expected)
      return
    }
    #expect(abs(found - expected) <= 1e-6 * abs(expected))
  }

  @Test(arguments: [1, 2, 5])
  func `files are the same with any number of threads`(threads: Int) async throws {
    // More than one chunk.
    let weight = TestTensor.weight("w.weight", [1200, 256], type: .f32)
    try await withTemporaryDirectory { directory in
      let path = try directory.write(safetensors([weight]), to: "model.safetensors")
      let one = directory.path(of: "one.safetensors")
      let many = directory.path(of: "many.safetensors")
      for id in ["nvfp4", "int4-g128"] {
        try await quantize([path], as: id, to: one, threads: 1)
        try await quantize([path], as: id, to: many, threads: threads)
        #expect(try bytes(ofFile: one) == bytes(ofFile: many))
      }
    }
  }
}
