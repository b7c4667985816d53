import QuantAnalysis
import QuantReports
import TensorFiles
import Testing

struct MarkdownReportTests {
  private func lines(_ source: TensorsInMemory) async throws -> [String] {
    let text = ReportFormat.markdown.render(try await source.document())
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  }

  private func source(named name: String) -> TensorsInMemory {
    var source = TensorsInMemory()
    source.add(name, shape: [32], (0..<32).map { Float($0) })
    source.add("other", shape: [1])
    return source
  }

  /// The cells of a table's row, as a reader of GitHub's Markdown splits it.
  private func cells(of row: String) -> Int {
    let bare = row.replacing("\\|", with: "")
    return bare.filter { $0 == "|" }.count - 1
  }

  @Test func `each tensor has a heading and a right-aligned table`() async throws {
    let lines = try await lines(source(named: "plain"))
    #expect(lines.contains("## `plain`"))
    #expect(lines.contains("## `other`"))
    #expect(lines.contains("| metric (best in bold) | `mxfp4` | `nvfp4` | `int4-g128` |"))
    #expect(lines.contains("| --- | ---: | ---: | ---: |"))
  }

  @Test(arguments: ["a|b", "|", "a`b", "`", "``x`", "a\\|b", "[x](y)", "<b>", "*x*", "| a | b |"])
  func `a name breaks neither table nor code span`(name: String) async throws {
    let lines = try await lines(source(named: name))
    let header = try #require(lines.firstIndex { $0.hasPrefix("| SQNR in dB") })
    #expect(lines[header...(header + 3)].allSatisfy { cells(of: $0) == 6 })
    let heading = try #require(lines.first { $0.hasPrefix("## ") })
    let fence = heading.dropFirst(3).prefix { $0 == "`" }
    let inner = heading.dropFirst(3 + fence.count).dropLast(fence.count)
    #expect(heading.hasSuffix(fence))
    #expect(!inner.contains(fence) || name.contains("`") && fence.count > 1)
    #expect(!inner.hasPrefix("`") && !inner.hasSuffix("`"))
  }

  @Test func `pipes in the names of metrics are escaped`() async throws {
    let lines = try await lines(.wavy)
    let rows = lines.filter { $0.hasPrefix("|") }
    #expect(rows.contains { $0.hasPrefix(#"| max \|err\| |"#) })
    #expect(rows.allSatisfy { cells(of: $0) == 4 })
  }

  @Test func `pictures stand in fenced blocks of ASCII`() async throws {
    let lines = try await lines(.wavy)
    let fences = lines.indices.filter { lines[$0].hasPrefix("```") }
    #expect(fences.count == 4)
    for pair in stride(from: 0, to: fences.count, by: 2) {
      let picture = lines[fences[pair]...fences[pair + 1]]
      #expect(picture.count > 4)
      #expect(picture.allSatisfy { $0.unicodeScalars.allSatisfy(\.isASCII) && $0.count <= 80 })
    }
    #expect(lines.contains { $0.hasPrefix("values, log count; ^ grid of mxfp4") })
  }

  @Test func `findings are a list, warnings marked by a word`() async throws {
    let lines = try await lines(.broken)
    #expect(lines.contains { $0.hasPrefix("- **Warning:** 1 NaN and 2 infinite values") })
    #expect(lines.contains { $0.hasPrefix("- weight-only figures") })
  }

  @Test func `prose from a file can't become markup`() async throws {
    var source = TensorsInMemory.wavy
    source.description.guess = "a*b*_c_<i>`d`[e](f)&amp;"
    let guess = #"> **Guessed:** a\*b\*\_c\_\<i>\`d\`[e\](f)\&amp;"#
    #expect(try await lines(source).contains(guess))
  }
}
