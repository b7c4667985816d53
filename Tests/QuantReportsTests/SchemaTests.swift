import KernelEngine
import Measurement
import QuantAnalysis
import QuantCore
import QuantReports
import TensorFiles
import TestSupport
import Testing

struct SchemaTests {
  private func checker(_ name: String) throws -> SchemaChecker {
    try .named(name.replacing("-1", with: "/1"))
  }

  @Test func `a report keeps to its schema`() async throws {
    let checker = try checker("quantview.report-1")
    let dated = ToolFacts(secondsSince1970: 0, sourceDateEpoch: nil)
    for source in [TensorsInMemory.wavy, .broken, .narrow] {
      for tool in [ToolFacts.reproducible, dated] {
        let document = try await source.document(
          formats: ["mxfp4", "nvfp4", "int4-g128", "int4-g128+f32", "e8p2"], tool: tool)
        #expect(checker.faults(in: try JSONValue.parse(ReportFormat.json.render(document))) == [])
      }
    }
  }

  @Test func `a report with measured kernels keeps to its schema`() async throws {
    let checker = try checker("quantview.report-1")
    let kernels = SampleKernels.report(["bf16@bf16", "int4-g128@bf16", "int8-row@int8-row"])
    let plain = try await TensorsInMemory.wavy.document(formats: ["mxfp4"], tool: .reproducible)
    let document = ReportDocument(
      tool: plain.tool, source: plain.source, tensors: plain.tensors, formats: plain.formats,
      kernels: [kernels])
    let value = try JSONValue.parse(ReportFormat.json.render(document))
    #expect(checker.faults(in: value) == [])
    for point in kernels.points {
      let sample = "\(point.samples.milliseconds[0])"
      #expect(ReportFormat.json.render(document).contains(sample))
    }
    let markdown = ReportFormat.markdown.render(document)
    #expect(markdown.contains("## Kernels on this machine, 4096x4096, weights from memory"))
    #expect(markdown.contains("| `int4-g128@bf16` |"))
    #expect(ReportFormat.text.render(document).contains("fastest from batch 1 int4-g128@bf16"))
    #expect(!ReportFormat.json.render(plain).contains("kernels"))
  }

  @Test func `a listing keeps to its schema`() throws {
    let checker = try checker("quantview.list-1")
    let source = try TensorFile.open(Fixtures.path("files/dtypes.safetensors"))
    for includesHashes in [false, true] {
      let listing = try TensorListing(of: source, includesHashes: includesHashes)
      #expect(checker.faults(in: try JSONValue.parse(listing.json())) == [])
    }
  }

  @Test(arguments: [
    "gguf/blocks.gguf", "gguf/split-00002-of-00003.gguf", "files/dtypes.safetensors",
  ])
  func `a listing with metadata keeps to its schema`(file: String) throws {
    let checker = try checker("quantview.list-1")
    let source = try TensorFile.open(Fixtures.path(file))
    let listing = try TensorListing(of: source, includesMetadata: true)
    let json = try JSONValue.parse(listing.json())
    #expect(checker.faults(in: json) == [])
    #expect(listing.json().contains("\"metadata\": ["))
    #expect(!(try TensorListing(of: source)).json().contains("metadata"))
  }

  @Test func `metadata is listed with long arrays cut`() throws {
    let source = try TensorFile.open(Fixtures.path("gguf/blocks.gguf"))
    let listing = try TensorListing(of: source, includesMetadata: true)
    let json = listing.json(style: .compact)
    for part in [
      #"{"key":"general.file_type","type":"u32","value":15}"#,
      #"{"key":"test.i64","type":"i64","value":-1099511627776}"#,
      #"{"key":"test.f32","type":"f32","value":0.1}"#,
      #"{"key":"test.bool","type":"bool","value":true}"#,
      #"{"key":"test.short","type":"i32[3]","value":{"count":3,"first":[-1,2,-3]}}"#,
      #"{"key":"tokenizer.ggml.tokens","type":"string[300]","value":{"count":300,"first":["<0>","<1>","#,
    ] { #expect(json.contains(part), "\(part)") }
    let text = ListText.render(listing)
    #expect(
      text.contains(
        "\n  llama, \"blocks of every type\", mostly Q4_K medium, quantization version 2\n"))
    #expect(text.contains("15, mostly Q4_K medium\n"))
    #expect(text.contains("... 300 in all]\n") && !text.contains("<299>"))
  }

  @Test func `the list of formats keeps to its schema`() throws {
    let checker = try checker("quantview.formats-1")
    #expect(checker.faults(in: try JSONValue.parse(FormatList.json)) == [])
  }

  @Test func `exact tensors are not counted among those that differ`() async throws {
    let values = (0..<64).map { Float($0) / 8 }
    let names = ["a", "b", "c"]
    let original = ArraySource(
      names.map { (name: $0, shape: [2, 32], values: values) }
        + [(name: "s", shape: [], values: [2.5]), (name: "t", shape: [64], values: values)])
    let quantized = ArraySource(
      names.map {
        (name: $0, shape: [2, 32], values: $0 == "c" ? values : values.map { $0.rounded() })
      }
        + [(name: "s", shape: [1], values: [2.5]), (name: "t", shape: [1, 64], values: values)])
    let report = try await Checker(quantized, against: original, threads: 1).report()
    #expect(report.tensors.filter { $0.outcome == .identical }.map(\.name) == ["c", "s", "t"])
    let text = CheckDocument(tool: .reproducible, report: report).text
    #expect(text.contains("\nall 2 that differ: SQNR ") && text.contains("\nworst: a, relative"))
  }

  @Test func `a comparison keeps to its schema`() async throws {
    let checker = try checker("quantview.check-1")
    let values = (0..<64).map { Float($0) / 8 }
    let original = ArraySource(
      [
        (name: "a", shape: [2, 32], values: values), (name: "b", shape: [64], values: values),
        (name: "c", shape: [64], values: values),
      ])
    let quantized = ArraySource(
      [
        (name: "a", shape: [2, 32], values: values.map { $0.rounded() }),
        (name: "b", shape: [4, 16], values: values), (name: "d", shape: [64], values: values),
      ])
    for tool in [ToolFacts.reproducible, ToolFacts(secondsSince1970: 0, sourceDateEpoch: nil)] {
      let report = try await Checker(quantized, against: original, threads: 1).report()
      #expect(!report.isWhole && report.missing == ["c"] && report.extra == ["d"])
      let document = CheckDocument(tool: tool, report: report)
      #expect(checker.faults(in: try JSONValue.parse(document.json)) == [])
      for line in ["! b: shape [4, 16]", "! missing: c", "- not in the original: d"] {
        #expect(document.text.contains(line))
      }
    }
  }

  @Test func `a benchmark keeps to its schema, with peers and without`() throws {
    let checker = try checker("quantview.bench-1")
    for peers in [FakePeer.all, []] {
      let document = LinearTable.json(try FakePeer.report(peers))
      #expect(checker.faults(in: try JSONValue.parse(document)) == [])
      let spoilt = document.replacing("\"ms_min\"", with: "\"ms_least\"")
      #expect(checker.faults(in: try JSONValue.parse(spoilt)) != [])
    }
  }

  @Test func `a benchmark of kernels keeps to the same schema`() throws {
    let document = KernelTable.json([KernelBenchmark(engine: .shared).run()])
    #expect(try checker("quantview.bench-1").faults(in: JSONValue.parse(document)) == [])
  }

  @Test func `the checker finds what is missing, misspelt or of the wrong type`() async throws {
    let checker = try checker("quantview.report-1")
    let text = ReportFormat.json.render(try await TensorsInMemory.wavy.document())
    for (from, to) in [
      ("\"sqnr_db\"", "\"sqnr\""), ("\"guessed\": false", "\"guessed\": 0"),
      ("quantview.report/1", "quantview.report/2"), ("\"shape\": [4, 64]", "\"shape\": [4.5]"),
    ] {
      let spoilt = text.replacing(from, with: to)
      #expect(spoilt != text)
      #expect(checker.faults(in: try JSONValue.parse(spoilt)) != [])
    }
  }
}
