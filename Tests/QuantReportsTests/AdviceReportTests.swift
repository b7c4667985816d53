import Advisor
import QuantReports
import TestSupport
import Testing

struct AdviceReportTests {
  private static let batches = [1, 64, 4096, Advice.batchLimit]

  @Test(arguments: PartTable.builtIn.parts)
  func `text fits 80 columns and says what kind of figure each is`(_ part: Part) throws {
    for batch in Self.batches {
      for text in ["1x1", "4096x14336", "16777216x16777216"] {
        let advice = Advice(shape: try #require(LayerShape(text)), batch: batch, part: part)
        let page = AdviceText.text(advice)
        let wide = page.split(separator: "\n").filter { $0.count > 80 }.map { String($0) }
        #expect(wide.isEmpty, "\(wide)")
        for word in ["ROOFLINE: predicted", "ESTIMATE: ", "CROSSOVERS", "CHOOSE "] {
          #expect(page.contains(word), "\(word)")
        }
        #expect(page.contains("ESTIMATE: none") == (part.name != "H200"))
      }
    }
  }

  @Test(arguments: PartTable.builtIn.parts)
  func `the document keeps to its schema`(_ part: Part) throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let path =
      root.joined(separator: "/") + "/Sources/QuantReports/Schemas/quantview.advise-1.schema.json"
    let checker = SchemaChecker(
      try JSONValue.parse(String(decoding: try bytes(ofFile: path), as: UTF8.self)))
    for batch in Self.batches {
      let shape = try #require(LayerShape("4096x14336"))
      let document = AdviceJSON.json(Advice(shape: shape, batch: batch, part: part))
      #expect(checker.faults(in: try JSONValue.parse(document)) == [])
    }
  }
}
