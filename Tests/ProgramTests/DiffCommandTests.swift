import TestSupport
import Testing

struct DiffCommandTests {
  private static let weights = ProgramRun.sample("weights.bin")
  private static let transformer = ProgramRun.sample("transformer.safetensors")

  /// Writes two reports into a folder and compares them.
  private func diff(
    _ first: [String], _ second: [String], _ options: [String] = [],
    kinds: (String, String) = ("json", "json"), changing change: (from: String, to: String)? = nil
  ) async throws -> ProgramRun {
    try await withTemporaryDirectory { directory in
      var paths: [String] = []
      for (arguments, kind) in [(first, kinds.0), (second, kinds.1)] {
        let run = try await ProgramRun(
          arguments: ["report"] + arguments + ["--as", kind],
          environment: ["SOURCE_DATE_EPOCH": "0"])
        var text = run.output
        if let change, !paths.isEmpty {
          #expect(text.contains(change.from))
          text = text.replacing(change.from, with: change.to)
        }
        paths.append(try directory.write(text, to: "\(paths.count).\(kind)"))
      }
      return try await ProgramRun(
        arguments: ["diff"] + paths + options, environment: ["SOURCE_DATE_EPOCH": "0"])
    }
  }

  @Test(arguments: [("json", "json"), ("json", "jsonl"), ("jsonl", "jsonl")])
  func `the same report has no differences, however it was written`(
    first: String, second: String
  ) async throws {
    let run = try await diff(
      [Self.transformer], [Self.transformer], kinds: (first, second))
    #expect(run.end == .status(0) && run.errors == "")
    #expect(run.output.contains("no differences: 43 tensors in both"))
    let json = try await diff(
      [Self.weights], [Self.weights], ["--as", "json"], kinds: (first, second))
    let document = try JSONValue.parse(json.output)
    #expect(document["same"] == .bool(true) && document["tensors"].elements.isEmpty)
    #expect(try SchemaChecker.faults(inDocument: json.output) == [])
  }

  @Test func `a changed figure is told with its change`() async throws {
    let change = (from: "\"sqnr_db\": 15.561851627268128", to: "\"sqnr_db\": 15.5")
    let text = try await diff([Self.weights], [Self.weights], changing: change)
    #expect(text.end == .status(0))
    #expect(text.output.contains("sqnr_db  15.56  15.50  -0.06185  -0.3975%"))
    #expect(
      text.output.hasSuffix(
        "1 tensor in both, with 3 pairs of tensor and format; 1 of the tensors and 1 of the pairs differ"
          + "; tensors only in A: none, only in B: none\n"))
    let json = try await diff(
      [Self.weights], [Self.weights], ["--as", "json"], changing: change)
    #expect(try SchemaChecker.faults(inDocument: json.output) == [])
    let tensor = try JSONValue.parse(json.output)["tensors"][0]
    #expect(tensor["name"].string == "weights" && tensor["formats"].names == ["mxfp4"])
    let found = tensor["formats"]["mxfp4"]["changes"][0]
    #expect(found["field"].string == "sqnr_db" && found["b"].number == 15.5)
    #expect(found["change"].number == 15.5 - 15.561851627268128)
    #expect(found["relative"].number == (15.5 - 15.561851627268128) / 15.561851627268128)
    let markdown = try await diff(
      [Self.weights], [Self.weights], ["--as", "markdown"], changing: change)
    #expect(markdown.output.contains("| `sqnr_db` | 15.56 | 15.50 | -0.06185 | -0.3975% |"))
  }

  @Test func `figures that look the same are told in full`() async throws {
    let run = try await diff(
      [Self.weights], [Self.weights],
      changing: (from: "\"sqnr_db\": 15.561851627268128", to: "\"sqnr_db\": 15.561851627268130"))
    #expect(run.output.contains("15.561851627268128  15.56185162726813  +1.776e-15"))
  }

  @Test func `tensors and formats of one side only are named`() async throws {
    let run = try await diff(
      [Self.transformer, "--tensor", "*.0.*", "--formats", "mxfp4,nvfp4"],
      [Self.transformer, "--tensor", "*.0.mlp.*", "--tensor", "*.1.mlp.up*", "--formats", "mxfp4"],
      ["--as", "json"])
    let document = try JSONValue.parse(run.output)
    #expect(try SchemaChecker.faults(inDocument: run.output) == [])
    #expect(document["same"] == .bool(false))
    #expect(
      document["tensors_only_in_b"].elements.compactMap(\.string).allSatisfy {
        $0.contains(".1.mlp.up")
      })
    #expect(document["tensors_only_in_a"].elements.count == 6)
    #expect(
      document["tensors"].elements.allSatisfy {
        $0["formats_only_in_a"].elements.compactMap(\.string) == ["nvfp4"]
      })
    #expect(document["compared"]["tensors"].number == 3)
  }

  @Test func `another source and other distributions are differences`() async throws {
    let run = try await diff(
      [Self.weights, "--formats", "int4-g128"],
      [Self.weights, "--formats", "int4-g128", "--dtype", "F16"], ["--as", "json"],
      changing: (from: "\"bytes\": 524288", to: "\"bytes\": 524290"))
    #expect(try SchemaChecker.faults(inDocument: run.output) == [])
    let document = try JSONValue.parse(run.output)
    #expect(document["source_changes"][0]["field"].string == "bytes")
    let tensor = document["tensors"][0]
    #expect(tensor["changes"].elements.contains { $0["field"].string == "dtype" })
    #expect(tensor["distributions_changed"][0].string == "values.histogram")
    let format = tensor["formats"]["int4-g128"]
    #expect(
      Set(format["distributions_changed"].elements.compactMap(\.string))
        == ["code_counts", "scales.histogram", "error_histogram"])
  }

  @Test(arguments: [
    ("mxfp4.sqnr_db<15.55", 1), ("mxfp4.sqnr_db<15", 0), ("mxfp4.sqnr_db.change<-0.01", 1),
    ("mxfp4.sqnr_db.change<-0.1", 0), ("mxfp4.sqnr_db.relative < -0.003", 1),
    ("nvfp4.sqnr_db.change<-0", 0), ("mxfp4.block_sqnr_db.p01.change>0", 0),
  ])
  func `a threshold is about the later report or about the change`(
    condition: String, status: Int32
  ) async throws {
    let run = try await diff(
      [Self.weights], [Self.weights], ["--fail-if", condition],
      changing: (from: "\"sqnr_db\": 15.561851627268128", to: "\"sqnr_db\": 15.5"))
    #expect(run.end == .status(status))
    #expect(run.output.contains("sqnr_db"))
    #expect(run.errorLines.count == (status == 1 ? 1 : 0))
    if status == 1 { #expect(run.errors.contains("\"weights\" crosses it with ")) }
  }

  @Test(arguments: [
    ("nvfp4.sqnr", "expected ID.METRIC OP NUMBER"),
    ("nvfp4.sqnr<1", "no figure is called \"sqnr\""),
    ("int9.mse<1", "\"int9\" is not in the later report; there are mxfp4, nvfp4, int4-g128"),
    ("nvfp4.mse<x", "\"x\" is no number"), ("nvfp4.change<1", "no figure is called \"change\""),
  ])
  func `a threshold that means nothing is status 2`(
    condition: String, reason: String
  ) async throws {
    let run = try await diff([Self.weights], [Self.weights], ["--fail-if", condition])
    #expect(run.end == .status(2) && run.output == "" && run.errorLines.count == 1)
    #expect(run.errors.contains(reason))
  }

  @Test(arguments: [
    ("", "empty, expected a quantview.report/1"), ("{", "byte 1: the JSON is malformed"),
    ("[]", "expected an object"),
    ("{\"schema\":\"quantview.bench/1\"}", "found \"quantview.bench/1\""),
    ("{\"tensors\":[]}", "expected the schema \"quantview.report/1\", found none"),
    ("{\"schema\":\"quantview.report/1\",\"tensors\":7}", "\"tensors\" is no array"),
    ("{\"schema\":\"quantview.report/1\",\"tensors\":[{}]}", "a tensor without a name"),
    ("{\"schema\":\"quantview.report/1\",\"name\":\"a\"}", "without an object \"formats\""),
    (
      "{\"schema\":\"quantview.report/1\",\"name\":\"a\",\"formats\":{\"x\":1}}",
      "\"x\" is no object"
    ),
    (
      String(
        repeating: "{\"schema\":\"quantview.report/1\",\"name\":\"a\",\"formats\":{}}\n", count: 2),
      "the tensor \"a\" stands twice"
    ),
    (String(repeating: "[", count: 100_000), "nested too deeply"),
  ])
  func `a file that is no report is one line and status 3`(
    content: String, reason: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let good = try await ProgramRun("report", Self.weights, "--as", "json")
      let a = try directory.write(good.output, to: "a.json")
      let b = try directory.write(content, to: "b.json")
      for (first, second) in [(a, b), (b, a), (b, directory.path(of: "missing"))] {
        let run = try await ProgramRun("diff", first, second)
        #expect(run.end == .status(3) && run.output == "" && run.errorLines.count == 1)
        #expect(run.errors.contains(reason), "\(run.errors)")
      }
    }
  }
}
