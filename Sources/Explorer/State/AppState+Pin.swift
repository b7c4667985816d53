internal import Figures
internal import QuantAnalysis
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// The tensor that `=` pins on the screen that is shown.
  var pinnable: Int? {
    switch screen {
    case .browser: browser.selectedTensor
    case .ranking: selectedRank
    default: current
    }
  }

  /// The tensor that stands beside the current one; nil where none is pinned or it is the current one itself.
  var compared: Int? {
    guard let pinned, pinned != current, current != nil else { return nil }
    return pinned
  }

  /// Pins a tensor, in place of another; the pinned one itself is let go.
  mutating func pin(_ index: Int) {
    let name = PrintableName.escaped(tensors[index].name)
    guard tensors[index].isAnalysable else {
      notice = Notice("\(tensors[index].type) is listed only: it can't be compared")
      return
    }
    work.isPaused = false
    defer { keepSelectionsInSight() }
    guard index != pinned else {
      pinned = nil
      notice = Notice("\(name) is no longer pinned")
      return
    }
    let before = pinned.map { " in place of " + PrintableName.escaped(tensors[$0].name) }
    pinned = index
    notice = Notice(
      "pinned \(name)\(before ?? ""): it stands beside every other; = here lets it go")
  }

  /// Makes the pinned tensor the one on show and pins the one that was.
  mutating func exchangePinned() {
    guard let other = compared, let current else { return }
    let looks = (histogram: histogram, heatmap: heatmap, errors: errors.place, block: block)
    open(other)
    guard self.current == other else { return }
    // The same view of the other tensor, so that the two can be told apart by going back and forth.
    histogram = looks.histogram
    heatmap = looks.heatmap
    errors.place = looks.errors
    block.row = looks.block.row
    block.column = looks.block.column
    pinned = current
    let name = PrintableName.escaped(tensors[other].name)
    notice = Notice("\(name); pinned is \(PrintableName.escaped(tensors[current].name))")
  }

  /// What the screens draw for the pinned tensor: the same views of it, in the place beside the current one.
  var ofPinned: AppState? {
    guard let compared else { return nil }
    var other = self
    other.current = compared
    other.side = .pinned
    other.partner = current
    // The same view of both, each with what is known of it.
    let known = beside.tensor == compared
    var itsErrors = known ? beside.errors : ErrorMapState(keepingLooksOf: beside.errors)
    itsErrors.quantity = errors.quantity
    itsErrors.pair = errors.pair
    itsErrors.place = errors.place
    other.errors = itsErrors
    var itsBlock = known ? beside.block : BlockState(keepingLooksOf: beside.block)
    itsBlock.row = block.row
    itsBlock.column = block.column
    itsBlock.showsBytes = block.showsBytes
    itsBlock.omitsElement = block.omitsElement
    itsBlock.search = WorstSearch()
    itsBlock.waits = block.running != nil
    other.block = itsBlock
    var itsTile = known ? beside.tile : MatrixUnitState(keepingLooksOf: beside.tile)
    itsTile.look(as: matrixUnit)
    other.matrixUnit = itsTile
    var itsReport = known ? beside.report : ReportViewState(keepingWorkOf: beside.report)
    itsReport.look(as: reportView)
    other.reportView = itsReport
    // Both tensors over the same values, or they could not be compared.
    if let current, let values = reports[current]?.values {
      other.histogram.sharedView = histogram.range(of: values)
    }
    return other
  }
}

extension AppState {
  /// How the pinned tensor is shown on this screen at this size.
  var pinnedPlace: PinnedPlace {
    let view = Screens.screen(screen)
    if view.pinnedPlace == .row { return pinned != nil && pageRect.rows >= 8 ? .row : .nowhere }
    guard compared != nil || side == .pinned else { return .nowhere }
    // Narrow halves are tall, or they would say less than a line.
    let isWide =
      pageRect.columns >= view.leastColumnsBeside
      && pageRect.rows >= (pageRect.columns >= 104 ? 9 : 16)
    switch view.pinnedPlace {
    case .nowhere, .row: return .nowhere
    case .within: return .within
    case .beside, .below: break
    case .line: return pageRect.rows >= 6 ? .line : .nowhere
    }
    if isWide && !isPinnedEmpty { return .beside }
    let isTall = pageRect.rows >= view.leastRowsBelow
    if view.pinnedPlace == .below && isTall && !isPinnedEmpty { return .below }
    return pageRect.rows >= 6 ? .line : .nowhere
  }

  /// Whether the pinned tensor has nothing to fill a half of the page with.
  private var isPinnedEmpty: Bool {
    let pinned = side == .pinned ? current : compared
    return pinned.map { tensors[$0].elementCount == 0 } ?? false
  }

  /// Whether the pinned tensor has a half of the page.
  var isInHalves: Bool { [.beside, .below].contains(pinnedPlace) }

  /// What is known of the pinned tensor where its figures stand among those of the current one.
  var comparedReport: TensorReport? {
    guard let compared, pinnedPlace == .within else { return nil }
    return reports[compared] ?? TensorReport(tensor: tensors[compared])
  }

  /// A tensor's half of the page where there are two, its name above it.
  private var half: Rect {
    let page = pageRect
    if pinnedPlace == .below {
      let (upper, lower) = page.splitTop((page.rows + 1) / 2)
      return side == .current ? upper : lower
    }
    let width = (page.columns - 1) / 2
    return side == .current ? page.splitLeft(width).left : page.splitRight(width).right
  }

  /// Where the screen itself is drawn: the page, or what a pinned tensor leaves of it.
  var bodyRect: Rect {
    switch pinnedPlace {
    case .beside, .below: half.splitTop(1).rest
    case .line, .row: pageRect.splitBottom(1).rest
    case .within, .nowhere: pageRect
    }
  }

  /// Draws the screen, and what is pinned beside it.
  func drawBody(_ screen: any Screen, into frame: inout Frame) {
    guard pinnedPlace != .row, let other = ofPinned else {
      screen.draw(self, in: bodyRect, into: &frame)
      return
    }
    switch pinnedPlace {
    case .beside, .below:
      var halves = (mine: self, its: other)
      halves.mine.neighbour = other.shownMap
      halves.its.neighbour = shownMap
      drawName("", style: .bold, into: &frame)
      screen.draw(halves.mine, in: bodyRect, into: &frame)
      other.drawName("= ", style: .accent, into: &frame)
      screen.draw(halves.its, in: other.bodyRect, into: &frame)
    case .line:
      screen.draw(self, in: bodyRect, into: &frame)
      guard let tensor = other.tensor else { return }
      let isToBeDrawn = screen.pinnedPlace == .line || tensor.elementCount > 0
      let facts =
        isToBeDrawn ? screen.pinnedFacts(other).joined(separator: "  ") : "an empty tensor"
      let line = pageRect.splitBottom(1).bottom
      let room = max(8, line.columns - DisplayWidth.of(facts) - 6)
      let name = shortenedName(of: tensor, besides: self.tensor, to: room)
      frame.put(
        traits.shortened("= \(name)  \(facts)", to: line.columns), at: line.origin, style: .accent)
    case .within, .row, .nowhere: screen.draw(self, in: bodyRect, into: &frame)
    }
  }

  /// What the map on show draws, for the colours of another one beside it.
  private var shownMap: NeighbourMap {
    switch screen {
    case .heatmap: NeighbourMap(scales: heatmapView.map { heatmap.cells(of: $0.subject) } ?? [])
    case .errors: NeighbourMap(levels: errorMapView.map { errorFigure($0).levels } ?? [])
    default: NeighbourMap()
    }
  }

  private func drawName(_ mark: String, style: Style, into frame: inout Frame) {
    guard let tensor else { return }
    let facts = "  \(tensor.type) \(FigureText.shape(tensor.shape))"
    let room = max(8, half.columns - mark.count - facts.count)
    let others = side == .pinned ? partner : compared
    let name = shortenedName(of: tensor, besides: others.map { tensors[$0] }, to: room)
    frame.put(mark + name + facts, at: half.origin, style: style, maxWidth: half.columns)
  }

  /// The pinned tensor for the title line; empty where none is.
  var pinnedTitle: String {
    guard let pinned else { return "" }
    if pinned == current { return "  = pinned" }
    let room = max(8, size.columns / 4)
    return "  = " + shortenedName(of: tensors[pinned], besides: tensor, to: room)
  }

  /// A tensor's name that fits; of a name that is like another's the part stays that tells them apart.
  func shortenedName(
    of tensor: TensorDescriptor, besides other: TensorDescriptor?, to width: Int
  ) -> String {
    let name = PrintableName.escaped(tensor.name)
    guard let other, other.name != tensor.name else {
      return traits.shortened(name, to: width, keeping: .ends)
    }
    let (mine, its) = (Array(name), Array(PrintableName.escaped(other.name)))
    let same = zip(mine, its).prefix { $0 == $1 }.count
    let most = min(mine.count, its.count) - same
    let end = zip(mine.reversed(), its.reversed()).prefix(most).prefix { $0 == $1 }.count
    // Names are told apart by whole parts: `10` and not its `0`.
    let start = mine[..<same].lastIndex(of: ".").map { $0 + 1 } ?? 0
    let last = mine.count - end
    let stop = mine[last...].firstIndex(of: ".") ?? mine.count
    return traits.shortened(name, to: width, around: start..<max(start, stop))
  }
}

extension AppState {
  /// A range of errors that suits the slots, and a tensor beside this one as well.
  var errorRange: ClosedRange<Double> {
    let beside = isInHalves ? (side == .pinned ? partner : compared) : nil
    let known = [current, beside].compactMap { index in index.flatMap { reports[$0] } }
    return TensorReport.errorRange(slots.formats, of: known)
  }
}

/// What a map beside another one shows: both share their colours.
struct NeighbourMap: Sendable, Equatable {
  var scales: [ScaleCell] = []
  var levels: [Double?] = []
}

/// For which of two tensors side by side a state is drawn.
enum ComparedSide: Sendable, Hashable {
  case current, pinned
}

/// How a screen shows a pinned tensor.
enum PinnedPlace: Sendable, Hashable {
  /// In a half of its own where the terminal is wide, else in a line.
  case beside
  /// In a half of its own, beside where the terminal is wide and else below; in a line where it is low as well.
  case below
  /// Among its own figures.
  case within
  /// In a line.
  case line
  /// In a row of the list of tensors that stays in sight.
  case row
  /// Not at all: it shows no tensor, or something else than its values.
  case nowhere
}
