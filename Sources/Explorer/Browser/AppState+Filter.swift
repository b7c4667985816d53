internal import TerminalKit

extension AppState {
  /// Takes a key into the filter: every character that can be typed is part of it.
  mutating func type(_ key: Key) -> [Effect] {
    switch key {
    case .character(let character): browser.seek(browser.filter + String(character))
    case .backspace: browser.seek(String(browser.filter.dropLast()))
    case .control("u"): browser.seek("")
    case .escape:
      browser.seek("")
      browser.isTyping = false
    case .enter: browser.isTyping = false
    case .up, .down, .pageUp, .pageDown:
      browser.isTyping = false
      return dispatch(key)
    default: break
    }
    browser.keepSelectionInSight(rows: bodyRect.rows)
    return []
  }
}
