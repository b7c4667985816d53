internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// The tensor that the screens show.
  var tensor: TensorDescriptor? { current.map { tensors[$0] } }

  /// Shows a screen; one that needs a tensor takes the browser's.
  mutating func show(_ next: ScreenID) {
    guard next != screen else { return }
    if Screens.screen(next).needsTensor {
      let list = screen == .browser ? browser.selectedTensor : selectedRank
      if !Screens.screen(screen).needsTensor, let chosen = list {
        open(chosen)
        guard current == chosen else { return }
      }
      guard current != nil else {
        notice = Notice("choose a tensor first: Enter opens one")
        return
      }
    }
    history.removeAll { $0 == next }
    history.append(screen)
    screen = next
    // A tensor pinned elsewhere takes a row of the list.
    if !Screens.screen(next).needsTensor { keepSelectionsInSight() }
  }

  /// Makes a tensor the one that the screens show.
  mutating func open(_ index: Int) {
    guard tensors[index].isAnalysable else {
      notice = Notice("\(tensors[index].type) is listed only: quantview can't analyse it")
      return
    }
    work.isPaused = false
    guard index != current else { return }
    current = index
    histogram = HistogramState(keepingScaleOf: histogram)
    heatmap = HeatmapState(keepingLooksOf: heatmap)
    errors = ErrorMapState(keepingLooksOf: errors)
    e8m0 = ScaleCodeState()
    e4m3 = ScaleCodeState()
    matrixUnit = MatrixUnitState(keepingLooksOf: matrixUnit)
    block = BlockState(keepingLooksOf: block)
    reportView.rewind()
  }

  mutating func stepScreen(_ distance: Int) {
    let all = Screens.all.map(\.id)
    guard let index = all.firstIndex(of: screen) else { return }
    show(all[(index + distance + all.count) % all.count])
  }

  /// Goes back one screen; false where there is none.
  @discardableResult
  mutating func goBack() -> Bool {
    guard let previous = history.popLast() else { return false }
    screen = previous
    if !Screens.screen(previous).needsTensor { keepSelectionsInSight() }
    return true
  }

  /// Why glyphs can't be switched; nil where they can.
  var plainOnly: String? {
    traits.isUTF8 ? nil : "the locale is not UTF-8, so only ASCII shows right"
  }

  mutating func say(slot index: Int) {
    notice = Notice("slot \(index + 1) of \(slots.formats.count): \(slots.formats[index])")
  }

  /// Puts the next rule of its family that no other slot shows into the selected slot, keeping its options.
  mutating func stepRule(_ distance: Int) {
    let id = slots.current
    guard let family = FormatRegistry.family(of: id), family.rules.count > 1 else { return }
    let index = family.rules.firstIndex { $0 == id.rule } ?? 0
    let count = family.rules.count
    for step in 1..<count {
      let next = ((index + distance * step) % count + count) % count
      let rule = next == 0 ? nil : family.rules[next]
      let candidate = FormatID(name: id.name, rule: rule, options: id.options)
      guard !slots.formats.contains(candidate) else { continue }
      slots.replace(with: candidate)
      work.isPaused = false
      notice = Notice("\(candidate): rule \(family.rules[next])")
      return
    }
    notice = Notice("the other slots show all other rules of \(id.name)")
  }

  /// Stops what runs; where nothing does, the second call ends the program.
  mutating func interrupt() -> [Effect] {
    if work.isQuitArmed { return [.quit(status: 130)] }
    work.isQuitArmed = true
    let isBusy =
      work.running != nil || heatmap.running != nil || errors.running != nil
      || kernels.running != nil || attention.running != nil || matrixUnit.running != nil
      || block.running != nil || block.search.running != nil || reportView.running != nil
      || !beside.running.isEmpty || ranking.look != nil
    guard isBusy else {
      notice = Notice("^C again quits")
      return []
    }
    // A map of scales or a measurement that runs is cancelled when the next work is scheduled.
    let cancelled = work.running.map { [Effect.cancel($0.id)] } ?? []
    work.stoppedAt = work.running?.done
    work.running = nil
    work.isPaused = true
    work.wantsAll = false
    let more = screen == .browser ? "a analyses all" : "a goes on"
    notice = Notice("stopped; \(more), ^C again quits", weight: .warning)
    return cancelled
  }
}
