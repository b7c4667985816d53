internal import Figures
internal import QuantAnalysis
public import TensorFiles
internal import TerminalKit

extension AppState {
  /// Whether the tensors that are there are the first of those of a source.
  ///
  /// - Parameter other: The source.
  /// - Returns: Whether what was found out about them holds for it too.
  public func isBeginning(of other: any TensorSource) -> Bool {
    other.tensors.starts(with: tensors)
  }

  /// Takes in that more of the files is open, and leaves the user where they are.
  mutating func take(_ grown: GrownSource) {
    let wasEmpty = tensors.isEmpty
    if isBeginning(of: grown.source) {
      extend(to: grown)
    } else {
      let notice = notice
      reload(grown.source.description, grown.source.tensors)
      self.notice = notice
    }
    opening = grown.progress
    if let warning = grown.warning { notice = Notice(warning, weight: .warning) }
    // As where it was open from the beginning.
    guard wasEmpty, grown.progress == nil, screen == .browser, overlay == nil, tensors.count == 1,
      tensors[0].isAnalysable
    else { return }
    screen = .overview
    current = 0
  }

  private mutating func extend(to grown: GrownSource) {
    source = grown.source.description
    tensors = grown.source.tensors
    var list = grown.browser
    list.follow(browser, rows: bodyRect.rows, isExtended: true)
    for (tensor, format) in reports.completeFormats { list.pool(format, of: tensor) }
    for isQuantized in [false, true] {
      list.mark(
        ranking.marks.filter { ($0.value != .keep) == isQuantized }.map(\.key), isQuantized)
    }
    browser = list
    // The choice of formats is one for all tensors.
    ranking.startOver()
    if !ranking.filter.isEmpty {
      ranking.seek(
        ranking.filter, matching: browser.tensors(holding: ranking.filter), count: tensors.count,
        page: rankingPage)
    }
  }

  /// How far the opening is, for the title; nil where everything is open.
  var openingText: String? {
    opening.map { progress in
      guard let opened = progress.opened else { return "opening ..." }
      return "opening \(FigureText.count(opened)) of \(FigureText.count(progress.count)) files"
    }
  }
}
