internal import QuantCore

extension ScaleSurvey {
  /// The magnitudes between which the largest weight of a model is looked for.
  ///
  /// A tensor scale taken the wrong way round is off by the square of 2688 / amax, far beyond either end.
  static let plausible: ClosedRange<Float> = 0x1p-16...0x1p8
  /// Where the largest weight is below this, no model could tell it from 0.
  private static let nothing: Float = 0x1p-40
  /// What the largest weight of half of the blocks is below in every model, whatever its outliers are.
  private static let usualBlock: Float = 16
  /// The smallest of the largest block scales that a tensor's scale made from amax leaves.
  private static let fullScale: Float = 416

  /// What is suspicious about the scale of the tensor, or about scales that stand without one.
  var tensorScaleWarnings: [String] {
    guard let name = matrix.part(.tensorScale)?.name else { return inversion.map { [$0] } ?? [] }
    let quoted = PrintableName.quoted(name)
    let divides = matrix.tensorScale == .divisor
    let weights = largestWeights(isInverted: false)
    let odd: [(String, String, (_ scale: Float, _ weight: Float) -> Bool)] = [
      ("NaN", "every weight under it decodes to NaN", { scale, _ in scale.isNaN }),
      ("infinite", "no weight under it can be told", { scale, _ in scale.isInfinite }),
      ("0", "no weight under it can be told", { scale, _ in scale == 0 }),
      (
        "negative", "every weight under it has the other sign",
        { scale, _ in scale < 0 && scale.isFinite }
      ),
      (
        divides ? "too small" : "too large", "weights under it decode to infinity",
        { scale, weight in scale.isFinite && scale != 0 && weight == .infinity }
      ),
      (
        divides ? "too large" : "too small",
        "every weight under it is below 2^-40, as good as 0",
        { scale, weight in scale.isFinite && weight > 0 && weight < Self.nothing }
      ),
    ]
    let found = odd.compactMap { (word, result, isSo) -> String? in
      let count = tensorScales.indices.count { index in
        isSo(tensorScales[index], weights.indices.contains(index) ? weights[index] : .nan)
      }
      guard count > 0 else { return nil }
      return tensorScales.count == 1
        ? "the tensor scale \(quoted) is \(word): \(result)"
        : "\(count) of \(tensorScales.count) tensor scales in \(quoted) are \(word): \(result)"
    }
    return found.isEmpty ? (inversion.map { [$0] } ?? []) : found
  }

  /// Says that scales look as if they were to be divided by what they are multiplied by, or the other way round.
  private var inversion: String? {
    let largestElement = matrix.largestElement
    guard let largest = largestWeight, !Self.plausible.contains(largest) else { return nil }
    guard let name = matrix.part(.tensorScale)?.name else {
      // Without a scale for the tensor it is the scales themselves that can be the wrong way round.
      guard let smallest, let scales = matrix.part(.scales)?.name,
        Self.plausible.contains(largestElement / smallest)
      else { return nil }
      return
        "the scales \(PrintableName.quoted(scales)) look inverted: they multiply, and the largest weight would "
        + "be \(Self.number(largest)); divided by them it would be "
        + Self.number(largestElement / smallest)
    }
    let (done, other) =
      matrix.tensorScale == .divisor ? ("divides", "multiplied") : ("multiplies", "divided")
    guard let inverse = largestWeight(isInverted: true), Self.plausible.contains(inverse) else {
      if let text = mistake(name, largest: largest) { return text }
      return largest > 0x1p16
        ? "the tensor scale \(PrintableName.quoted(name)) makes the largest weight \(Self.number(largest)), "
          + "beyond what weights are"
        : nil
    }
    return
      "the tensor scale \(PrintableName.quoted(name)) looks inverted: by its name it \(done), and the largest "
      + "weight would be \(Self.number(largest)); \(other) it would be \(Self.number(inverse))"
  }

  /// Says that the scale of the tensor looks as if it was never set, or is the amax that it should be made from.
  ///
  /// A single weight can be large in a right file; that half of the blocks have large ones is so in none.
  private func mistake(_ name: String, largest: Float) -> String? {
    let part = largestWeights(isInverted: false).firstIndex(of: largest)
    guard isComplete, !isGGML, let part, let median = medianScale,
      largest > Self.plausible.upperBound, largestOfPart[part] >= Self.fullScale,
      largest / largestOfPart[part] * median > Self.usualBlock
    else { return nil }
    let quoted = PrintableName.quoted(name)
    let scale = tensorScales[part]
    if scale == 1 {
      return
        "the tensor scale \(quoted) is 1, as before it is calibrated, while block scales reach their largest: the "
        + "largest weight would be \(Self.number(largest))"
    }
    guard (0x1p-10...Self.plausible.upperBound).contains(scale) else { return nil }
    let way = matrix.tensorScale == .divisor ? "divides as 2688/amax" : "multiplies as amax/2688"
    return
      "the tensor scale \(quoted) looks like amax itself: by its name it \(way), and the largest weight would be "
      + "\(Self.number(largest)); were it amax, it would be \(Self.number(scale))"
  }

  /// The scale in the middle of those of all blocks; nil where they are no E4M3 codes or were not read.
  private var medianScale: Float? {
    guard matrix.scaleType == .e4m3 else { return nil }
    let scales = codeCounts.enumerated().map { code, count in
      (value: FloatDecoding.f8e4m3Values[code].magnitude, count: count)
    }
    let sorted = scales.filter { $0.count > 0 && $0.value.isFinite }.sorted { $0.value < $1.value }
    let total = sorted.reduce(0) { $0 + $1.count }
    var seen: UInt64 = 0
    for (value, count) in sorted {
      seen += count
      if seen >= total - total / 2 { return value }
    }
    return nil
  }

  /// The largest magnitude that scales and elements allow; nil where it is not known.
  public var largestWeight: Float? { largestWeight(isInverted: false) }

  private func largestWeight(isInverted: Bool) -> Float? {
    largestWeights(isInverted: isInverted).filter { $0.isFinite && $0 > 0 }.max()
  }

  /// The same for each matrix of a stack, infinite where F32 can't hold it; empty where it is not known.
  private func largestWeights(isInverted: Bool) -> [Float] {
    // A tensor's scale is made so that the largest block scale is the largest there is.
    let parts =
      isComplete
      ? largestOfPart
      : matrix.scaleType == .e4m3 ? [Float](repeating: 448, count: max(1, tensorScales.count)) : []
    let divides = (matrix.tensorScale == .divisor) != isInverted
    return parts.enumerated().map { index, scale -> Float in
      guard matrix.tensorScale != nil else { return matrix.largestElement * scale }
      guard tensorScales.indices.contains(index) else { return .nan }
      let factor = tensorScales[index]
      return matrix.largestElement * (divides ? scale / factor : scale * factor)
    }
  }
}

extension EncodedMatrix {
  /// The largest magnitude of an element, its zero point aside.
  fileprivate var largestElement: Float {
    switch coding {
    case .separate(let element, _, _):
      element.values.filter(\.isFinite).map(\.magnitude).max() ?? 0
    case .blocks(let block):
      block.element.values.map(\.magnitude).max() ?? 0
    }
  }
}
