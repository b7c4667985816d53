import QuantCore
import TestSupport
import Testing

struct IntegerRuleTests {
  private static func int4(_ rule: IntegerRule, _ scaleType: ScaleType = .f32) -> GroupInteger {
    GroupInteger(
      id: FormatID(name: "int4-g32"), bits: 4, groupSize: 32, rule: rule, scaleType: scaleType)
  }

  /// A whole group, so that none of it counts as padding.
  private static func group(_ values: [Float]) -> [Float] {
    values + Array(repeating: values[0], count: 32 - values.count)
  }

  @Test func `one value has one answer by each rule`() {
    let values = Self.group([1, -0.4, 0.93])
    let sym = Encoding(values, as: Self.int4(.sym))
    #expect(sym.scales[0].value == 1 / 7.5)
    #expect(sym.codes[2] == 15 && sym.codes[0] == 15)
    #expect(abs(sym.values[0] - 0.93333) < 1e-5 && sym.values[2] == sym.values[0])
    let sym7 = Encoding(values, as: Self.int4(.sym7))
    #expect(sym7.values[0] == 1 && sym7.values[2] == 1)
    for rule in [IntegerRule.asym, .minmax] {
      let encoding = Encoding(values, as: Self.int4(rule))
      #expect(abs(encoding.scales[0].value - 0.0933333) < 1e-6)
      #expect(encoding.scales[0].offset == 4)
      #expect(encoding.codes[..<3] == [15, 0, 14])
      #expect(abs(encoding.values[0] - 1.02667) < 1e-5)
      #expect(abs(encoding.values[1] + 0.37333) < 1e-5)
      #expect(abs(encoding.values[2] - 0.93333) < 1e-5)
    }
  }

  @Test(
    arguments: [
      (.sym, "889999AAABBCCDEF8887776665543331"), (.sym7, "888999AAAABCCDEF8887776666544332"),
      (.minmax, "778888999AABBDEF7776665554432110"),
    ] as [(IntegerRule, String)])
  func `values on ties have the golden codes`(rule: IntegerRule, digits: String) {
    #expect(Encoding(MXFP4Tests.ties, as: Self.int4(rule)).digits == digits)
  }

  @Test func `asym's range holds zero and minmax's need not`() {
    let values = Self.group([10, 11, 10.5])
    let asym = Encoding(values, as: Self.int4(.asym))
    #expect(asym.scales[0].value == Float(11) / 15 && asym.scales[0].offset == 0)
    let minmax = Encoding(values, as: Self.int4(.minmax))
    #expect(minmax.scales[0].value == Float(1) / 15 && minmax.scales[0].offset == 0)
    #expect(minmax.values.allSatisfy { $0 == 1 }, "what lies far from zero saturates")
    #expect(minmax.saturated == [32])
    let negative = Encoding(values.map { -$0 }, as: Self.int4(.minmax))
    #expect(negative.scales[0].offset == 15 && negative.values.allSatisfy { $0 == -1 })
  }

  @Test func `minmax has AWQ's floor and a short group counts as padded`() {
    let constant = Encoding(Self.group([0.25]), as: Self.int4(.minmax))
    #expect(constant.scales[0].value == Float(1e-5) / 15)
    let short = Encoding([0.25, 0.25], as: Self.int4(.minmax))
    #expect(short.scales[0].value == Float(0.25) / 15 && short.values == [0.25, 0.25])
  }

  @Test func `zero stays zero where the reciprocal of the scale overflows`() {
    let tiny = Float.leastNonzeroMagnitude
    let values = [0, 150 * tiny, -30 * tiny]
    let encoding = Encoding(values, as: Self.int4(.asym))
    #expect(encoding.scales[0].value == 12 * tiny && (1 / encoding.scales[0].value).isInfinite)
    #expect(encoding.scales[0].offset == 2, "30/12 is a tie, to even")
    #expect(encoding.codes == [2, 15, 0])
    #expect(encoding.values == [0, 156 * tiny, -24 * tiny])
    #expect(encoding.saturated == [2])
    let lost = Encoding([tiny, 0], as: Self.int4(.asym))
    #expect(lost.codes == [0, 0] && lost.values == [0, 0])
  }

  @Test(arguments: [IntegerRule.asym, .minmax], [ScaleType.f32, .f16, .bf16])
  func `a range that overflows is still no NaN`(rule: IntegerRule, scaleType: ScaleType) {
    let largest = Float.greatestFiniteMagnitude
    let values = Self.group([0, largest, -largest, 1])
    let encoding = Encoding(values, as: Self.int4(rule, scaleType))
    #expect(!encoding.values.contains { $0.isNaN })
    #expect(encoding.values[0] == 0 && encoding.values[1] >= 0 && encoding.values[2] < 0)
    // F16 saturates, and the zero point with it: nothing is left above.
    #expect(encoding.values[1] > 0 || scaleType == .f16)
    #expect(encoding.scales[0].value.isFinite)
  }

  @Test func `the scale's type is counted, and zero points take as many bits as a code`() throws {
    let expected: [(String, Double)] = [
      ("int4-g128:asym", 4.15625), ("int4-g64:asym", 4.3125), ("int4-g32:asym", 4.625),
      ("int3-g128:asym", 3.1484375), ("int2-g64:minmax", 2.28125), ("int2-g32:asym", 2.5625),
      ("int4-g128:mse", 4.125), ("int4-g64", 4.25), ("int4-g32+bf16", 4.5), ("int8-g128", 8.125),
      ("int4-g128:asym+f32", 4.28125), ("int5-g16+f32", 7), ("int6-g48", 6 + 1.0 / 3),
    ]
    for (id, bits) in expected {
      let format = try FormatRegistry.format(named: id)
      let perWeight = try #require(format.bitsPerWeight(rows: 8, columns: 6144))
      #expect(abs(perWeight - bits) < 1e-12, "\(id)")
    }
    let row = try FormatRegistry.format(named: "int8-row+f16")
    #expect(row.bitsPerWeight(rows: 3, columns: 64) == 8.25)
  }

  @Test func `codes and zero points are made with the rounded scale`() {
    let values = Self.group([1, -0.4, 0.93])
    for rule in [IntegerRule.sym, .asym, .minmax] {
      for type in [ScaleType.f16, .bf16] {
        let encoding = Encoding(values, as: Self.int4(rule, type))
        let scale = encoding.scales[0]
        #expect(
          encoding.values[1] == (Float(encoding.codes[1]) - offset(scale, rule)) * scale.value)
        #expect(scale.code <= 0xffff)
        let decoded =
          type == .f16
          ? Binary16.decode(UInt16(scale.code)) : BFloat16.decode(UInt16(scale.code))
        #expect(decoded == scale.value)
      }
    }
  }

  private func offset(_ scale: BlockScale, _ rule: IntegerRule) -> Float {
    rule == .sym ? 8 : scale.offset
  }

  @Test func `a BF16 scale saturates and never rounds to zero`() {
    let largest = Float.greatestFiniteMagnitude
    let row = RowInteger(id: FormatID(name: "int8-row"), bits: 8, scaleType: .bf16)
    let tiny = Encoding([.leastNonzeroMagnitude], as: row)
    #expect(tiny.scales[0].value == 0x1p-133 && tiny.values == [0])
    let one = GroupInteger(
      id: FormatID(name: "int2-g16"), bits: 2, groupSize: 16, rule: .sym7, scaleType: .bf16)
    #expect(Encoding([largest], as: one).scaleCodes == [0x7f7f])
  }

  @Test func `rows have a symmetric range and one scale each`() {
    let row = RowInteger(id: FormatID(name: "int8-row"), bits: 8)
    let encoding = Encoding([-127, 63.5, 1, 254, 3, -1], columns: 3, as: row)
    #expect(encoding.scales.map(\.value) == [1, 2])
    #expect(encoding.values == [-127, 64, 1, 254, 4, 0], "ties go to even codes")
    #expect(encoding.codes[0] == 0 && encoding.codes[3] == 254)
    #expect(row.element.values == (-127...127).map { Float($0) })
  }

  @Test func `mse takes the best of fifty scales, the larger of equal ones`() {
    var random = SplitMix64(seed: 0x5ea)
    for _ in 0..<20 {
      let values = random.normals(32)
      let found = Encoding(values, as: Self.int4(.mse))
      let exact = (values.map(\.magnitude).max() ?? 0) / 7.5
      var best: (error: Double, scale: Float) = (.infinity, 0)
      for step in 0..<50 {
        let scale = exact * (Float(100 - step) / 100)
        let error = values.reduce(0.0) { sum, x in
          let code = min(max((x / scale).rounded(.toNearestOrEven), -8), 7)
          let error = Double(x) - Double(code * scale)
          return sum + error * error
        }
        if error < best.error * (1 - 1e-12) { best = (error, scale) }
      }
      #expect(found.scales[0].value == best.scale)
    }
    // Nothing is lost by the first scale, nor by half of it.
    let exact = Encoding([-7.5, 3.75], as: Self.int4(.mse))
    #expect(exact.scales[0].value <= 1)
    #expect(Encoding([0, 0], as: Self.int4(.mse)).scales[0].value == 0)
  }

  @Test func `mse is never worse than sym`() {
    let weights = FormatContract.weights
    let columns = FormatContract.columns
    for type in [ScaleType.f16, .f32] {
      let sym = Encoding(weights, columns: columns, as: Self.int4(.sym, type))
      let mse = Encoding(weights, columns: columns, as: Self.int4(.mse, type))
      #expect(mse.meanSquaredError(against: weights) < sym.meanSquaredError(against: weights))
    }
  }

  @Test(
    arguments: [
      ("int4-g100", "multiple of 16", "int4-g96, int4-g112"),
      ("int4-g8", "multiple of 16", "int4-g16"),
      ("int4-g0", "multiple of 16", "int4-g128"), ("int4-g", "multiple of 16", "int4-g128"),
      ("int4-g0128", "multiple of 16", "int4-g128"), ("int4-g+16", "an id is", ""),
      ("int4-g99999999999999999999999", "at most", "int4-g128"),
      ("int4-g1048592", "at most", "int4-g128"), ("int9-g128", "2 to 8 bits", "int4-g128"),
      ("int1-g128", "2 to 8 bits", "int8-g128"), ("int04-g128", "2 to 8 bits", "int4-g128"),
      ("int-g128", "2 to 8 bits", "int4-g128"), ("int4-g-16", "no such format", ""),
      ("int5-row", "no such format", ""), ("int4-g128x", "multiple of 16", "int4-g128"),
    ])
  func `sizes and widths that don't exist are refused`(
    text: String, reason: String, choice: String
  ) {
    let error = #expect(throws: UnknownFormat.self) {
      try FormatRegistry.format(named: text)
    }
    #expect(error?.description.contains(reason) == true || reason == "an id is")
    #expect(error?.description.contains(choice) == true || choice.isEmpty)
  }

  @Test(arguments: ["int2-g16", "int5-g1040", "int7-g1048576:mse+bf16", "int4-g96:asym"])
  func `any width and any multiple of sixteen is a format`(text: String) throws {
    #expect(try FormatRegistry.format(named: text).id.description == text)
  }
}
