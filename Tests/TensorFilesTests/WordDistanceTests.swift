import TensorFiles
import Testing

@Suite struct WordDistanceTests {
  private static let words = [
    "browser", "overview", "histogram", "heatmap", "quit", "formats", "format", "export", "help",
  ]

  @Test(arguments: [
    ("histogran", "histogram"), ("qiut", "quit"), ("frmats", "formats"), ("HEATMAP", "heatmap"),
    ("expotr", "export"), ("over", "overview"), ("gram", "histogram"),
  ])
  func `a slip leads to the word that was meant`(_ typed: String, _ meant: String) {
    #expect(WordDistance.nearest(to: typed, among: Self.words) == meant)
  }

  @Test(arguments: ["nonsense", "foo", "xyz", "", "q", "teh", "zzzzzzzz", "report-all"])
  func `what is near to nothing leads nowhere`(_ typed: String) {
    #expect(WordDistance.nearest(to: typed, among: Self.words) == nil)
  }

  @Test func `a swap of neighbours is one step, case is none`() {
    #expect(WordDistance.between("qiut", "quit") == 1)
    #expect(WordDistance.between("Quit", "qUIT") == 0)
    #expect(WordDistance.between("", "abc") == 3 && WordDistance.between("abc", "") == 3)
    #expect(WordDistance.between("kitten", "sitting") == 3)
  }
}
