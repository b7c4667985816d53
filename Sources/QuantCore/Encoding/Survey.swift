/// What one format gathers over a tensor before it encodes the first block.
///
/// Surveys of bands are merged in order, so that sums have the same bits on every number of threads.
public struct Survey: Sendable, Hashable {
  /// Sums over the values; each adds up from band to band.
  public var sums: [Double]
  /// Maxima over the values; the larger one holds.
  public var maxima: [Float]

  /// Creates a survey; an empty one is that of nothing.
  public init(sums: [Double] = [], maxima: [Float] = []) {
    self.sums = sums
    self.maxima = maxima
  }

  /// Adds what the following band has shown.
  public mutating func merge(_ next: Survey) {
    if sums.isEmpty {
      sums = next.sums
    } else {
      for index in next.sums.indices { sums[index] += next.sums[index] }
    }
    if maxima.isEmpty {
      maxima = next.maxima
    } else {
      for index in next.maxima.indices { maxima[index] = max(maxima[index], next.maxima[index]) }
    }
  }
}
