import QuantReports
import Testing

struct ProgressLineTests {
  @Test func `a bar says how far, how fast and how long still`() {
    let line = ProgressLine.text(
      doneBytes: 25 * 1_048_576, totalBytes: 100 * 1_048_576, seconds: 5, name: "a.b")
    #expect(line.hasPrefix("[#####---------------]  25%  5.000 MiB/s  0:15 left  a.b "))
  }

  @Test(arguments: [
    (0.0, 100.0, 0.0, "x"), (100, 100, 1e9, "x"), (200, 100, 1, "x"), (1e-9, 1e18, 1e5, "x"),
    (1, 0, 1, "x"), (50, 100, 1, String(repeating: "long.", count: 100)),
    (50, 100, 1, "evil\u{1B}[2J\n"),
  ])
  func `it is always as wide as the one before it`(
    done: Double, total: Double, seconds: Double, name: String
  ) {
    let line = ProgressLine.text(
      doneBytes: done, totalBytes: total, seconds: seconds, name: name)
    #expect(line.count == ProgressLine.width)
    #expect(line.unicodeScalars.allSatisfy { (" "..."~").contains($0) })
  }
}
