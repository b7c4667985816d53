internal import TerminalKit

extension AppState {
  /// Whether keys go into the filter of the list on show.
  var isTypingFilter: Bool {
    switch screen {
    case .browser: browser.isTyping
    case .ranking: ranking.isTyping
    default: false
    }
  }

  /// The filter of the list on show: the ranking's, elsewhere the browser's.
  var filter: String { screen == .ranking ? ranking.filter : browser.filter }

  /// Ends typing into a filter; the filter stays.
  mutating func endTyping() {
    browser.isTyping = false
    ranking.isTyping = false
  }

  /// Lists the tensors whose names hold a text.
  mutating func seek(_ text: String) {
    guard screen == .ranking else {
      browser.seek(text)
      browser.keepSelectionInSight(rows: bodyRect.rows)
      return
    }
    ranking.seek(
      text, matching: browser.tensors(holding: text), count: tensors.count, page: rankingPage)
  }

  /// Takes a key into the filter: every character that can be typed is part of it.
  mutating func type(_ key: Key) -> [Effect] {
    switch key {
    case .character(let character): seek(filter + String(character))
    case .backspace: seek(String(filter.dropLast()))
    case .control("u"): seek("")
    case .escape:
      seek("")
      endTyping()
    case .enter: endTyping()
    case .up, .down, .pageUp, .pageDown:
      endTyping()
      return dispatch(key)
    default: break
    }
    if screen == .browser { browser.keepSelectionInSight(rows: bodyRect.rows) }
    return []
  }
}
