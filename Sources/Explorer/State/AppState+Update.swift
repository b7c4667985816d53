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
      keepSelectionsInSight()
    case .analysis(let id, let event): take(event, of: id)
    case .scaleMap(let id, let event): take(event, of: id)
    case .errorMap(let id, let event):
      takeForEither(isOfPinned: beside.errors.running == id) { $0.take(event, of: id) }
    case .tile(let id, let event):
      takeForEither(isOfPinned: beside.tile.running == id) { $0.take(event, of: id) }
    case .inspection(let id, let event):
      takeForEither(isOfPinned: beside.block.running == id) { $0.take(event, of: id) }
    case .worstBlocks(let id, let event): take(event, of: id)
    case .comparison(let id, let event): take(event, of: id)
    case .kernels(let id, let event): take(event, of: id)
    case .attention(let id, let event): take(event, of: id)
    case .ranked(let id, let event): take(event, of: id)
    case .rankingAnswered(let id, let answer): take(answer, of: id)
    case .preview(let id, let text):
      takeForEither(isOfPinned: beside.report.running == id) { $0.take(text, of: id) }
    case .exported(let outcome): take(outcome)
    case .changed(let error): take(error)
    case .grown(let grown): take(grown)
    case .openingFailed(let status): effects = [.quit(status: status)]
    case .reopened(let source, let tensors): reload(source, tensors)
    case .reopenFailed(let reason): notice = Notice(reason, weight: .error)
    case .resumed: effects = [.redraw]
    }
    return effects + schedule()
  }

  /// Scrolls lists so that their selected rows are on show in the room that there is.
  mutating func keepSelectionsInSight() {
    browser.keepSelectionInSight(rows: bodyRect.rows)
    ranking.keepInSight(count: tensors.count, page: rankingPage)
  }

  /// Takes in what was found, of the pinned tensor or of the one on show.
  private mutating func takeForEither(isOfPinned: Bool, _ take: (inout AppState) -> Void) {
    guard isOfPinned else { return take(&self) }
    _ = withPinned {
      take(&$0)
      return []
    }
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
    if isTypingFilter { return type(key) }
    return dispatch(key)
  }
}
