internal import Figures
internal import TensorFiles
internal import TerminalKit

/// What stands below the browser's list: the filter, or what the figures mean, and what is to be known of the file and
/// of the selected row.
struct BrowserFoot {
  private let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty else { return }
    let browser = state.browser
    if browser.isTyping || !browser.filter.isEmpty {
      let matches = browser.tensorRows
      let text = "/" + PrintableName.escaped(browser.filter)
      let shown = state.traits.shortened(text, to: max(1, rect.columns - 1), keeping: .end)
      let used = frame.put(shown, at: rect.origin, style: .bold)
      if browser.isTyping {
        frame.textCursor = Point(column: rect.left + used, row: rect.top)
      }
      frame.putRight(
        "\(FigureText.count(matches)) of \(FigureText.count(state.tensors.count)) match",
        endingAt: Point(column: rect.right, row: rect.top), style: .dim,
        maxWidth: rect.columns - used - 1)
    } else {
      let text = legends(columns: rect.columns).first { $0.count <= rect.columns }
      frame.put(text ?? "", at: rect.origin, style: .dim)
    }
    guard rect.rows > 1 else { return }
    let text = fact(columns: rect.columns)
    frame.put(
      state.traits.shortened(text, to: rect.columns, keeping: .ends),
      at: Point(column: rect.left, row: rect.top + 1),
      style: text.hasPrefix("! ") ? .warning : .dim)
  }

  /// What the figures of the list are, from the longest form to the shortest.
  private func legends(columns: Int) -> [String] {
    let shown = BrowserTable(state, width: columns).shown
    let ofSlot = shown.filter { [.flushed, .clipped].contains($0) }.map { $0.title(isLong: true) }
    let whose =
      ofSlot.isEmpty ? nil : ofSlot.joined(separator: " and ") + " of [\(state.slots.current)]"
    let hasRatios = shown.contains { if case .slot = $0 { true } else { false } }
    // Where there is no room for one, the list shows what it is sorted by.
    guard hasRatios else { return [(whose.map { $0 + ", " } ?? "") + "~ of a sample"] }
    // A sorted list has no folders.
    let texts =
      state.browser.order == .name
      ? [
        "SQNR in dB, * best; folders pool what is to be quantized, ~ in part",
        "SQNR in dB, * best, ~ in part", "dB, * best, ~ part",
      ]
      : ["SQNR in dB, * best, ~ of a sample", "dB, * best, ~ sample"]
    return (whose.map { whose in texts.map { "\($0); \(whose)" } } ?? []) + texts
  }

  private func fact(columns: Int) -> String {
    if let change = state.change { return "! \(change.detail) with ^R" }
    if let fault = state.source.faults.first { return "! \(fault.detail)" }
    if let guess = state.source.guess { return "! \(guess)" }
    if let note = state.source.notes.first {
      let more = state.source.notes.count - 1
      return "! " + PrintableName.escaped(note) + (more > 0 ? " (and \(more) more)" : "")
    }
    let bytes = FigureText.bytes(state.source.byteCount)
    var rest =
      "\(state.source.container), \(bytes), mapped; analysed is what is on show, a does all"
    if let summary = state.source.metadata.summary {
      rest = "\(state.source.container), \(bytes): \(summary); :metadata shows all it says"
    }
    guard let said = selection else { return rest }
    let whole = "\(said); \(rest)"
    return whole.count <= columns ? whole : said
  }

  /// What the selected row is: a tensor's role, which a narrow list has as a letter, or what a folder pools.
  private var selection: String? {
    let browser = state.browser
    if let tensor = browser.selectedTensor { return RoleText.role(of: state.tensors[tensor]) }
    guard browser.rows.indices.contains(browser.selected) else { return nil }
    return browser.pool(of: browser.rows[browser.selected]).words
  }
}
