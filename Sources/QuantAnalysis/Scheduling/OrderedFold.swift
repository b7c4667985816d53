/// Runs work over numbered parts on several threads and hands the results over in their order.
///
/// Only a few parts wait for an earlier one, so memory stays bounded however many there are.
///
/// - Parameters:
///   - count: How many parts there are.
///   - threads: How many run at once, at least 1.
///   - part: Computes one part; called on any thread.
///   - fold: Receives each part in order and says whether to go on.
/// - Returns: False where the task was cancelled, or `fold` had enough, before the last part was folded.
func foldInOrder<Part: Sendable>(
  count: Int, threads: Int,
  part: @escaping @Sendable (Int) async -> Part,
  fold: (Int, Part) -> Bool
) async -> Bool {
  let threads = max(1, threads)
  return await withTaskGroup(of: (index: Int, part: Part).self) { group in
    var started = 0
    var finished = 0
    var folded = 0
    var goesOn = true
    var waiting: [Int: Part] = [:]
    while goesOn, folded < count {
      while started < count, started - finished < threads, started - folded < 4 * threads,
        !Task.isCancelled
      {
        let index = started
        started += 1
        group.addTask { (index, await part(index)) }
      }
      guard let done = await group.next() else { break }
      finished += 1
      waiting[done.index] = done.part
      while goesOn, let next = waiting.removeValue(forKey: folded) {
        if Task.isCancelled { break }
        goesOn = fold(folded, next)
        folded += 1
      }
    }
    return folded == count
  }
}
