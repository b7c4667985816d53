#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Attention in F64: what errors are measured against.
///
/// ```
/// o = Σ exp(s - max s) · v / Σ exp(s - max s),   s = Σ q · k / √d
/// ```
///
/// Scores and results are added up in order of the channels and the keys.
struct AttentionReference {
  private let shape: AttentionShape
  private let queries: [Float]
  private let keys: [Float]
  private let values: [Float]

  /// Prepares one head of Q and what it attends to.
  init(_ input: AttentionInput, head: Int) {
    let keyHead = input.shape.keyHead(of: head)
    shape = input.shape
    queries = Array(input.queries(ofHead: head))
    keys = Array(input.keys(ofHead: keyHead))
    values = Array(input.values(ofHead: keyHead))
  }

  /// The result of one query: `[dimension]`.
  func row(_ query: Int) -> [Double] {
    let size = shape.dimension
    let factor = 1 / Double(size).squareRoot()
    let scores = (0..<shape.visibleKeys(of: query)).map { key in
      var sum = 0.0
      for channel in 0..<size {
        sum += Double(queries[query * size + channel]) * Double(keys[key * size + channel])
      }
      return sum * factor
    }
    let largest = scores.max() ?? 0
    let weights = scores.map { exp($0 - largest) }
    let total = weights.reduce(0, +)
    var sums = [Double](repeating: 0, count: size)
    for (key, weight) in weights.enumerated() {
      for channel in 0..<size { sums[channel] += weight * Double(values[key * size + channel]) }
    }
    return sums.map { $0 / total }
  }
}
