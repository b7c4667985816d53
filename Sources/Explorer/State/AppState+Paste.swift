internal import TerminalKit

extension AppState {
  /// Whether what is typed is text at present, and no commands.
  var takesText: Bool {
    switch overlay {
    case .export, .command, .element: true
    case .formats(let menu): menu.query != nil
    case .help, .findings, .metadata: false
    case nil: isTypingFilter
    }
  }

  /// Types pasted text into the field that is open; elsewhere its letters would act as keys.
  mutating func paste(_ text: String) -> [Effect] {
    guard takesText else {
      notice = Notice("pasted text is not taken as keys; a prompt takes it")
      return []
    }
    // A line, so that its end can't act as Enter; and no more than a name or a path has.
    let line = text.split(maxSplits: 1, whereSeparator: \.isNewline).first ?? ""
    let typed = line.prefix(CommandLine.longest).filter {
      !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    notice = nil
    if case .command(let prompt) = overlay {
      insert(typed, into: prompt)
      return []
    }
    if overlay == nil {
      browser.seek(browser.filter + typed)
      browser.keepSelectionInSight(rows: bodyRect.rows)
      return []
    }
    return typed.flatMap { update(.key(.character($0))) }
  }
}
