import QuantCore
import QuantAnalysis
import QuantReports
import TensorFiles
import TestSupport
import Testing

struct FailConditionTests {
  private let formats = ["mxfp4", "mxfp4:even", "int4-g128+f32"].compactMap { FormatID($0) }

  @Test(arguments: [
    ("mxfp4.sqnr_db<18", "mxfp4", "sqnr_db", FailCondition.Comparison.less, 18.0),
    ("mxfp4:even.mse >= 1e-3", "mxfp4:even", "mse", .greaterOrEqual, 0.001),
    (" int4-g128+f32 . blocks == 7 ", "int4-g128+f32", "blocks", .equal, 7),
    ("mxfp4.block_sqnr_db.p01<=-2.5", "mxfp4", "block_sqnr_db.p01", .lessOrEqual, -2.5),
    ("mxfp4.nonfinite_blocks!=0", "mxfp4", "nonfinite_blocks", .unequal, 0),
    ("mxfp4.flushed_count>12", "mxfp4", "flushed_count", .greater, 12),
  ])
  func `a condition is read into its parts`(
    text: String, id: String, field: String, comparison: FailCondition.Comparison, number: Double
  ) throws {
    let condition = try FailCondition(text, formats: formats)
    #expect(condition.format.description == id)
    #expect(condition.field.name == field)
    #expect(condition.comparison == comparison)
    #expect(condition.threshold == number)
  }

  @Test(arguments: [
    ("", "expected ID.METRIC OP NUMBER"), ("mxfp4.mse", "expected ID.METRIC OP NUMBER"),
    ("mxfp4.mse=1", "expected ID.METRIC OP NUMBER"), ("mxfp4<1", "expected ID.METRIC before <"),
    (".mse<1", "expected ID.METRIC before <"), ("mxfp4.<1", "there are bits_per_weight"),
    ("mxfp4.sqnr<1", "sqnr_db"), ("nvfp4.mse<1", "not among --formats mxfp4,mxfp4:even"),
    ("mxfp4.mse<", "\"\" is no number"), ("mxfp4.mse<one", "\"one\" is no number"),
    ("mxfp4.mse<nan", "is no number"), ("mxfp4.mse<inf", "is no number"),
    ("mxfp4.mse<1<2", "is no number"), ("mxfp4.code_counts<1", "no figure is called"),
  ])
  func `what is wrong is said in one line that names what exists`(text: String, part: String) {
    let error = #expect(throws: FailConditionError.self) {
      try FailCondition(text, formats: formats)
    }
    #expect(error?.description.contains(part) == true)
    #expect(error?.description.contains("\n") == false)
  }

  /// Four tensors of growing error, the last of them empty.
  private func document() async throws -> ReportDocument {
    var source = TensorsInMemory()
    source.add("good", shape: [32], Array(repeating: 0.5, count: 32))
    source.add("bad", shape: [32], (0..<32).map { Float($0) })
    source.add("worse", shape: [32], (0..<32).map { Float($0 * $0) })
    source.add("empty", shape: [0])
    return try await source.document(formats: ["mxfp4"])
  }

  private func failure(_ text: String, of document: ReportDocument) throws -> String {
    var gate = FailGate(try FailCondition(text, formats: document.formatIDs))
    for report in document.tensors { gate.look(at: report) }
    return gate.failure ?? "none"
  }

  @Test func `the line names the worst tensor, its figure, and how many others cross`()
    async throws
  {
    let document = try await document()
    let worst = document.tensors.compactMap { $0.formats.first?.maximumError }.max() ?? 0
    let line = try failure("mxfp4.max_abs_err>0", of: document)
    #expect(line.hasPrefix("--fail-if mxfp4.max_abs_err>0: \"worse\" crosses it with "))
    #expect(line.contains("with \(Int(worst))"))
    #expect(line.hasSuffix(", as does 1 more"))
  }

  @Test func `nothing crosses what all keep`() async throws {
    let document = try await document()
    #expect(try failure("mxfp4.max_abs_err>1e9", of: document) == "none")
    #expect(try failure("mxfp4.sqnr_db<0", of: document) == "none")
  }

  @Test func `a figure that is null crosses nothing`() async throws {
    // The SQNR of "good" is null since it is exact; "empty" has no figures at all.
    let document = try await document()
    let line = try failure("mxfp4.sqnr_db<1000", of: document)
    #expect(!line.contains("good") && !line.contains("empty"))
    #expect(line.hasSuffix(", as does 1 more"))
    #expect(try failure("mxfp4.tensor_scale!=1", of: document) == "none")
  }

  @Test func `the figure is printed in full, so that it can't look like the threshold`()
    async throws
  {
    let document = try await document()
    let sqnr = document.tensors[1].formats.first?.sqnr ?? 0
    #expect(try failure("mxfp4.sqnr_db==\(sqnr)", of: document).contains("with \(sqnr)"))
  }

  @Test func `every scalar of a format's JSON can be asked for`() async throws {
    let document = try await TensorsInMemory.wavy.document(formats: ["nvfp4"])
    let json = try JSONValue.parse(ReportFormat.json.render(document))["tensors"][0]
    let format = json["formats"]["nvfp4"]
    let scalars = format.names.filter { format[$0].number != nil }
    #expect(scalars.isSubset(of: ReportField.all.map(\.name)))
    let report = try #require(document.tensors.first?.formats.first)
    for field in ReportField.all {
      let path = field.name.split(separator: ".").map { String($0) }
      let member = path.dropFirst().reduce(format[path[0]]) { $0[$1] }
      #expect(member.number == field.value(report).figure)
    }
  }
}
