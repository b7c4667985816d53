/// The sizes of attention: `Q [heads, queries, dimension]`, `K` and `V [keyHeads, keys, dimension]`.
///
/// Query head h attends to key head `h · keyHeads / heads`.
public struct AttentionShape: Sendable, Hashable {
  /// Heads of Q.
  public let heads: Int
  /// Heads of K and V; they divide those of Q.
  public let keyHeads: Int
  /// Tokens of Q.
  public let queries: Int
  /// Tokens of K and V.
  public let keys: Int
  /// Values of a token of one head.
  public let dimension: Int
  /// Whether a query attends to no key behind it; the last query stands at the last key.
  public let isCausal: Bool

  /// The largest dimension: up to it sums of products of INT8 are exact in F32.
  public static let largestDimension = 1024
  /// The most values of Q, K or V.
  public static let mostValues = 1 << 28

  /// Checks sizes.
  ///
  /// - Throws: An `AttentionError` where heads are not divided, a causal query would see nothing, or too much is asked.
  public init(
    heads: Int, keyHeads: Int, queries: Int, keys: Int, dimension: Int, isCausal: Bool = false
  ) throws(AttentionError) {
    guard min(heads, keyHeads, queries, keys, dimension) > 0 else {
      throw AttentionError("attention needs at least one head, token and value of each")
    }
    guard dimension <= Self.largestDimension else {
      throw AttentionError(
        "a head has \(dimension) values, expected at most \(Self.largestDimension)")
    }
    guard heads % keyHeads == 0 else {
      throw AttentionError("\(keyHeads) heads of K and V do not divide \(heads) of Q")
    }
    guard !isCausal || queries <= keys else {
      throw AttentionError("causal attention needs a key for each query: \(queries) over \(keys)")
    }
    for (heads, tokens) in [(heads, queries), (keyHeads, keys)] {
      let (rows, isRowsOver) = heads.multipliedReportingOverflow(by: tokens)
      let (count, isOver) = rows.multipliedReportingOverflow(by: dimension)
      guard !isRowsOver, !isOver, count <= Self.mostValues else {
        throw AttentionError(
          "\(heads)x\(tokens)x\(dimension) values, expected at most \(Self.mostValues)")
      }
    }
    self.heads = heads
    self.keyHeads = keyHeads
    self.queries = queries
    self.keys = keys
    self.dimension = dimension
    self.isCausal = isCausal
  }

  /// What scores are multiplied by before the softmax: 1/√dimension, rounded to F32.
  public var scoreFactor: Float { Float(1 / Double(dimension).squareRoot()) }

  /// How many keys a query attends to: the first so many.
  public func visibleKeys(of query: Int) -> Int { isCausal ? query + 1 + keys - queries : keys }

  /// The head of K and V that a head of Q attends to.
  public func keyHead(of head: Int) -> Int { head * keyHeads / heads }

  /// Products with additions of both matrix products, masked ones left out.
  public var products: Int {
    let pairs = (0..<queries).reduce(0) { $0 + visibleKeys(of: $1) }
    return 2 * heads * pairs * dimension
  }
}

/// Why attention can't be computed, in one line.
public struct AttentionError: Error, Sendable, Hashable {
  /// What is wrong, and what would do.
  public let message: String

  /// Says why.
  public init(_ message: String) { self.message = message }
}
