internal import Figures
internal import TensorFiles
internal import TerminalKit

/// How far some work is, on one line: a bar, a percentage, the rate, the time left, and what it is at.
public enum ProgressLine {
  /// How many columns the line takes, always the same, so that one line covers the one before it.
  public static let width = 79

  /// Writes the line.
  ///
  /// - Parameters:
  ///   - doneBytes: How many bytes of the work are done.
  ///   - totalBytes: How many there are.
  ///   - seconds: How long it has taken so far.
  ///   - name: What the work is at, as stored in a file.
  /// - Returns: Exactly `width` columns.
  public static func text(
    doneBytes: Double, totalBytes: Double, seconds: Double, name: String
  ) -> String {
    let share = totalBytes > 0 ? min(max(doneBytes / totalBytes, 0), 1) : 0
    let cells = 20
    let filled = Int((share * Double(cells)).rounded())
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: cells - filled)
    let percent = String(Int(share * 100))
    let rate = seconds > 0 ? doneBytes / seconds : 0
    let left = share > 0 ? seconds * (1 / share - 1) : nil
    let line =
      "[\(bar)] \(String(repeating: " ", count: 3 - percent.count))\(percent)%"
      + "  \(FigureText.bytes(Int(min(rate, 1e15))))/s  \(duration(left)) left"
      + "  \(PrintableName.escaped(name))"
    let text = TerminalTraits.plain.shortened(line, to: width)
    return text + String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
  }

  /// Minutes and seconds, rounded up; a question mark where nobody can tell.
  private static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds < 360_000 else { return "?" }
    let whole = Int(seconds.rounded(.up))
    let rest = String(whole % 60)
    return "\(whole / 60):" + (rest.count < 2 ? "0" : "") + rest
  }
}
