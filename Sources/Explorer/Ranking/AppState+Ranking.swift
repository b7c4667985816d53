internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// The most tensors of a first look that are asked for at once.
  private static let batch = 48
  /// Elements that are read whole at once, where tensors are small.
  private static let batchElements = 1 << 22
  /// The bytes that first looks at all tensors read together, about.
  private static let sampleBytes = 512 << 20

  /// About how many bytes of each tensor a first look reads.
  var rankingSampleBytes: Int {
    min(max(Self.sampleBytes / max(1, tensors.count), 1 << 14), 1 << 20)
  }

  /// How many rows of the ranking are on show.
  var rankingPage: Int { RankingLayout(self, in: bodyRect).tableRows }

  /// The tensors in the rows that are on show.
  private var rankedOnShow: [Int] {
    let first = ranking.firstRow
    let shown = (first..<first + rankingPage).compactMap {
      ranking.tensor(inRow: $0, count: tensors.count)
    }
    // The pinned tensor's row is always in sight.
    return shown + [pinned].compactMap { $0 }.filter { !shown.contains($0) }
  }

  /// Starts, keeps or cancels work for the ranking: what is on show before the rest, first looks before whole ones.
  mutating func scheduleRanking() -> [Effect] {
    guard opening == nil, screen == .ranking || ranking.look != nil else { return [] }
    ranking.follow(slots)
    return scheduleLook() + scheduleAnswer()
  }

  private mutating func scheduleLook() -> [Effect] {
    var effects: [Effect] = []
    let isWanted = screen == .ranking && !work.isPaused
    let formats = slots.formats.compactMap { try? FormatRegistry.format($0) }
    if let look = ranking.look {
      if isWanted, look.formats == slots.formats, !isInTheWay(look, formats) { return [] }
      effects.append(.cancel(look.id))
      ranking.look = nil
    }
    guard isWanted, let next = nextLook(formats) else { return effects }
    let id = work.nextID()
    ranking.look = RankingState.Look(
      id: id, tensors: next.tensors, formats: slots.formats, isSample: next.isSample)
    effects.append(
      .rankTensors(
        id, tensors: next.tensors, formats: slots.formats,
        sampleBytes: next.isSample ? rankingSampleBytes : nil))
    return effects
  }

  /// Whether something that is read whole keeps rows on show without any figure.
  private func isInTheWay(_ look: RankingState.Look, _ formats: [any QuantizationFormat]) -> Bool {
    guard !look.isSample else { return false }
    let shown = rankedOnShow
    return shown.contains { isUnseen($0, formats) }
      || !shown.contains(where: look.tensors.contains)
        && shown.contains { !isSettled($0, formats) }
  }

  /// Whether nothing can be found out about a tensor.
  private func isMute(_ tensor: Int) -> Bool {
    !tensors[tensor].isAnalysable || tensors[tensor].elementCount == 0
      || reports.failures[tensor] != nil
  }

  /// Whether a tensor was read whole, or can't be.
  private func isSettled(_ tensor: Int, _ formats: [any QuantizationFormat]) -> Bool {
    isMute(tensor) || ranking.whole.holds(tensor, formats: formats)
  }

  /// Whether not even a part of a tensor was read.
  private func isUnseen(_ tensor: Int, _ formats: [any QuantizationFormat]) -> Bool {
    !isSettled(tensor, formats) && !ranking.sampled.holds(tensor, formats: formats)
  }

  private mutating func nextLook(
    _ formats: [any QuantizationFormat]
  ) -> (tensors: [Int], isSample: Bool)? {
    let shown = rankedOnShow
    let unseen = shown.filter { isUnseen($0, formats) }
    if !unseen.isEmpty { return (unseen, true) }
    // What is known stays known, so the search goes on where it ended: there may be 100,000 tensors.
    if ranking.swept.formats != slots.formats {
      ranking.swept = RankingState.Swept(formats: slots.formats)
    }
    var next: [Int] = []
    var place = ranking.swept.sampled
    while place < tensors.count, next.count < Self.batch {
      if isUnseen(place, formats) {
        next.append(place)
      } else if next.isEmpty {
        ranking.swept.sampled = place + 1
      }
      place += 1
    }
    if !next.isEmpty { return (next, true) }
    if let first = shown.first(where: { !isSettled($0, formats) }) { return ([first], false) }
    guard ranking.wantsAll else { return nil }
    var elements = 0
    place = ranking.swept.whole
    while place < tensors.count, next.count < Self.batch {
      if isSettled(place, formats) {
        if next.isEmpty { ranking.swept.whole = place + 1 }
      } else {
        elements += tensors[place].elementCount
        if !next.isEmpty, elements > Self.batchElements { break }
        next.append(place)
      }
      place += 1
    }
    return next.isEmpty ? nil : (next, false)
  }

  /// Asks what follows from the figures: at once after a key, now and then while figures come in.
  private mutating func scheduleAnswer() -> [Effect] {
    guard screen == .ranking, ranking.asking == nil, ranking.askedVersion != ranking.version else {
      return []
    }
    let known = ranking.sampled.count + ranking.whole.count
    guard ranking.isUrgent || ranking.look == nil || ranking.news * 8 >= known else { return [] }
    let id = work.nextID()
    ranking.begin(id)
    return [.answerRanking(id, rankingQuestion)]
  }

  /// What the order, the choice and the totals follow from.
  var rankingQuestion: RankingQuestion {
    let usual = ranking.answer?.usual
    return RankingQuestion(
      tensors: tensors, formats: slots.formats, slot: slots.current, order: ranking.order,
      isReversed: ranking.isReversed, limit: ranking.limit, memory: ranking.memory,
      weight: ranking.weight, marks: ranking.marks, sampled: ranking.sampled,
      whole: ranking.whole, usual: usual?.formats == slots.formats ? usual : nil)
  }

  mutating func take(_ event: RankingEvent, of id: WorkID) {
    guard let look = ranking.look, look.id == id else { return }
    switch event {
    case .found(let tensor, let found):
      guard look.tensors.contains(tensor) else { return }
      ranking.take(found, of: tensor)
    case .failed(let tensor, let error):
      guard look.tensors.contains(tensor) else { return }
      reports.failures[tensor] = error.detail
      notice = Notice(error.description, weight: .error)
    case .progress(let share):
      ranking.look?.done = share.isFinite ? min(max(share, 0), 1) : 0
    case .finished:
      ranking.look = nil
    }
  }

  mutating func take(_ answer: RankingAnswer, of id: WorkID) {
    guard ranking.asking == id else { return }
    ranking.take(answer, count: tensors.count, page: rankingPage)
  }

  /// Adds what the analyses of other screens found of a whole tensor.
  mutating func rank(_ tensor: Int) {
    guard let report = reports[tensor], report.values?.isComplete == true,
      slots.formats.allSatisfy({ report.completeFormat($0) != nil || report.refusal(of: $0) != nil }
      )
    else { return }
    ranking.take(RankedTensor(report, mark: .quantized(.usual)), of: tensor)
  }

  /// How far the ranking is, for the title.
  var rankingProgress: String {
    guard let look = ranking.look else { return FigureText.count(tensors.count, "tensor") }
    if look.isSample {
      let seen = ranking.sampled.count + ranking.whole.count
      return "first look ~ \(FigureText.count(min(seen, tensors.count))) of "
        + FigureText.count(tensors.count)
    }
    return "reading \(Int(look.done * 100))%"
  }
}
