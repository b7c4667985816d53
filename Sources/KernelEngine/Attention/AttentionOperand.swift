internal import QuantCore

/// One head of Q, K or V as a recipe has it: elements in units of their scales.
struct AttentionOperand {
  /// `[tokens, dimension]`.
  let elements: [Float]
  /// One for each run of tokens, or for each channel.
  let scales: [Float]
  /// Tokens of a run.
  let run: Int

  /// Rounds one head.
  ///
  /// - Parameters:
  ///   - values: `[tokens, dimension]`.
  ///   - dimension: Values of a token.
  ///   - element: What they become.
  ///   - extent: Whose scales they have.
  init(
    _ values: [Float], dimension: Int, as element: AttentionRecipe.Element,
    extent: AttentionRecipe.Extent
  ) {
    let tokens = values.count / dimension
    var elements = values
    func largest(_ places: some Sequence<Int>) -> Float {
      places.reduce(0) { max($0, values[$1].magnitude) }
    }
    switch extent {
    case .channel:
      run = tokens
      scales = (0..<dimension).map { channel in
        let places = stride(from: channel, to: values.count, by: dimension)
        return AttentionRounding.scale(largest(places), of: element)
      }
      for place in values.indices {
        elements[place] = AttentionRounding.rounded(
          values[place], over: scales[place % dimension], as: element)
      }
    case .head, .tokens:
      run = if case .tokens(let count) = extent { count } else { tokens }
      let length = run * dimension
      scales = stride(from: 0, to: values.count, by: length).map { first in
        AttentionRounding.scale(
          largest(first..<min(first + length, values.count)), of: element)
      }
      for place in values.indices {
        elements[place] = AttentionRounding.rounded(
          values[place], over: scales[place / length], as: element)
      }
    }
    self.elements = elements
  }

  /// Takes the mean over the tokens off each channel: sums in F64 from the first token to the last, the mean in F32.
  static func smooth(_ values: inout [Float], dimension: Int) {
    let tokens = values.count / dimension
    for channel in 0..<dimension {
      var sum = 0.0
      for token in 0..<tokens { sum += Double(values[token * dimension + channel]) }
      let mean = Float(sum / Double(tokens))
      for token in 0..<tokens { values[token * dimension + channel] -= mean }
    }
  }

  /// Multiplies each token by random signs, then by an orthogonal matrix.
  static func rotate(_ values: inout [Float], dimension: Int) {
    let signs = rotationSigns(dimension)
    for place in values.indices { values[place] *= signs[place % dimension] }
    var span = values.mutableSpan
    OrthonormalTransform(count: dimension).transformRows(
      &span, rows: span.count / dimension, isInverse: false)
  }

  /// The signs of a rotation: the same for Q and K, and always the same.
  static func rotationSigns(_ dimension: Int) -> [Float] {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    return (0..<dimension).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 63 == 0 ? 1 : -1
    }
  }
}
