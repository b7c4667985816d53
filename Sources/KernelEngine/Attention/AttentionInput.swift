/// Q, K and V of all heads in F32, row-major as their shape has them, all finite.
public struct AttentionInput: Sendable {
  /// The sizes.
  public let shape: AttentionShape
  /// `[heads, queries, dimension]`.
  public let queries: [Float]
  /// `[keyHeads, keys, dimension]`.
  public let keys: [Float]
  /// `[keyHeads, keys, dimension]`.
  public let values: [Float]

  /// Checks that there are as many values as the shape says, and that all are finite.
  ///
  /// - Throws: An `AttentionError` that says which of the three is wrong.
  public init(
    shape: AttentionShape, queries: [Float], keys: [Float], values: [Float]
  ) throws(AttentionError) {
    let wanted = shape.heads * shape.queries * shape.dimension
    let others = shape.keyHeads * shape.keys * shape.dimension
    for (name, found, count) in [
      ("q", queries, wanted), ("k", keys, others), ("v", values, others),
    ] {
      guard found.count == count else {
        throw AttentionError("\(name) has \(found.count) values, expected \(count)")
      }
      let bad = found.reduce(0) { $0 + ($1.isFinite ? 0 : 1) }
      guard bad == 0 else {
        throw AttentionError("\(name) holds \(bad) NaN or infinite values, expected finite ones")
      }
    }
    self.shape = shape
    self.queries = queries
    self.keys = keys
    self.values = values
  }

  /// One head of Q: `[queries, dimension]`.
  func queries(ofHead head: Int) -> ArraySlice<Float> {
    let count = shape.queries * shape.dimension
    return queries[head * count..<(head + 1) * count]
  }

  /// One head of K: `[keys, dimension]`.
  func keys(ofHead head: Int) -> ArraySlice<Float> {
    let count = shape.keys * shape.dimension
    return keys[head * count..<(head + 1) * count]
  }

  /// One head of V: `[keys, dimension]`.
  func values(ofHead head: Int) -> ArraySlice<Float> {
    let count = shape.keys * shape.dimension
    return values[head * count..<(head + 1) * count]
  }
}
