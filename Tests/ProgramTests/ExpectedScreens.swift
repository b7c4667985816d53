import Explorer
import QuantAnalysis
import QuantCore
import QuantReports
import TensorFiles
import TerminalKit
import TerminalTestSupport

/// The explorer without a terminal: what its screens should look like once all is computed.
///
/// The screens come from the program's own order of tabs, so that a new one is expected without a word here.
struct ExpectedScreens {
  private let source: any TensorSource
  private(set) var state: AppState
  /// Whether what is on show is measured and not computed, and so never the same twice.
  private(set) var isMeasured = false

  init(_ path: String, size: Size, traits: TerminalTraits) async throws {
    source = try TensorFile.open(path)
    state = AppState(
      source: source.description, tensors: source.tensors, formats: [], size: size, traits: traits,
      exportKinds: Self.exportKinds)
    await settle(state.update(.resized(size)))
  }

  /// The kinds of report as the program offers them.
  private static let exportKinds: [ExportKind] = {
    let others = ReportFormat.all.filter { $0.id != ReportFormat.markdown.id }
    return ([.markdown] + others).map { ExportKind(name: $0.id, suffix: $0.fileSuffix) }
  }()

  /// The frames of all screens from the first one on, each reached from the last one by Tab.
  static func all(
    of path: String, size: Size, traits: TerminalTraits
  ) async throws -> [(id: ScreenID, frame: Frame, isMeasured: Bool)] {
    var screens = try await ExpectedScreens(path, size: size, traits: traits)
    let first = screens.state.screen
    var found: [(id: ScreenID, frame: Frame, isMeasured: Bool)] = []
    repeat {
      found.append((screens.state.screen, screens.state.view(), screens.isMeasured))
      await screens.press(.tab)
    } while screens.state.screen != first && found.count < 100
    return found
  }

  mutating func press(_ key: Key) async {
    isMeasured = false
    await settle(state.update(.key(key)))
  }

  /// Carries out what is asked for, and what follows from it; what only a clock could answer is left open.
  private mutating func settle(_ effects: [Effect]) async {
    let analyzer = Analyzer(source: source, threads: 2)
    var pending = effects
    while !pending.isEmpty {
      switch pending.removeFirst() {
      case .analyze(let id, let tensor, let formats, let known):
        let request = AnalysisRequest(
          tensor: source.tensors[tensor],
          formats: formats.compactMap { try? FormatRegistry.format($0) }, known: known)
        for await event in analyzer.events(for: request) {
          pending += state.update(.analysis(id, event))
        }
      case .mapScales(let id, let tensor, let format, let summary, let window):
        guard let format = try? FormatRegistry.format(format) else { continue }
        let request = ScaleMapRequest(
          tensor: source.tensors[tensor], format: format, summary: summary, window: window)
        for await event in analyzer.scaleMap(for: request) {
          pending += state.update(.scaleMap(id, event))
        }
      case .encodeTile(let id, let tensor, let format, let summary, let region):
        guard let format = try? FormatRegistry.format(format) else { continue }
        let request = TileRequest(
          tensor: source.tensors[tensor], format: format, summary: summary, region: region)
        for await event in analyzer.tile(for: request) {
          pending += state.update(.tile(id, event))
        }
      case .cancel, .redraw: break
      default: isMeasured = true
      }
    }
  }
}

extension TerminalSession {
  /// Where the screen differs from a frame, in words; nil where it doesn't.
  ///
  /// - Parameters:
  ///   - frame: what should be on show.
  ///   - depth: how many colours there are; nil where they are not looked at.
  ///   - underlines: whether the terminal can underline in colour.
  ///   - rows: the rows to look at; nil is all.
  /// - Returns: the first cell that differs, as it is and as it should be.
  func difference(
    from frame: Frame, depth: ColourDepth?, underlines: Bool = true, rows: Range<Int>? = nil
  ) -> String? {
    for row in rows ?? 0..<frame.size.rows {
      for column in 0..<frame.size.columns {
        let wanted = frame[column, row]
        guard wanted.width > 0 else { continue }
        let found = cell(row, column)
        let isSame =
          found.text == String(wanted.character) && found.width == wanted.width
          && (depth.map { found.looks(like: wanted, depth: $0, underlines: underlines) } ?? true)
        if !isSame {
          return "row \(row) column \(column): \(found), not \(wanted)"
        }
      }
    }
    return nil
  }
}

extension ScreenCell {
  fileprivate func looks(like cell: Cell, depth: ColourDepth, underlines: Bool) -> Bool {
    let style = ResolvedStyle(cell.style, depth: depth)
    // The colour of a space can't be seen.
    let isInk = text != " "
    return background == style.background && isReversed == style.isReversed
      && (!underlines || isUnderlined == style.isUnderlined)
      && (!isInk || foreground == style.foreground && isBold == style.isBold)
  }
}
