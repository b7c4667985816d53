internal import TerminalKit

extension AppState {
  /// Whether what is typed is text at present, and no commands.
  var takesText: Bool {
    switch overlay {
    case .export, .command, .element: true
    case .formats(let menu): menu.query != nil
    case .help: false
    case nil: screen == .browser && browser.isTyping
    }
  }

  /// Types pasted text into the field that is open; elsewhere its letters would act as keys.
  mutating func paste(_ text: String) -> [Effect] {
    guard takesText else {
      notice = Notice("pasted text is not taken as keys; a prompt takes it")
      return []
    }
    // A line, so that its end can't act as Enter.
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    return line.filter { !$0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
      .flatMap { update(.key(.character($0))) }
  }
}
