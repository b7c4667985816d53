import QuantCore
import QuantAnalysis
import QuantReports
import TensorFiles
import Testing

struct OverviewTextTests {
  private func overview(of source: TensorsInMemory) async throws -> [String] {
    let document = try await source.document()
    let overview = OverviewText(
      of: source.description, tensors: source.tensors, formats: document.formats)
    let text = document.tensors.reduce(overview.header) {
      $0 + overview.entry(of: $1.tensor, $1)
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  }

  @Test func `a single tensor gets the core of its report`() async throws {
    let document = try await TensorsInMemory.wavy.document()
    let lines = try await overview(of: .wavy)
    let report = ReportFormat.text.render(document).split(
      separator: "\n", omittingEmptySubsequences: false)
    // How figures are made stands in reports alone.
    let core = report.dropFirst().prefix { $0 != "figures" }.dropLast()
    #expect(lines == core.map { String($0) } + [""])
  }

  @Test func `several tensors get one line each, in columns that line up`() async throws {
    var source = TensorsInMemory()
    source.add("a", shape: [32], (0..<32).map { Float($0) })
    source.add("a.longer.name", shape: [2, 32])
    source.add("漢字", shape: [])
    let lines = try await overview(of: source)
    #expect(lines.count == 6)
    #expect(lines[1].hasPrefix("SQNR in dB     dtype   shape "))
    #expect(lines[2].hasPrefix("a              F32        32 "))
    #expect(lines[3].hasPrefix("a.longer.name  F32      2x32 "))
    #expect(lines[4].hasPrefix("漢字           F32    scalar "))
    #expect(Set(lines[2...3].map(\.count)).count == 1)
  }

  @Test func `a tensor that can't be analysed is listed all the same`() throws {
    let integers = TensorDescriptor(
      name: "ids", type: StoredType(name: "I64", bits: 64, encoding: nil), shape: [4], offset: 0,
      byteCount: 32)
    let source = SourceDescription(path: "x", container: "raw", byteCount: 32)
    let formats = try FormatRegistry.defaults.map { try FormatRegistry.format($0) }
    let alone = OverviewText(of: source, tensors: [integers], formats: formats)
    #expect(alone.entry(of: integers, nil).contains("I64 4, 4 elements, 32 B; not analysed"))
    let among = OverviewText(of: source, tensors: [integers, integers], formats: formats)
    #expect(among.entry(of: integers, nil).hasSuffix("-           -           -\n"))
  }

  @Test func `a source without tensors says so`() {
    let source = SourceDescription(path: "x", container: "safetensors", byteCount: 10)
    let overview = OverviewText(of: source, tensors: [], formats: [])
    #expect(overview.header == "x: safetensors, 10 B\nno tensors\n")
  }
}
