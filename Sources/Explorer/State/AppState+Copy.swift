internal import Figures
internal import TensorFiles
internal import TerminalKit

/// A value as it is copied: in full precision, and what it is, for the message.
struct CopiedValue: Sendable, Hashable {
  let text: String
  let name: String

  init(_ text: String, name: String) {
    self.text = text
    self.name = name
  }
}

extension AppState {
  /// Why nothing can be copied; nil where it can.
  var noClipboard: String? {
    traits.clipboard == .none
      ? "TERM=\(traits.name) has no clipboard that a program can reach; e writes a report" : nil
  }

  mutating func copyValue() -> [Effect] {
    guard let value = Screens.screen(screen).value(self) else {
      notice = Notice("y: there is no value under the cursor")
      return []
    }
    return copy(value.text, named: "\(value.name): \(PrintableName.escaped(value.text))")
  }

  /// Copies what the screen shows, its title included, as text without lines of boxes.
  mutating func copyView() -> [Effect] {
    var frame = Frame(size)
    drawBody(Screens.screen(screen), into: &frame)
    let lines = [viewTitle] + frame.plainText(in: pageRect)
    return copy(
      lines.joined(separator: "\n") + "\n", named: FigureText.count(lines.count, "line"))
  }

  /// What the view is of, in one line.
  private var viewTitle: String {
    let screen = Screens.screen(self.screen)
    let subject = screen.subject(self)
    let name =
      screen.needsTensor
      ? tensor.map { ":\($0.name) \($0.type) \(FigureText.shape($0.shape))" } : nil
    let about = subject.isEmpty ? "" : ", \(subject)"
    return PrintableName.escaped("\(source.path)\(name ?? "")") + " (\(screen.word)\(about))"
  }

  private mutating func copy(_ text: String, named name: String) -> [Effect] {
    let bytes = text.utf8.count
    guard let sequence = Clipboard.sequence(copying: text, by: traits.clipboard) else {
      notice = Notice(
        "not copied: \(bytes) bytes, and terminals take \(Clipboard.limit); "
          + "a smaller window has less, and e writes a report to a file", weight: .warning)
      return []
    }
    let way = traits.clipboard == .tmux ? ", if tmux's set-clipboard is on" : ""
    notice = Notice("copied \(FigureText.count(bytes, "byte"))\(way): \(name)")
    return [.send(sequence)]
  }
}
