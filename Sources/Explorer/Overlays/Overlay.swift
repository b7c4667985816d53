internal import TerminalKit

/// What lies over the screen and takes the keys.
public enum Overlay: Sendable, Equatable {
  /// The list of keys.
  case help(HelpPage)
  /// All that stands out in a tensor.
  case findings(FindingsPage)
  /// The choice of a slot's format.
  case formats(FormatMenu)
  /// The export prompt.
  case export(ExportPrompt)
  /// The line in which commands are typed.
  case command(CommandLine)
  /// The prompt for an element's place.
  case element(ElementPrompt)
  /// What the files say about themselves.
  case metadata(MetadataPage)
}

extension AppState {
  mutating func pressOverlay(_ key: Key) -> [Effect] {
    switch overlay {
    case .help(let page): return press(key, on: page)
    case .findings(let page): return press(key, on: page)
    case .formats(let menu): return press(key, on: menu)
    case .export(let prompt): return press(key, on: prompt)
    case .command(let line): return press(key, on: line)
    case .element(let prompt): return press(key, on: prompt)
    case .metadata(let page): return press(key, on: page)
    case nil: return []
    }
  }

  func drawOverlay(into frame: inout Frame) {
    switch overlay {
    case .help(let page): page.draw(self, into: &frame)
    case .findings(let page): page.draw(self, into: &frame)
    case .formats(let menu): menu.draw(self, into: &frame)
    case .export(let prompt): prompt.draw(self, into: &frame)
    case .command(let line): line.draw(self, into: &frame)
    case .element(let prompt): prompt.draw(self, into: &frame)
    case .metadata(let page): page.draw(self, into: &frame)
    case nil: break
    }
  }
}
