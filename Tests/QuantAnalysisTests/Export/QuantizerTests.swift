import QuantCore
import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@testable import QuantAnalysis

struct QuantizerTests {
  private func names(in directory: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  @Test(arguments: [Float.nan, .infinity])
  func `a value without a code is refused with its place, and nothing is left`(
    value: Float
  ) async throws {
    var values = [Float](repeating: 1, count: 40 * 64)
    values[17 * 64 + 5] = value
    let weight = TestTensor(name: "w.weight", type: .f32, shape: [40, 64], values: values)
    try await withTemporaryDirectory { directory in
      let path = try directory.write(safetensors([weight]), to: "model.safetensors")
      for id in ["mxfp4", "nvfp4"] {
        let error = await #expect(throws: QuantizeError.self) {
          try await quantize([path], as: id, to: directory.path(of: "out.safetensors"))
        }
        #expect(
          error?.description.contains("\"w.weight\" holds NaN or an infinity at [17, 5]") == true)
      }
      #expect(try names(in: directory) == ["model.safetensors"])
    }
  }

  @Test func `cancelling leaves nothing, and what was there stays`() async throws {
    try await withTemporaryDirectory { directory in
      let weight = TestTensor.weight("w.weight", [2000, 256], type: .f32)
      let path = try directory.write(safetensors([weight]), to: "model.safetensors")
      let output = try directory.write("before", to: "out.safetensors")
      let format = try FormatRegistry.format(named: "mxfp4")
      let plan = try QuantizePlan(
        QuantizeRequest(format: format, layout: ExportLayouts.dequantized),
        of: try ExportInput.open([path]))
      let error = await #expect(throws: FileWriteError.self) {
        try await Quantizer(plan, threads: 2, isCancelled: { true }).write(to: output)
      }
      #expect(error?.kind == .cancelled)
      #expect(try bytes(ofFile: output) == Array("before".utf8))
      #expect(try names(in: directory) == ["model.safetensors", "out.safetensors"])
    }
  }

  @Test func `shared weights have one tensor scale, that of the largest amax`() async throws {
    try await withTemporaryDirectory { directory in
      var large = TestTensor.weight("m.k_proj.weight", [4, 64], type: .f32)
      large = TestTensor(
        name: large.name, type: .f32, shape: large.shape, values: large.values.map { $0 * 8 })
      let tensors = [.weight("m.q_proj.weight", [4, 64], type: .f32), large]
      let path = try directory.write(safetensors(tensors), to: "model.safetensors")
      let amax = try #require(large.values.map(\.magnitude).max())
      let source = try await quantize(
        [path], as: "nvfp4", layout: ExportLayouts.named("modelopt"),
        to: directory.path(of: "out.safetensors"), sharing: ["*.{q,k,v}_proj.weight"])
      for name in ["m.q_proj.weight_scale_2", "m.k_proj.weight_scale_2"] {
        let scale = try #require(source.named(name))
        #expect(scale.shape == [])
        #expect(source.values(of: scale) == [amax / 2688])
      }
    }
  }

  @Test func `compressed-tensors divides by 2688 / amax`() async throws {
    try await withTemporaryDirectory { directory in
      let weight = TestTensor.weight("w.weight", [4, 64], type: .f32)
      let path = try directory.write(safetensors([weight]), to: "model.safetensors")
      let source = try await quantize(
        [path], as: "nvfp4", to: directory.path(of: "out.safetensors"))
      let amax = try #require(weight.values.map(\.magnitude).max())
      let divisor = try #require(source.named("w.weight_global_scale"))
      #expect(divisor.shape == [1] && source.values(of: divisor) == [2688 / amax])
      let shapes = Dictionary(uniqueKeysWithValues: source.tensors.map { ($0.name, $0.shape) })
      #expect(
        shapes == [
          "w.weight_packed": [4, 32], "w.weight_scale": [4, 4], "w.weight_global_scale": [1],
        ])
    }
  }

  @Test func `rows longer than a chunk are put together`() async throws {
    try await withTemporaryDirectory { directory in
      let weight = TestTensor.weight("w.weight", [3, 150_016], type: .f32)
      let path = try directory.write(safetensors([weight]), to: "model.safetensors")
      let original = try TensorFile.open(path)
      for (id, layout) in [
        ("mxfp4", "compressed-tensors"), ("mxfp4", "gguf-tensors"), ("nvfp4", "modelopt"),
        ("int4-g128", "compressed-tensors"),
      ] {
        let output = directory.path(of: layout.hasPrefix("gguf") ? "o.gguf" : "o.safetensors")
        let written = try await quantize(
          [path], as: id, layout: ExportLayouts.named(layout), to: output)
        let check = try await Checker(written, against: original, threads: 1).report()
        let report = try await Analyzer(source: original, threads: 1).report(
          for: AnalysisRequest(
            tensor: original.tensors[0], formats: [try FormatRegistry.format(named: id)]))
        #expect(check.tensors.first?.errors?.meanSquaredError == report?.formats.first?.mse)
      }
    }
  }

  @Test func `decoded values can be an npy file`() async throws {
    try await withTemporaryDirectory { directory in
      let weight = TestTensor.weight("w.weight", [2, 3, 32])
      let path = try directory.write(safetensors([weight]), to: "model.safetensors")
      let source = try await quantize(
        [path], as: "mxfp4", layout: ExportLayouts.dequantized, to: directory.path(of: "o.npy"))
      #expect(source.description.container == "npy")
      #expect(source.tensors.map(\.shape) == [[2, 3, 32]])
      let two = try directory.write(
        safetensors([weight, .weight("v.weight", [2, 32])]), to: "two.safetensors")
      await #expect(throws: QuantizeError.self) {
        try await quantize(
          [two], as: "mxfp4", layout: ExportLayouts.dequantized, to: directory.path(of: "p.npy"))
      }
    }
  }
}
