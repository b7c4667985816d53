/// How many tensors there are of each size; whether a format can hold them depends on it alone.
struct SizeCounts: Sendable, Equatable {
  /// Rows and columns.
  struct Size: Sendable, Hashable {
    let rows: Int
    let columns: Int
  }

  private struct Entry: Sendable, Equatable {
    let size: Size
    var count: Int
  }

  /// The first sizes: a model has a few, and those are found faster than by their hashes.
  private var few: [Entry] = []
  private var others: [Size: Int] = [:]
  private static let fewest = 16

  /// Counts tensors of a size; a negative change takes some away again.
  mutating func add(_ size: Size, _ change: Int) {
    if let index = few.firstIndex(where: { $0.size == size }) {
      few[index].count += change
    } else if few.count < Self.fewest {
      few.append(Entry(size: size, count: change))
    } else {
      others[size, default: 0] += change
    }
  }

  /// How many tensors have sizes of a kind.
  func count(_ isCounted: (Size) -> Bool) -> Int {
    few.reduce(0) { isCounted($1.size) ? $0 + $1.count : $0 }
      + others.reduce(0) { isCounted($1.key) ? $0 + $1.value : $0 }
  }
}
