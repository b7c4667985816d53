internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

extension AppState {
  /// Why the selected slot's blocks can't be ranked; nil where they can.
  var noWorstBlocks: String? {
    guard let tensor, tensor.elementCount > 0 else { return "there are no blocks here" }
    guard let format = try? FormatRegistry.format(slots.current) else { return nil }
    return WorstBlocks.refusal(of: format, for: tensor).map { "\(slots.current) \($0)" }
  }

  /// Goes to another of the selected slot's worst blocks, or has them searched first.
  ///
  /// - Parameter step: 1 for the next worse one, -1 for the one before.
  mutating func stepWorst(_ step: Int) {
    guard let current else { return }
    let subject = WorstSearch.Subject(tensor: current, format: slots.current)
    guard let worst = block.search.known[subject] else {
      block.search.wanted = subject
      work.isPaused = false
      return
    }
    guard !worst.blocks.isEmpty else {
      notice = Notice("\(slots.current): every block is exact or left out")
      return
    }
    var rank = step > 0 ? 0 : worst.blocks.count - 1
    if let last = block.search.current, last.subject == subject {
      rank = (last.rank + step + worst.blocks.count) % worst.blocks.count
    }
    block.search.current = (subject, rank)
    block.row = worst.blocks[rank].place.row
    block.column = worst.blocks[rank].place.column
  }

  /// The rank of the block under the cursor, if it was gone to as one of the worst.
  var worstRank: String? {
    guard let last = block.search.current, last.subject.tensor == current,
      last.subject.format == slots.current, let worst = block.search.known[last.subject],
      worst.blocks.indices.contains(last.rank), let place = inspectedElement
    else { return nil }
    let region = worst.blocks[last.rank].region
    guard region.rows.contains(place.row), region.columns.contains(place.column) else { return nil }
    return WorstBlockText.rank(last.rank, of: worst)
  }

  /// How far the search for the worst blocks is, in words; nil where none is wanted.
  var worstProgress: String? {
    guard let wanted = block.search.wanted else { return nil }
    guard block.search.running != nil else {
      return "the worst blocks of \(wanted.format) wait for its analysis"
    }
    return "searching the worst blocks of \(wanted.format) \(Int(block.search.done * 100))%"
  }

  /// Starts, keeps or cancels the search so that it runs only while somebody waits for it.
  mutating func scheduleWorst() -> [Effect] {
    var effects: [Effect] = []
    if let wanted = block.search.wanted,
      screen != .block || wanted.tensor != current || wanted.format != slots.current
        || work.isPaused || reports.failures[wanted.tensor] != nil
    {
      block.search.wanted = nil
    }
    if let running = block.search.running {
      if block.search.wanted != nil { return [] }
      effects.append(.cancel(running))
      block.search.running = nil
    }
    guard let wanted = block.search.wanted,
      let format = try? FormatRegistry.format(wanted.format),
      knowsEnough(of: wanted.tensor, for: format)
    else { return effects }
    let id = work.nextID()
    block.search.running = id
    block.search.done = 0
    effects.append(
      .rankBlocks(
        id, tensor: wanted.tensor, format: wanted.format,
        summary: summary(of: wanted.tensor, for: wanted.format)))
    return effects
  }

  mutating func take(_ event: WorstBlocksEvent, of id: WorkID) {
    guard block.search.running == id, let wanted = block.search.wanted else { return }
    switch event {
    case .partial(_, let done):
      block.search.done = done.isFinite ? min(max(done, 0), 1) : 0
      return
    case .finished(let worst):
      block.search.known[wanted] = worst
      block.search.running = nil
      block.search.wanted = nil
      stepWorst(1)
    case .failed(let error):
      notice = Notice(error.description, weight: .error)
      block.search.running = nil
      block.search.wanted = nil
    }
  }
}
