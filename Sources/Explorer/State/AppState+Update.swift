internal import TerminalKit

extension AppState {
  /// Takes in what happened and answers with what is to be done about it.
  ///
  /// Total: any message in any state is fine, stale ones are dropped.
  ///
  /// - Parameter message: What happened.
  /// - Returns: What the world is asked to do, in order.
  public mutating func update(_ message: Message) -> [Effect] {
    var effects: [Effect] = []
    switch message {
    case .key(let key): effects = press(key)
    case .mouse(let event): effects = take(event)
    case .command(let line): effects = perform(line)
    case .pasted(let text): effects = paste(text)
    case .resized(let size):
      self.size = size
      browser.keepSelectionInSight(rows: bodyRect.rows)
    case .analysis(let id, let event): take(event, of: id)
    case .scaleMap(let id, let event): take(event, of: id)
    case .errorMap(let id, let event):
      if beside.errors.running == id {
        effects = withPinned {
          $0.take(event, of: id)
          return []
        }
      } else {
        take(event, of: id)
      }
    case .tile(let id, let event): take(event, of: id)
    case .inspection(let id, let event):
      if beside.block.running == id {
        effects = withPinned {
          $0.take(event, of: id)
          return []
        }
      } else {
        take(event, of: id)
      }
    case .worstBlocks(let id, let event): take(event, of: id)
    case .kernels(let id, let event): take(event, of: id)
    case .attention(let id, let event): take(event, of: id)
    case .preview(let id, let text): take(text, of: id)
    case .exported(let outcome): take(outcome)
    case .resumed: effects = [.redraw]
    }
    return effects + schedule()
  }

  private mutating func press(_ key: Key) -> [Effect] {
    notice = nil
    if key != .control("c") {
      work.isQuitArmed = false
    }
    // As in a shell ^C leaves the line too.
    if key == .control("c"), case .command = overlay { overlay = nil }
    // Control keys keep their meaning over a menu or a prompt.
    if [.control("c"), .control("l"), .control("z")].contains(key) { return dispatch(key) }
    if overlay != nil { return pressOverlay(key) }
    if screen == .browser && browser.isTyping { return type(key) }
    return dispatch(key)
  }
}
