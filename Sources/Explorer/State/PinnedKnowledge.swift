/// What is mapped and seen of a pinned tensor that stands beside the current one.
struct PinnedKnowledge: Sendable, Equatable {
  /// The tensor.
  var tensor: Int?
  var errors = ErrorMapState()
  var block = BlockState()
  var tile = MatrixUnitState()
  var report = ReportViewState()

  /// The work that runs for it.
  var running: [WorkID] {
    [errors.running, block.running, tile.running, report.running].compactMap(\.self)
  }
}

extension AppState {
  /// Does something with the pinned tensor in the place of the current one, and keeps what comes of it.
  ///
  /// - Parameter body: What is done; of its changes those of work, of notices and of the pinned tensor's own maps
  ///   remain.
  /// - Returns: The effects; none where nothing is pinned.
  mutating func withPinned(_ body: (inout AppState) -> [Effect]) -> [Effect] {
    guard var other = ofPinned else { return [] }
    let effects = body(&other)
    beside = PinnedKnowledge(
      tensor: other.current, errors: other.errors, block: other.block, tile: other.matrixUnit,
      report: other.reportView)
    work = other.work
    notice = other.notice
    return effects
  }

  /// Starts, keeps or cancels the work that only the pinned tensor's half needs, after that of the current one.
  mutating func schedulePinned() -> [Effect] {
    guard compared != nil else {
      let running = beside.running
      beside = PinnedKnowledge()
      return running.map { .cancel($0) }
    }
    var effects: [Effect] = []
    if errors.running == nil || beside.errors.running != nil {
      effects += withPinned { $0.scheduleErrorMap() }
    }
    if block.running == nil || beside.block.running != nil {
      effects += withPinned { $0.scheduleInspection() }
    }
    if matrixUnit.running == nil || beside.tile.running != nil {
      effects += withPinned { $0.scheduleTile() }
    }
    if reportView.running == nil || beside.report.running != nil {
      effects += withPinned { $0.schedulePreview() }
    }
    return effects
  }

  /// Whether what only a half of the page needs is wanted: always on the current side.
  var isShownBeside: Bool { side == .current || isInHalves }
}
