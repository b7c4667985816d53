internal import Figures
internal import QuantAnalysis
internal import TensorFiles

/// What was found where a weight that is quantized already stood beside its original.
struct ComparisonState: Sendable, Equatable {
  /// Two tensors by their indices.
  struct Subject: Sendable, Hashable {
    let stored: Int
    let original: Int
  }

  /// What was found.
  var known: [Subject: OriginalComparison] = [:]
  /// Those that could not be compared.
  var failed: Set<Subject> = []
  /// The work that compares; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: Subject?
}

extension AppState {
  /// The current and the pinned tensor where one is quantized already and the other has its size, the current one first
  /// where both are.
  var comparisonSubject: ComparisonState.Subject? {
    guard let current, let compared else { return nil }
    let isStored = tensors[current].type.isQuantized
    guard isStored || tensors[compared].type.isQuantized else { return nil }
    let subject = ComparisonState.Subject(
      stored: isStored ? current : compared, original: isStored ? compared : current)
    return ComparisonRequest(stored: tensors[subject.stored], original: tensors[subject.original])
      == nil ? nil : subject
  }

  /// What comparing these two found; nil where it is not known.
  var storedComparison: OriginalComparison? { comparisonSubject.flatMap { comparison.known[$0] } }

  /// The error that the other tool made, in one sentence.
  var comparisonText: String? {
    guard let subject = comparisonSubject, let found = comparison.known[subject] else { return nil }
    return StoredText.error(found, of: tensors[subject.stored])
  }

  /// Starts, keeps or cancels the comparison of what stands side by side, after the analyses.
  mutating func scheduleComparison() -> [Effect] {
    let wanted = screen == .browser || screen == .kernels || work.isPaused ? nil : comparisonSubject
    var effects: [Effect] = []
    if let running = comparison.running {
      if comparison.asked == wanted { return [] }
      effects.append(.cancel(running))
      comparison.running = nil
      comparison.asked = nil
    }
    guard let wanted, work.running == nil, comparison.known[wanted] == nil,
      !comparison.failed.contains(wanted)
    else { return effects }
    let id = work.nextID()
    comparison.running = id
    comparison.asked = wanted
    effects.append(.compare(id, stored: wanted.stored, original: wanted.original))
    return effects
  }

  mutating func take(_ event: ComparisonEvent, of id: WorkID) {
    guard comparison.running == id, let subject = comparison.asked else { return }
    switch event {
    case .finished(let found): comparison.known[subject] = found
    case .failed(let error):
      comparison.failed.insert(subject)
      notice = Notice(error.description, weight: .error)
    }
    comparison.running = nil
    comparison.asked = nil
  }
}
