import QuantCore
import TestSupport
import Testing

struct E8M0RuleTests {
  /// The bytes of floor, ceil, rceil, even for an amax.
  struct Row: Sendable, CustomTestStringConvertible {
    let element: MiniFloat
    let amax: Float
    let bytes: [UInt8]
    var testDescription: String { "\(element.name) \(amax)" }
  }

  static let rows = [
    Row(element: .e2m1, amax: 4, bytes: [127, 127, 127, 127]),
    Row(element: .e2m1, amax: 5, bytes: [127, 128, 127, 127]),
    Row(element: .e2m1, amax: 6, bytes: [127, 128, 127, 127]),
    Row(element: .e2m1, amax: 6.5, bytes: [127, 128, 128, 127]),
    Row(element: .e2m1, amax: 7, bytes: [127, 128, 128, 128]),
    Row(element: .e2m1, amax: 7.5, bytes: [127, 128, 128, 128]),
    Row(element: .e2m1, amax: 0.0123, bytes: [118, 119, 119, 118]),
    Row(element: .e4m3, amax: 448, bytes: [127, 128, 127, 127]),
    Row(element: .e4m3, amax: 464, bytes: [127, 128, 128, 127]),
    Row(element: .e4m3, amax: 480, bytes: [127, 128, 128, 127]),
    Row(element: .e4m3, amax: 496, bytes: [127, 128, 128, 128]),
    Row(element: .e2m1, amax: 0, bytes: [0, 0, 0, 0]),
    Row(element: .e2m1, amax: .leastNonzeroMagnitude, bytes: [0, 0, 0, 0]),
    Row(element: .e2m1, amax: .leastNormalMagnitude, bytes: [0, 0, 0, 0]),
    Row(element: .e2m1, amax: 0x1p-125, bytes: [0, 0, 0, 0]),
    Row(element: .e2m1, amax: 0x1p-124, bytes: [1, 1, 1, 1]),
    Row(element: .e2m1, amax: .greatestFiniteMagnitude, bytes: [252, 253, 253, 253]),
    Row(element: .e4m3, amax: .greatestFiniteMagnitude, bytes: [246, 247, 247, 247]),
    Row(element: .e5m2, amax: .greatestFiniteMagnitude, bytes: [239, 240, 240, 240]),
    Row(element: .e2m3, amax: 7.5, bytes: [127, 128, 127, 127]),
    Row(element: .e2m3, amax: 7.75, bytes: [127, 128, 128, 128]),
    Row(element: .e3m2, amax: 28, bytes: [127, 128, 127, 127]),
    Row(element: .e3m2, amax: 30, bytes: [127, 128, 128, 128]),
  ]

  @Test(arguments: rows)
  func `the byte is the one worked out by hand`(_ row: Row) {
    let rules: [E8M0Rule] = [.floor, .ceil, .rceil, .even]
    #expect(rules.map { $0.code(amax: row.amax, element: row.element) } == row.bytes)
  }

  static let elements =
    [MiniFloat.e2m1, .e2m3, .e3m2, .e4m3, .e5m2].map { ElementRange($0) } + [.mxint8]

  @Test(arguments: E8M0Rule.allCases)
  func `every power of two and its neighbours give the exact exponent`(_ rule: E8M0Rule) {
    for element in Self.elements {
      var wrong: [Float] = []
      for exponent in -149...127 {
        let power = Float(powerOfTwo(exponent))
        for amax in [power.nextDown, power, power.nextUp]
        where rule.code(amax: amax, range: element) != exact(rule, amax, element) {
          wrong.append(amax)
        }
      }
      #expect(wrong.prefix(5) == [], "\(element)")
    }
  }

  @Test(arguments: E8M0Rule.allCases)
  func `the edges of each binade give the exact exponent`(_ rule: E8M0Rule) {
    // Significands beside which some rule changes its mind: 1.5, 1.75, 1.875, 1.9375, 127/64 and 255/128.
    for element in Self.elements {
      var wrong: [Float] = []
      for exponent in -126...127 {
        for significand: Float in [
          1.5, 1.75, 1.875, 1.9375, 1.984375, 1.9921875, 2 * (1 - 0x1p-24),
        ] {
          let edge = Float(powerOfTwo(exponent)) * significand
          for amax in [edge.nextDown, edge, edge.nextUp]
          where amax.isFinite
            && rule.code(amax: amax, range: element) != exact(rule, amax, element)
          {
            wrong.append(amax)
          }
        }
      }
      #expect(wrong.prefix(5) == [], "\(element)")
    }
  }

  @Test(arguments: E8M0Rule.allCases)
  func `random magnitudes give the exact exponent`(_ rule: E8M0Rule) {
    var random = SplitMix64(seed: 0xe8)
    var wrong: [Float] = []
    for _ in 0..<100_000 {
      let amax = random.anyFloat().magnitude
      guard amax.isFinite else { continue }
      for element in Self.elements
      where rule.code(amax: amax, range: element) != exact(rule, amax, element) {
        wrong.append(amax)
      }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `rceil is the smallest scale under which nothing saturates`() {
    var random = SplitMix64(seed: 0x7ce11)
    for element in Self.elements {
      var wrong: [Float] = []
      for _ in 0..<100_000 {
        // Normal amax and quotient: there the rounding of the quotient changes nothing. No scale exceeds 2^127.
        let amax = random.anyFloat().magnitude
        guard amax < 0x1p127, amax > 0x1p-100 else { continue }
        let scale = Double(E8M0.decode(E8M0Rule.rceil.code(amax: amax, range: element)))
        let fits = Double(amax) <= scale * Double(element.largest)
        let fitsSmaller = Double(amax) <= scale / 2 * Double(element.largest)
        if !fits || fitsSmaller { wrong.append(amax) }
      }
      #expect(wrong.prefix(5) == [], "\(element)")
    }
  }

  /// The rule's byte with the logarithms taken of F64 numbers, where every F32 is normal.
  private func exact(_ rule: E8M0Rule, _ amax: Float, _ element: ElementRange) -> UInt8 {
    guard amax > 0 else { return 0 }
    let wide = Double(amax)
    let emax = element.largestExponent
    let exponent: Int
    switch rule {
    case .floor:
      exponent = Int(wide.exponent) - emax
    case .ceil:
      exponent = ceilLog2(wide) - emax
    case .rceil:
      let quotient = Float(wide / Double(element.largest))
      exponent = quotient == 0 ? -1000 : ceilLog2(Double(quotient))
    case .even:
      let threshold = 2 - powerOfTwo(-element.mantissaBits - 1)
      exponent = Int(wide.exponent) + (wide.significand >= threshold ? 1 : 0) - emax
    }
    return UInt8(min(max(exponent, -127), 127) + 127)
  }

  private func ceilLog2(_ value: Double) -> Int {
    let floor = Int(value.exponent)
    return powerOfTwo(floor) == value ? floor : floor + 1
  }
}
