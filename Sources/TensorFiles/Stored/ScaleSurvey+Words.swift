internal import QuantCore

extension ScaleSurvey {
  /// The magnitudes between which the largest weight of a model is looked for.
  ///
  /// A tensor scale taken the wrong way round is off by the square of 2688 / amax, far beyond either end.
  static let plausible: ClosedRange<Float> = 0x1p-16...0x1p8

  /// What is stored, one clause each: layout and format, groups, zero points, how the tensor's scale takes part.
  public var facts: [String] {
    var facts = ["decoded from \(matrix.title)"]
    if let text = zeroPointText { facts.append(text) }
    if isReordered { facts.append("columns stand in another order than their groups (g_idx)") }
    if let text = tensorScaleText { facts.append(text) }
    if uncheckedZeros > 0 {
      facts.append("\(uncheckedZeros) of its \(zero.count) scales of 0 were not looked into")
    }
    return facts + matrix.assumptions
  }

  /// How zero points are stored, and whether all are the same.
  private var zeroPointText: String? {
    guard let use = matrix.zeroPoints else { return nil }
    let stored = use == .lessOne ? "zero points stored less 1" : "zero points stored as they are"
    guard isComplete, let only = zeroPoints.first else { return stored }
    return zeroPoints.count == 1
      ? "\(stored), all \(only.code)"
      : "\(stored), \(zeroPoints.count) different"
  }

  /// Which way the tensor's scale was taken, and what the largest weight comes to.
  public var tensorScaleText: String? {
    guard let use = matrix.tensorScale, let name = matrix.part(.tensorScale)?.name else {
      return nil
    }
    let last = PrintableName.escaped(name.split(separator: ".").last.map { String($0) } ?? name)
    let way =
      switch use {
      case .multiplier: "multiplies (the multiplier amax/2688, as ModelOpt stores it)"
      case .divisor: "divides (the divisor 2688/amax, as compressed-tensors stores it)"
      }
    guard let scale = tensorScales.first else { return "\(last) \(way)" }
    let more = tensorScales.count > 1 ? " and \(tensorScales.count - 1) more" : ""
    return "\(last) \(Self.number(scale))\(more) \(way)"
  }

  /// What is suspicious about the scales, one sentence each with count and place.
  public var warnings: [String] {
    tensorScaleWarnings + scaleWarnings + zeroPointWarnings
  }

  private var tensorScaleWarnings: [String] {
    guard let name = matrix.part(.tensorScale)?.name else { return inversion.map { [$0] } ?? [] }
    let quoted = PrintableName.quoted(name)
    let odd: [(String, String, (Float) -> Bool)] = [
      ("NaN", "every weight under it decodes to NaN", { $0.isNaN }),
      ("infinite", "no weight under it can be told", { $0.isInfinite }),
      ("0", "no weight under it can be told", { $0 == 0 }),
      ("negative", "every weight under it has the other sign", { $0 < 0 && $0.isFinite }),
    ]
    let found = odd.compactMap { (word, result, isSo) -> String? in
      let count = tensorScales.count { isSo($0) }
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
      return largest > 0x1p16
        ? "the tensor scale \(PrintableName.quoted(name)) makes the largest weight \(Self.number(largest)), "
          + "beyond what weights are"
        : nil
    }
    return
      "the tensor scale \(PrintableName.quoted(name)) looks inverted: by its name it \(done), and the largest "
      + "weight would be \(Self.number(largest)); \(other) it would be \(Self.number(inverse))"
  }

  /// The largest magnitude that scales and elements allow; nil where it is not known.
  public var largestWeight: Float? { largestWeight(isInverted: false) }

  private func largestWeight(isInverted: Bool) -> Float? {
    // A tensor's scale is made so that the largest block scale is the largest there is.
    let parts =
      isComplete
      ? largestOfPart
      : matrix.scaleType == .e4m3 ? [Float](repeating: 448, count: max(1, tensorScales.count)) : []
    let divides = (matrix.tensorScale == .divisor) != isInverted
    let weights = parts.enumerated().map { index, scale -> Float in
      guard matrix.tensorScale != nil else { return matrix.largestElement * scale }
      guard tensorScales.indices.contains(index) else { return .nan }
      let factor = tensorScales[index]
      return matrix.largestElement * (divides ? scale / factor : scale * factor)
    }
    return weights.filter { $0.isFinite && $0 > 0 }.max()
  }

  private var scaleWarnings: [String] {
    let type = matrix.scaleType
    let code = type == .e8m0 ? " (0xFF)" : type == .e4m3 ? " (0x7F)" : ""
    // What others take for NaN is a power of two to ggml, beyond F32's range: its elements are doubled, its scales halved.
    let endless =
      type == .e8m0 && isGGML
      ? (
        "0xFF",
        "llama.cpp reads it as 2^128, others as NaN; their weights decode to 0, 2^127 or infinity"
      ) : ("infinite", "their weights decode to no number")
    let found: [(Count, String, String)] = [
      (nan, "NaN\(code)", "their weights decode to NaN"), (infinite, endless.0, endless.1),
      (
        underflowed, "0 while their codes are not",
        "they underflowed, and their weights decode to 0"
      ),
      (negative, "negative", "their weights have the other sign"),
    ]
    let minima = sentence(
      strayMinima, of: scaleCount, "F16 minima", "NaN or infinite",
      "their weights decode to no number")
    return found.compactMap { count, word, result in
      sentence(count, of: scaleCount, "\(matrix.scaleName) scales", word, result)
    } + [minima].compactMap(\.self)
  }

  /// Whether scales stand in blocks of ggml.
  private var isGGML: Bool {
    if case .blocks = matrix.coding { true } else { false }
  }

  private var zeroPointWarnings: [String] {
    let stray = sentence(
      strayColumns, of: matrix.columns, "columns", "of a group that is not there",
      "their weights decode to NaN")
    let top = zeroPointCounts.count - 1
    let zeros = sentence(
      ambiguousZeroPoints, of: scaleCount, "zero points", "out of range, stored as \(top)",
      "one more is 0 here, \(top + 1) to readers that keep the carry")
    return [stray, zeros].compactMap { $0 }
  }

  private func sentence(
    _ count: Count, of total: Int, _ noun: String, _ word: String, _ result: String
  ) -> String? {
    guard let place = count.first else { return nil }
    return
      "\(count.count) of \(total) \(noun) \(count.count == 1 ? "is" : "are") \(word), the first at "
      + "[\(place.row),\(place.column)]: \(result)"
  }

  /// A number in four significant digits, as in all text.
  private static func number(_ value: Float) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var unit = 1.0
    while Double(value.magnitude) * unit < 1000 { unit *= 10 }
    while Double(value.magnitude) * unit >= 10_000 { unit /= 10 }
    let text = "\(Float((Double(value) * unit).rounded() / unit))"
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
      .replacing("e-0", with: "e-")
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
