internal import Figures
internal import TensorFiles

/// Says on a terminal's last line how much has been read, where nobody knows how much there is.
final class StatusLine {
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant?
  private let isWatched = DescriptorWriter.standardError.isTerminal

  /// Says how much has come, ten times a second at most, and only where it takes longer than half a second.
  func show(bytesRead count: Int) {
    let now = ContinuousClock.now
    guard isWatched, now - start > .milliseconds(500) else { return }
    if let last, now - last < .milliseconds(100) { return }
    last = now
    let rate = Double(count) / ((now - start) / .seconds(1))
    write(
      "reading standard input: \(FigureText.bytes(count)), "
        + "\(FigureText.bytes(Int(min(rate, 1e15))))/s")
  }

  /// Takes the line away.
  func erase() {
    if last != nil { write("") }
  }

  private func write(_ text: String) {
    // A line that can't be drawn is no reason to stop.
    try? DescriptorWriter.standardError.write(
      "\r" + String(repeating: " ", count: 60) + "\r" + text)
  }
}
