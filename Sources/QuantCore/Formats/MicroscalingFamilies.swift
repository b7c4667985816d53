extension Microscaling {
  static let mxfp4 = family(
    "mxfp4", element: .float(.e2m1), title: "FP4: E2M1", sameBitsAs: ocp,
    rules: powers + [.leastSquares, .mantissaScaled])
  static let mxfp6E2M3 = family(
    "mxfp6-e2m3", element: .float(.e2m3), title: "FP6: E2M3", sameBitsAs: ocp)
  static let mxfp6E3M2 = family(
    "mxfp6-e3m2", element: .float(.e3m2), title: "FP6: E3M2", sameBitsAs: ocp)
  static let mxfp8E4M3 = family(
    "mxfp8-e4m3", element: .float(.e4m3), title: "FP8: E4M3",
    sameBitsAs: "torchao FLOOR, OCP MX 1.0; ModelOpt with :rceil")
  static let mxfp8E5M2 = family(
    "mxfp8-e5m2", element: .float(.e5m2), title: "FP8: E5M2", sameBitsAs: ocp)
  static let mxint8 = family(
    "mxint8", element: .int8, title: "INT8: ±127/64",
    sameBitsAs: "microxcaling, OCP MX 1.0 (default rule)")

  private static let ocp = "torchao FLOOR, OCP MX 1.0 (default rule)"
  private static let powers = E8M0Rule.allCases.map { Rule.power($0) }

  private static func family(
    _ name: String, element: MicroscalingElement, title: String, sameBitsAs: String,
    rules: [Rule] = powers
  ) -> FormatFamily {
    let notes = notes(of: element.range)
    return FormatFamily(
      name: name, summary: "OCP microscaling \(title), 32 to a block, E8M0 scale",
      sameBitsAs: sameBitsAs, rules: rules.map(\.name),
      ruleNotes: notes.filter { note in rules.contains { $0.name == note.key } }
    ) { id in
      let rule = rules.first { id.rule == nil || $0.name == id.rule }
      return rule.map { Microscaling(id: id, element: element, rule: $0) }
    }
  }

  private static func notes(of range: ElementRange) -> [String: String] {
    let binade = range.largestExponent == 0 ? "" : ", /\(1 << range.largestExponent)"
    let isWhole = range.largest == range.largest.rounded()
    let largest = isWhole ? "\(Int(range.largest))" : "\(range.largest)"
    return [
      "floor": "the power of two at or below amax\(binade): OCP's rule; amax may saturate",
      "rceil": "the power of two at or above amax/\(largest): nothing saturates",
      "even": "floor, after rounding amax to the element's mantissa",
      "ceil": "the power of two at or above amax\(binade): nothing saturates, coarser",
      "mse": "rceil's power of two or the one below, whichever has the smaller squared error",
      "mbs": "even, after each 128 columns are multiplied by a stored factor of 1 to 2",
    ]
  }
}
