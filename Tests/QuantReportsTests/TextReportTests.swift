import QuantAnalysis
import QuantReports
import TensorFiles
import Testing

struct TextReportTests {
  private func page(
    _ source: TensorsInMemory, formats: [String] = ["mxfp4", "nvfp4", "int4-g128"]
  ) async throws -> [String] {
    let text = ReportFormat.text.render(try await source.document(formats: formats))
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  }

  @Test(arguments: [
    ["mxfp4"], ["mxfp4", "nvfp4", "int4-g128"],
    [
      "mxfp4", "mxfp4:rceil", "mxfp4:even", "mxfp4:ceil", "nvfp4", "int4-g128", "int4-g128+f32",
      "mxfp4:floor",
    ],
  ])
  func `a page is 80 columns wide and has every format`(formats: [String]) async throws {
    let lines = try await page(.wavy, formats: formats)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.allSatisfy { $0.last != " " })
    let titles = lines.filter { $0.hasPrefix("metric") }
      .flatMap { $0.split(separator: " ").dropFirst() }
    #expect(titles.map { String($0) } == formats)
  }

  @Test func `the best figure of a row is marked, and the mark explained`() async throws {
    let lines = try await page(.wavy)
    let sqnr = try #require(lines.first { $0.hasPrefix("SQNR dB") })
    #expect(sqnr.filter { $0 == "*" }.count == 1)
    #expect(lines.contains("* best of the row"))
    let alone = try await page(.wavy, formats: ["mxfp4"])
    #expect(!alone.contains("* best of the row"))
  }

  @Test func `figures have four significant digits`() async throws {
    let lines = try await page(.wavy)
    let bits = try #require(lines.first { $0.hasPrefix("bits/weight") })
    #expect(bits.split(separator: " ").dropFirst().first == "4.250")
    #expect(lines.contains("  F32 4x64, 256 elements, 1.000 KiB"))
  }

  @Test func `several tensors are summed up first`() async throws {
    var source = TensorsInMemory()
    source.add("first", shape: [32], (0..<32).map { Float($0) })
    source.add("second", shape: [0])
    let lines = try await page(source)
    let header = try #require(lines.firstIndex { $0.hasPrefix("SQNR in dB") })
    #expect(lines[header + 1].hasPrefix("first"))
    #expect(lines[header + 2].hasPrefix("second"))
    #expect(lines[header + 2].hasSuffix("n/a"))
    #expect(lines[(header + 3)...].contains("first"))
  }

  @Test func `NaN and infinities are reported in words`() async throws {
    let lines = try await page(.broken)
    #expect(lines.contains { $0.contains("1 NaN, 2 infinite, the first at [1,5]") })
    #expect(lines.contains { $0.hasPrefix("  ! 1 NaN and 2 infinite values") })
  }

  @Test func `a tensor of nothing but NaN has a page too`() async throws {
    var source = TensorsInMemory()
    source.add("void", shape: [2, 2], Array(repeating: .nan, count: 4))
    let lines = try await page(source)
    #expect(lines.contains("  no finite values"))
  }

  @Test func `guesses are labelled`() async throws {
    var source = TensorsInMemory.wavy
    source.description.guess = "F32 is a guess; --dtype settles it"
    #expect(try await page(source).contains("! F32 is a guess; --dtype settles it"))
  }

  @Test func `names can't drive the terminal`() async throws {
    var source = TensorsInMemory()
    source.add("evil\u{1B}[31m\u{202E}\n", shape: [32])
    source.description.path = "dir\u{7}.bin"
    let document = try await source.document()
    for format in ReportFormat.all {
      let text = format.render(document)
      let allowed = text.unicodeScalars.allSatisfy {
        $0 == "\n"
          || $0.properties.generalCategory != .control
            && $0.properties.generalCategory != .format
      }
      #expect(allowed)
    }
    #expect(ReportFormat.text.render(document).contains(#"evil\u{1B}[31m\u{202E}\n"#))
  }

  @Test(arguments: ["text", "markdown", "json", "jsonl", "csv", "html"])
  func `the same document gives the same bytes`(kind: String) async throws {
    let format = try #require(ReportFormat.named(kind))
    let first = format.render(try await TensorsInMemory.broken.document())
    #expect(format.render(try await TensorsInMemory.broken.document()) == first)
  }

  @Test func `a suffix names its kind of report`() {
    #expect(ReportFormat.suited(toPath: "a/report.JSON")?.id == "json")
    #expect(ReportFormat.suited(toPath: "notes.md")?.id == "markdown")
    #expect(ReportFormat.suited(toPath: "notes.txt")?.id == "text")
    #expect(ReportFormat.suited(toPath: "json") == nil)
    #expect(ReportFormat.named("xml") == nil)
  }
}
