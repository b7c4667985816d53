/// Attention as a recipe has it, one query at a time: what fast paths equal.
///
/// With scores s = q·k added up over the channels in their order, each product exact but those of F32, which are
/// fused:
///
/// ```
/// t = s · (fq · fk)                       fq = scale(Q) · (log2(e)/√d), fk = scale(K)
/// m' = max(m, t…),  α = 2^(m - m'),  p = 2^(t - m')
/// l' = l · α + Σ p                        in sixteen lanes by key modulo 16
/// o' = o · α + (Σ round(p · factor) · v) · scale(V)
/// result = (o / l) · g                    g = 1/factor, times V's scale where that is a channel's or the head's
/// ```
///
/// for each 64 keys. A softmax over whole rows keeps s · (fq · fk) without log2(e)/√d as F16, then its product with
/// 1/√d as F16; its weights are p / l as F16.
struct AttentionDefinition {
  private let recipe: AttentionRecipe
  private let shape: AttentionShape
  private let queries: AttentionOperand
  private let keys: AttentionOperand
  private let values: AttentionOperand

  /// Prepares one head of Q and what it attends to.
  init(_ recipe: AttentionRecipe, input: AttentionInput, head: Int) {
    let shape = input.shape
    let keyHead = shape.keyHead(of: head)
    var q = Array(input.queries(ofHead: head))
    var k = Array(input.keys(ofHead: keyHead))
    if recipe.isSmoothed { AttentionOperand.smooth(&k, dimension: shape.dimension) }
    if recipe.isRotated {
      AttentionOperand.rotate(&q, dimension: shape.dimension)
      AttentionOperand.rotate(&k, dimension: shape.dimension)
    }
    if recipe.scores == .int8 {
      let factor = Self.exponentFactor(shape)
      for place in q.indices { q[place] *= factor }
    }
    self.recipe = recipe
    self.shape = shape
    queries = AttentionOperand(
      q, dimension: shape.dimension, as: recipe.scores, extent: recipe.queryExtent)
    keys = AttentionOperand(
      k, dimension: shape.dimension, as: recipe.scores, extent: recipe.keyExtent)
    values = AttentionOperand(
      Array(input.values(ofHead: keyHead)), dimension: shape.dimension, as: recipe.values,
      extent: recipe.valueExtent)
  }

  /// log2(e)/√d: what makes exponents of scores.
  static func exponentFactor(_ shape: AttentionShape) -> Float {
    shape.scoreFactor * AttentionRounding.binaryLogarithmOfE
  }

  /// What scores of a query are multiplied by, beside the factor of the key.
  static func queryFactor(_ scale: Float, recipe: AttentionRecipe, shape: AttentionShape) -> Float {
    recipe.softmax == .whole || recipe.scores == .int8 ? scale : scale * exponentFactor(shape)
  }

  /// What a channel of the result is multiplied by.
  static func resultFactor(_ channel: Int, scales: [Float], recipe: AttentionRecipe) -> Float {
    let scale: Float =
      switch recipe.valueExtent {
      case .head: scales[0]
      case .channel: scales[channel]
      case .tokens: 1
      }
    return 1 / recipe.weightFactor * scale
  }

  /// The result of one query: `[dimension]`.
  func row(_ query: Int) -> [Float] {
    let tile = AttentionRounding.tile
    let visible = shape.visibleKeys(of: query)
    let factor = Self.queryFactor(queries.scales[query / queries.run], recipe: recipe, shape: shape)
    var largest = -Float.infinity
    var lanes = [Float](repeating: 0, count: 16)
    var sums = [Float](repeating: 0, count: shape.dimension)
    let isWhole = recipe.softmax == .whole
    var rows: [(weights: [Float], first: Int)] = []
    for first in stride(from: 0, to: visible, by: tile) {
      let scale = factor * keys.scales[first / keys.run]
      let exponents = (0..<tile).map { place in
        first + place < visible
          ? exponent(query, first + place, scale: scale) : -Float.infinity
      }
      if isWhole {
        largest = exponents.reduce(largest) { $0 > $1 ? $0 : $1 }
        rows.append((exponents, first))
        continue
      }
      let before = largest
      largest = exponents.reduce(largest) { $0 > $1 ? $0 : $1 }
      let shrink = AttentionRounding.power(before - largest)
      let powers = exponents.map { AttentionRounding.power($0 - largest) }
      Self.add(powers, shrink: shrink, to: &lanes)
      add(powers.map { weight($0) }, first: first, shrink: shrink, to: &sums)
    }
    if isWhole {
      rows = rows.map { ($0.weights.map { AttentionRounding.power($0 - largest) }, $0.first) }
      for row in rows { Self.add(row.weights, shrink: 1, to: &lanes) }
      let total = AttentionRounding.total(lanes)
      for row in rows {
        let weights = row.weights.map { weight(AttentionRounding.half($0 / total)) }
        add(weights, first: row.first, shrink: 1, to: &sums)
      }
    }
    let total = isWhole ? 1 : AttentionRounding.total(lanes)
    return sums.indices.map { channel in
      let result =
        sums[channel] / total
        * Self.resultFactor(channel, scales: values.scales, recipe: recipe)
      return recipe.roundsResult ? AttentionRounding.half(result) : result
    }
  }

  /// The exponent of two that a score is.
  private func exponent(_ query: Int, _ key: Int, scale: Float) -> Float {
    var sum: Float = 0
    let (q, k) = (query * shape.dimension, key * shape.dimension)
    for channel in 0..<shape.dimension {
      sum.addProduct(queries.elements[q + channel], keys.elements[k + channel])
    }
    guard recipe.softmax == .whole else { return sum * scale }
    let score = AttentionRounding.half(sum * scale)
    return AttentionRounding.half(score * shape.scoreFactor) * AttentionRounding.binaryLogarithmOfE
  }

  private func weight(_ power: Float) -> Float {
    AttentionRounding.weight(power * recipe.weightFactor, as: recipe.values)
  }

  private static func add(_ powers: [Float], shrink: Float, to lanes: inout [Float]) {
    for lane in 0..<16 {
      let four = powers[lane] + powers[lane + 16] + powers[lane + 32] + powers[lane + 48]
      lanes[lane] = lanes[lane] * shrink + four
    }
  }

  private func add(_ weights: [Float], first: Int, shrink: Float, to sums: inout [Float]) {
    var scale: Float = 1
    if case .tokens = recipe.valueExtent { scale = values.scales[first / values.run] }
    for channel in 0..<shape.dimension {
      var sum: Float = 0
      for place in 0..<min(AttentionRounding.tile, shape.keys - first) {
        sum.addProduct(
          weights[place], values.elements[(first + place) * shape.dimension + channel])
      }
      sums[channel] = sums[channel] * shrink + sum * scale
    }
  }
}
