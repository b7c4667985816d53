internal import Figures
internal import QuantAnalysis
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// The tensor that `=` pins on the screen that is shown.
  var pinnable: Int? { screen == .browser ? browser.selectedTensor : current }

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
    other.block = itsBlock
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
    guard compared != nil || side == .pinned else { return .nowhere }
    switch Screens.screen(screen).pinnedPlace {
    case .nowhere: return .nowhere
    case .within: return .within
    case .beside where pageRect.columns >= 104 && pageRect.rows >= 9: return .beside
    case .beside, .line: return pageRect.rows >= 6 ? .line : .nowhere
    }
  }

  /// What is known of the pinned tensor where its figures stand among those of the current one.
  var comparedReport: TensorReport? {
    guard let compared, pinnedPlace == .within else { return nil }
    return reports[compared] ?? TensorReport(tensor: tensors[compared])
  }

  /// A tensor's half of the page where two stand side by side, its name above it.
  private var half: Rect {
    let page = pageRect
    let width = (page.columns - 1) / 2
    return side == .current ? page.splitLeft(width).left : page.splitRight(width).right
  }

  /// Where the screen itself is drawn: the page, or what a pinned tensor leaves of it.
  var bodyRect: Rect {
    switch pinnedPlace {
    case .beside: half.splitTop(1).rest
    case .line: pageRect.splitBottom(1).rest
    case .within, .nowhere: pageRect
    }
  }

  /// Draws the screen, and what is pinned beside it.
  func drawBody(_ screen: any Screen, into frame: inout Frame) {
    screen.draw(self, in: bodyRect, into: &frame)
    guard let other = ofPinned else { return }
    switch pinnedPlace {
    case .beside:
      drawName("", style: .bold, into: &frame)
      other.drawName("= ", style: .accent, into: &frame)
      screen.draw(other, in: other.bodyRect, into: &frame)
    case .line:
      guard let tensor = other.tensor else { return }
      let facts = screen.pinnedFacts(other).joined(separator: "  ")
      let line = pageRect.splitBottom(1).bottom
      let room = max(8, line.columns - DisplayWidth.of(facts) - 6)
      let name = traits.shortened(PrintableName.escaped(tensor.name), to: room, keeping: .ends)
      frame.put(
        traits.shortened("= \(name)  \(facts)", to: line.columns), at: line.origin, style: .accent)
    case .within, .nowhere: break
    }
  }

  private func drawName(_ mark: String, style: Style, into frame: inout Frame) {
    guard let tensor else { return }
    let facts = "  \(tensor.type) \(FigureText.shape(tensor.shape))"
    let room = max(8, half.columns - mark.count - facts.count)
    let name = traits.shortened(PrintableName.escaped(tensor.name), to: room, keeping: .ends)
    frame.put(mark + name + facts, at: half.origin, style: style, maxWidth: half.columns)
  }

  /// The pinned tensor for the title line; empty where none is.
  var pinnedTitle: String {
    guard let pinned else { return "" }
    if pinned == current { return "  = pinned" }
    let name = PrintableName.escaped(tensors[pinned].name)
    return "  = " + traits.shortened(name, to: max(8, size.columns / 4), keeping: .ends)
  }
}

extension AppState {
  /// A range of errors that suits the slots, and a tensor beside this one as well.
  var errorRange: ClosedRange<Double> {
    let beside = pinnedPlace == .beside ? (side == .pinned ? partner : compared) : nil
    let ranges = [current, beside].compactMap { index in
      index.flatMap { reports[$0]?.errorRange(slots.formats) }
    }
    return ranges.max { $0.upperBound < $1.upperBound } ?? -1...1
  }
}

/// For which of two tensors side by side a state is drawn.
enum ComparedSide: Sendable, Hashable {
  case current, pinned
}

/// How a screen shows a pinned tensor.
enum PinnedPlace: Sendable, Hashable {
  /// In a half of its own where the terminal is wide, else in a line.
  case beside
  /// Among its own figures.
  case within
  /// In a line.
  case line
  /// Not at all: it shows no tensor, or something else than its values.
  case nowhere
}
