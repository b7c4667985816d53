/// Maps that were finished, so that going back and forth between them computes nothing again.
struct ScaleMapStore: Sendable, Equatable {
  /// More than one screen shows: four slots of two tensors, and as many of the size before.
  private static let capacity = 16

  /// The maps, the one finished last at the end.
  private(set) var maps: [HeatmapState.Mapped] = []
  /// What could not be mapped, and why.
  private(set) var failures: [HeatmapState.Failure] = []

  mutating func keep(_ map: HeatmapState.Mapped) {
    maps.removeAll { $0.subject == map.subject }
    maps.append(map)
    if maps.count > Self.capacity { maps.removeFirst() }
  }

  mutating func keep(_ failure: HeatmapState.Failure) {
    failures.removeAll { $0.subject == failure.subject }
    failures.append(failure)
    if failures.count > Self.capacity { failures.removeFirst() }
  }

  func has(_ subject: HeatmapState.Subject) -> Bool { maps.contains { $0.subject == subject } }

  func failed(_ subject: HeatmapState.Subject) -> Bool {
    failures.contains { $0.subject == subject }
  }
}
