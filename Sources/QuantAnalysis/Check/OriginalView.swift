internal import QuantCore
internal import TensorFiles

/// An original as it is read, so that its values stand where the weight's do.
struct OriginalView: Sendable {
  /// The original with the weight's rows and columns.
  let tensor: TensorDescriptor
  /// How its values lie.
  let arrangement: OriginalArrangement
  /// What is added to each value.
  let added: Float

  private init(
    _ tensor: TensorDescriptor, _ arrangement: OriginalArrangement = .same, added: Float = 0
  ) {
    self.tensor = tensor
    self.arrangement = arrangement
    self.added = added
  }

  /// Finds how an original has to be read, by what its first rows and columns hold.
  ///
  /// Other orders than the stored one are looked at only where a stack of experts or names of llama.cpp give a reason
  /// to, and are taken where they are clearly nearer. Nil where the two have not as many rows and columns, either way
  /// round.
  ///
  /// - Parameters:
  ///   - original: The original.
  ///   - source: Where it is read.
  ///   - stored: The weight that was made of it; both can be read as numbers.
  ///   - quantized: Where that is read.
  init?(
    of original: TensorDescriptor, in source: any TensorSource,
    nearestTo stored: TensorDescriptor, in quantized: any TensorSource
  ) {
    let isStraight = stored.rows == original.rows && stored.columns == original.columns
    let turned = original.turned(toFit: stored).map { OriginalView($0, .transposed) }
    let others =
      isStraight
      ? Self.interleaved(original, stored) + Self.offset(original, stored) : []
    guard isStraight else {
      guard let turned else { return nil }
      self = turned
      return
    }
    self.init(original)
    let isBlocked =
      LlamaNames.isRotated(original.name) && !LlamaNames.isRotated(stored.name)
      && !original.isPlain
    guard turned != nil || !others.isEmpty || isBlocked else { return }
    let sample = Sample(stored, in: quantized)
    let own = sample.noise(of: self, in: source)
    guard own > 0 else { return }
    if isBlocked, own > sample.energy / 2 { self = OriginalView(original, .perhapsInterleaved) }
    if let turned, sample.noise(of: turned, in: source) < own { self = turned }
    // What is right leaves the quantization's error, what is wrong twice the weight's own energy.
    let noises = others.map { ($0, sample.noise(of: $0, in: source)) }
    if let best = noises.min(by: { $0.1 < $1.1 }), best.1 < own / 2 { self = best.0 }
  }

  /// The heads' rows in the other order, for every size of heads that there can be.
  private static func interleaved(
    _ original: TensorDescriptor, _ stored: TensorDescriptor
  ) -> [OriginalView] {
    let isMade = LlamaNames.isRotated(stored.name)
    guard isMade != LlamaNames.isRotated(original.name), original.isPlain else { return [] }
    let (rows, columns) = (original.rows, original.columns)
    return stride(from: 4, through: min(rows, 512), by: 2).filter { rows % $0 == 0 }.map { size in
      let half = size / 2
      let (shape, strides) =
        isMade
        ? ([rows / size, half, 2, columns], [size * columns, columns, half * columns, 1])
        : ([rows / size, 2, half, columns], [size * columns, columns, 2 * columns, 1])
      return OriginalView(
        original.reordered(shape, strides: strides), .interleaved(headRows: size))
    }
  }

  private static func offset(
    _ original: TensorDescriptor, _ stored: TensorDescriptor
  ) -> [OriginalView] {
    let isMade = LlamaNames.isNorm(stored.name)
    guard isMade != LlamaNames.isNorm(original.name), original.rows == 1 else { return [] }
    return [OriginalView(original, .offsetByOne, added: isMade ? 1 : -1)]
  }
}

/// The first rows and columns of a weight.
private struct Sample {
  private let region: TensorRegion
  private let values: [Float]

  init(_ stored: TensorDescriptor, in source: any TensorSource) {
    region = TensorRegion(
      rows: 0..<min(stored.rows, 512), columns: 0..<min(stored.columns, 64))
    values = source.values(of: region, in: stored)
  }

  /// Σx² of what is finite.
  var energy: Double {
    values.reduce(0) { $1.isFinite ? $0 + Double($1) * Double($1) : $0 }
  }

  /// Σe² against an original, over what is finite on both sides.
  func noise(of view: OriginalView, in source: any TensorSource) -> Double {
    zip(source.values(of: region, in: view.tensor), values).reduce(0) { sum, pair in
      let error = Double(pair.0 + view.added) - Double(pair.1)
      return error.isFinite ? sum + error * error : sum
    }
  }
}

extension TensorDescriptor {
  /// Whether elements stand alone, one after the other in rows.
  fileprivate var isPlain: Bool {
    guard order == .native, isAnalysable, type.encoding != .matrix else { return false }
    if case .ggml = type.encoding { return false }
    return true
  }

  /// The same tensor with its elements taken in another order.
  func reordered(_ shape: [Int], strides: [Int]) -> TensorDescriptor {
    TensorDescriptor(
      name: name, type: type, shape: shape, offset: offset, byteCount: byteCount,
      order: ElementOrder(strides: strides))
  }

  /// The tensor with each of its matrices the other way round, where that is what experts were quantized from.
  ///
  /// gpt-oss's experts are stored `[experts, out, in]`, and transformers keeps the same weights `[experts, in, out]`.
  ///
  /// - Parameter stored: The weight that was made of them.
  /// - Returns: The tensor in the weight's shape; nil where shapes do not allow it or the weight is not such a stack.
  func turned(toFit stored: TensorDescriptor) -> TensorDescriptor? {
    guard shape.count == 3, stored.shape == [shape[0], shape[2], shape[1]], isPlain,
      stored.type.encoding == .matrix, stored.type.name == "mxfp4"
    else { return nil }
    return reordered(stored.shape, strides: [shape[1] * shape[2], 1, shape[2]])
  }
}
