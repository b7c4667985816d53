import QuantCore
import Testing

struct MXFP4Tests {
  static func mxfp4(_ rule: E8M0Rule) -> Microscaling {
    Microscaling(id: FormatID(name: "mxfp4"), element: .float(.e2m1), rule: .power(rule))
  }

  /// One row of the golden table: made with ml_dtypes as the rounding oracle.
  struct Golden: Sendable, CustomTestStringConvertible {
    let rule: E8M0Rule
    let scale: UInt32
    let codes: String
    let meanSquaredError: Double
    var testDescription: String { rule.rawValue }
  }

  /// Values on every tie of E2M1, both signs, and some beyond its range.
  static let ties: [Float] = [
    -0.0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7,
    -0.1, -0.25, -0.3, -0.75, -1.1, -1.25, -1.6, -1.75, -2.2, -2.5, -2.6, -3.5, -4.4, -5, -5.1,
    -6.5,
  ]

  static let golden = [
    Golden(
      rule: .floor, scale: 0x7f, codes: "8012223444566677889AAABCCCDEEEFF",
      meanSquaredError: 0.187188),
    Golden(
      rule: .rceil, scale: 0x80, codes: "8001112222344456888999AAAABCCCDD",
      meanSquaredError: 0.209063),
    Golden(
      rule: .even, scale: 0x80, codes: "8001112222344456888999AAAABCCCDD",
      meanSquaredError: 0.209063),
  ]

  @Test(arguments: golden)
  func `values on ties have the golden codes`(_ golden: Golden) {
    let encoding = Encoding(Self.ties, as: Self.mxfp4(golden.rule))
    #expect(encoding.scaleCodes == [golden.scale])
    #expect(encoding.digits == golden.codes)
    let error = encoding.meanSquaredError(against: Self.ties)
    #expect(abs(error - golden.meanSquaredError) < 5e-7)
    #expect(encoding.tensorScale == nil)
  }

  @Test func `floor saturates what lies above six times the scale`() {
    let encoding = Encoding(Self.ties, as: Self.mxfp4(.floor))
    #expect(encoding.saturated == [2], "7 and -6.5; 6 itself does not count")
    #expect(encoding.values[15] == 6)
    #expect(encoding.values[31] == -6)
  }

  @Test func `rceil and ceil never saturate`() {
    let values = (1...400).map { Float($0) * 0.37 }
    for rule in [E8M0Rule.rceil, .ceil] {
      let encoding = Encoding(values, as: Self.mxfp4(rule))
      #expect(encoding.saturated.allSatisfy { $0 == 0 })
    }
  }

  @Test func `blocks start anew with each row and a short one stands alone`() {
    let row: [Float] = Array(repeating: 1, count: 32) + [100, 1]
    let encoding = Encoding(row + row, columns: 34, as: Self.mxfp4(.floor))
    #expect(encoding.scaleCodes == [125, 131, 125, 131])
    #expect(encoding.values[32...34] == [96, 0, 1])
  }

  @Test(arguments: E8M0Rule.allCases)
  func `a zero block has scale byte 0 and keeps the signs of its zeros`(_ rule: E8M0Rule) {
    let encoding = Encoding([0, -0.0, 0], as: Self.mxfp4(rule))
    #expect(encoding.scaleCodes == [0])
    #expect(encoding.codes == [0, 8, 0])
    #expect(encoding.values == [0, 0, 0])
    #expect(encoding.saturated == [0])
  }

  @Test(arguments: E8M0Rule.allCases)
  func `subnormal blocks use the smallest scale`(_ rule: E8M0Rule) {
    // 2^-127 · {0, ½, 1, 1½, 2, 3, 4, 6}
    let values = ElementGrid(.e2m1).values.map { Float(powerOfTwo(-127) * Double($0)) }
    let encoding = Encoding(Array(values[..<7]) + [.leastNonzeroMagnitude], as: Self.mxfp4(rule))
    #expect(encoding.scaleCodes == [0])
    #expect(encoding.codes == [0, 1, 2, 3, 4, 5, 6, 0])
    #expect(encoding.values == Array(values[..<7]) + [0])
  }

  @Test func `the largest float stays finite under floor`() {
    let encoding = Encoding([.greatestFiniteMagnitude, 1e38, -1e37], as: Self.mxfp4(.floor))
    #expect(encoding.scaleCodes == [252])
    #expect(encoding.values == [0x1.8p127, 0x1p126, 0])
    #expect(encoding.saturated == [1])
  }

  @Test(arguments: [E8M0Rule.rceil, .even, .ceil])
  func `the largest float overflows to infinity under the other rules`(_ rule: E8M0Rule) {
    let largest = Float.greatestFiniteMagnitude
    let encoding = Encoding([largest, -largest, 1e38], as: Self.mxfp4(rule))
    #expect(encoding.values == [.infinity, -.infinity, 0x1p126])
    #expect(encoding.saturated == [0])
  }
}
