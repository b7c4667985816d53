internal import QuantCore

extension ScaleSurvey {
  /// What is stored, one clause each: layout and format, groups, zero points, how the tensor's scale takes part.
  public var facts: [String] {
    var facts = ["decoded from \(matrix.title)"]
    if let text = zeroPointText { facts.append(text) }
    if isReordered { facts.append("columns stand in another order than their groups (g_idx)") }
    if let text = tensorScaleText { facts.append(text) }
    if let text = inputScaleText { facts.append(text) }
    if uncheckedZeros > 0 {
      let count = matrix.scaleType == .e8m0 ? Int(clamping: codeCounts.first ?? 0) : zero.count
      facts.append("\(uncheckedZeros) of its \(count) scales of 0 were not looked into")
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

  /// That columns are multiplied by the scales of their inputs; nil where they are not.
  public var inputScaleText: String? {
    matrix.part(.inputScale).map { part in
      "columns times \(PrintableName.escaped(Self.last(of: part.name))), which scales their inputs (AWQ, SmoothQuant)"
    }
  }

  /// What a name ends in.
  private static func last(of name: String) -> String {
    name.split(separator: ".").last.map { String($0) } ?? name
  }

  /// Which way the tensor's scale was taken, and what the largest weight comes to.
  public var tensorScaleText: String? {
    guard let use = matrix.tensorScale, let name = matrix.part(.tensorScale)?.name else {
      return nil
    }
    let last = PrintableName.escaped(Self.last(of: name))
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
      type == .e8m0
        ? (
          underflowed, "0x00 while their codes are not",
          "they underflowed, and their weights decode to next to 0"
        )
        : (
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
  var isGGML: Bool {
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
  static func number(_ value: Float) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var unit = 1.0
    while Double(value.magnitude) * unit < 1000 { unit *= 10 }
    while Double(value.magnitude) * unit >= 10_000 { unit /= 10 }
    let text = "\(Float((Double(value) * unit).rounded() / unit))"
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
      .replacing("e-0", with: "e-")
  }
}
