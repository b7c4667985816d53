import QuantCore
import QuantAnalysis
import QuantReports
import TensorFiles
import TestSupport
import Testing

struct JSONReportTests {
  @Test func `every field has the contract's name`() async throws {
    let document = try await TensorsInMemory.wavy.document()
    let report = try JSONValue.parse(ReportFormat.json.render(document))
    #expect(report.names == ["schema", "tool", "source", "tensors"])
    #expect(report["schema"] == .string("quantview.report/1"))
    #expect(report["source"].names == ["path", "container", "bytes", "guessed"])
    let tensor = report["tensors"][0]
    #expect(tensor.names == ["name", "dtype", "shape", "elements", "values", "formats"])
    #expect(
      tensor["values"].names == [
        "min", "max", "amax", "mean", "std", "kurtosis", "zero_count", "nan_count", "inf_count",
        "first_nonfinite", "histogram",
      ])
    #expect(
      tensor["formats"]["nvfp4"].names == [
        "format", "rule", "options", "bits_per_weight", "bytes", "mse", "rmse", "rel_fro",
        "sqnr_db", "cosine", "slope", "mean_err", "max_abs_err", "abs_err_p99", "abs_err_p999",
        "flushed_count", "saturated_count", "blocks", "clipped_blocks", "zero_blocks",
        "nonfinite_blocks", "block_sqnr_db", "code_entropy_bits", "code_counts", "tensor_scale",
        "scales", "error_histogram",
      ])
    #expect(tensor["formats"]["nvfp4"]["block_sqnr_db"].names == ["p01", "p50", "p99"])
  }

  @Test func `formats stand under their ids as asked, in that order`() async throws {
    let ids = ["nvfp4", "mxfp4:even", "int4-g128+f32", "mxfp4"]
    let document = try await TensorsInMemory.wavy.document(formats: ids)
    let text = ReportFormat.json.render(document)
    let places = ids.map { text.firstRange(of: "\"\($0)\": {")?.lowerBound }
    #expect(!places.contains(nil))
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    let formats = try JSONValue.parse(text)["tensors"][0]["formats"]
    #expect(formats["mxfp4:even"]["format"] == .string("mxfp4"))
    #expect(formats["mxfp4:even"]["rule"] == .string("even"))
    #expect(formats["mxfp4"]["rule"] == .string("floor"))
    #expect(formats["int4-g128+f32"]["options"] == .array([.string("f32")]))
  }

  @Test func `a format that can't hold a tensor is refused by name, with the reason`() async throws
  {
    let document = try await TensorsInMemory.narrow.document(formats: ["e8p2", "mxfp4"])
    let tensor = try JSONValue.parse(ReportFormat.json.render(document))["tensors"][0]
    #expect(tensor["formats"].names == ["mxfp4"])
    let reason = "needs columns that are a multiple of 8, this tensor has 60"
    #expect(tensor["refused"].names == ["e8p2"] && tensor["refused"]["e8p2"] == .string(reason))
    for kind in [ReportFormat.text, .markdown] {
      #expect(kind.render(document).contains("e8p2 needs columns that are a multiple of 8"))
    }
  }

  @Test func `coded scales list codes, float scales are a histogram`() async throws {
    let document = try await TensorsInMemory.wavy.document()
    let formats = try JSONValue.parse(ReportFormat.json.render(document))["tensors"][0]["formats"]
    #expect(formats["mxfp4"]["scales"].names == ["type", "codes"])
    #expect(formats["nvfp4"]["scales"]["type"] == .string("E4M3"))
    #expect(formats["int4-g128"]["scales"].names == ["type", "histogram"])
    let blocks = formats["mxfp4"]["scales"]["codes"].elements.compactMap { $0[1].number }
    #expect(blocks.reduce(0, +) == 8)
    let groups = formats["int4-g128"]["scales"]["histogram"].elements.compactMap { $0[2].number }
    #expect(groups.reduce(0, +) == 4)
    #expect(formats["mxfp4"]["tensor_scale"] == .null)
    #expect(formats["nvfp4"]["tensor_scale"].number ?? 0 > 0)
  }

  @Test func `counts add up to the elements`() async throws {
    let document = try await TensorsInMemory.wavy.document()
    let tensor = try JSONValue.parse(ReportFormat.json.render(document))["tensors"][0]
    for id in ["mxfp4", "nvfp4", "int4-g128"] {
      let format = tensor["formats"][id]
      #expect(format["code_counts"].elements.compactMap(\.number).reduce(0, +) == 256)
      let errors = format["error_histogram"].elements.compactMap { $0[2].number }
      #expect(errors.reduce(0, +) == 256)
    }
    let values = tensor["values"]["histogram"].elements.compactMap { $0[2].number }
    #expect(values.reduce(0, +) == 256)
  }

  @Test func `numbers read back as the same number`() async throws {
    let document = try await TensorsInMemory.wavy.document()
    let tensor = try JSONValue.parse(ReportFormat.json.render(document))["tensors"][0]
    let report = try #require(document.tensors.first)
    #expect(tensor["values"]["mean"].number == report.values?.mean)
    #expect(tensor["values"]["min"].number == report.values?.minimum.map { Double($0) })
    let format = try #require(report.formats.first)
    #expect(tensor["formats"]["mxfp4"]["mse"].number == format.mse)
    #expect(tensor["formats"]["mxfp4"]["sqnr_db"].number == format.sqnr)
  }

  @Test func `NaN and infinities are counted, located and left out`() async throws {
    let document = try await TensorsInMemory.broken.document()
    let tensor = try JSONValue.parse(ReportFormat.json.render(document))["tensors"][0]
    #expect(tensor["values"]["nan_count"].number == 1)
    #expect(tensor["values"]["inf_count"].number == 2)
    #expect(tensor["values"]["first_nonfinite"] == .array([.number(1), .number(5)]))
    #expect(tensor["formats"]["mxfp4"]["nonfinite_blocks"].number == 2)
    #expect(tensor["formats"]["int4-g128"]["nonfinite_blocks"].number == 2)
  }

  @Test func `an empty tensor has no formats and null figures`() async throws {
    var source = TensorsInMemory()
    source.add("none", shape: [0, 64])
    let text = ReportFormat.json.render(try await source.document())
    let tensor = try JSONValue.parse(text)["tensors"][0]
    #expect(tensor["elements"].number == 0)
    #expect(tensor["formats"] == .object([:]))
    for name in ["min", "max", "amax", "mean", "std", "kurtosis", "first_nonfinite"] {
      #expect(tensor["values"].names.contains(name))
      #expect(tensor["values"][name] == .null)
    }
  }

  @Test func `undefined figures of zeros and of exact results are null`() async throws {
    var source = TensorsInMemory()
    source.add("zeros", shape: [2, 32])
    source.add("exact", shape: [32], Array(repeating: 0.5, count: 32))
    let tensors = try JSONValue.parse(ReportFormat.json.render(try await source.document()))
    let zeros = tensors["tensors"][0]["formats"]["mxfp4"]
    for name in ["sqnr_db", "rel_fro", "cosine", "slope"] { #expect(zeros[name] == .null) }
    #expect(zeros["mse"].number == 0)
    #expect(zeros["zero_blocks"].number == 2)
    let exact = tensors["tensors"][1]["formats"]["mxfp4"]
    #expect(exact["sqnr_db"] == .null)
    #expect(exact["mse"].number == 0)
    #expect(exact["rel_fro"].number == 0)
  }

  @Test func `a scalar has an empty shape and one element`() async throws {
    var source = TensorsInMemory()
    source.add("scalar", shape: [], [3])
    let tensor = try JSONValue.parse(ReportFormat.json.render(try await source.document()))[
      "tensors"][0]
    #expect(tensor["shape"] == .array([]))
    #expect(tensor["elements"].number == 1)
    #expect(tensor["formats"]["mxfp4"]["blocks"].number == 1)
  }
}
