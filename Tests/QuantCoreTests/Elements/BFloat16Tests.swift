import QuantCore
import TestSupport
import Testing

struct BFloat16Tests {
  @Test func `every pattern has the value of the formula`() {
    var wrong: [UInt16] = []
    for bits in UInt16(0)...0x7fff {
      let positive = BFloat16.decode(bits)
      let negative = BFloat16.decode(bits | 0x8000)
      let isRight =
        Self.value(bits).map { Double(positive) == $0 && Double(negative) == -$0 }
        ?? (positive.isNaN && negative.isNaN)
      if !isRight || positive.sign == .minus || negative.sign == .plus { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `every pattern encodes back to itself`() {
    var wrong: [UInt16] = []
    for bits in UInt16(0)...0xffff where !BFloat16.decode(bits).isNaN {
      if BFloat16.encode(BFloat16.decode(bits)) != bits { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `NaN stays NaN with its sign, also where only low bits say so`() {
    let patterns: [UInt32] = [0x7f80_0001, 0x7f80_ffff, 0x7fc0_0000, 0x7fff_ffff]
    for pattern in patterns.flatMap({ [$0, $0 | 0x8000_0000] }) {
      let bits = BFloat16.encode(Float(bitPattern: pattern))
      #expect(BFloat16.decode(bits).isNaN)
      #expect(bits >> 15 == UInt16(pattern >> 31))
    }
  }

  @Test func `the midpoint of every neighbouring pair goes to the even pattern`() {
    var wrong: [UInt16] = []
    for bits in UInt16(0)...0x7f7f {
      let midpoint = Float(bitPattern: UInt32(bits) << 16 | 0x8000)
      let even = bits & 1 == 0 ? bits : bits + 1
      let isRight =
        BFloat16.encode(midpoint) == even && BFloat16.encode(-midpoint) == even | 0x8000
        && BFloat16.encode(midpoint.nextDown) == bits
        && BFloat16.encode(midpoint.nextUp) == bits + 1
      if !isRight { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `rounding goes to the nearer of two neighbours on random bits`() {
    var random = SplitMix64(seed: 0xbf16)
    var wrong: [Float] = []
    for _ in 0..<2_000_000 {
      let value = random.anyFloat()
      if value.isFinite, BFloat16.encode(value) != Self.nearest(value) { wrong.append(value) }
    }
    #expect(wrong.prefix(5) == [])
  }

  /// The nearer neighbour by distances in F64; infinity stands for 2^128 as in IEEE 754.
  private static func nearest(_ value: Float) -> UInt16 {
    let below = UInt16(value.bitPattern >> 16)
    let above = below + 1
    let magnitude = Double(value.magnitude)
    let low = Double(BFloat16.decode(below & 0x7fff))
    let high = above & 0x7fff == 0x7f80 ? 0x1p128 : Double(BFloat16.decode(above & 0x7fff))
    if magnitude - low == high - magnitude { return below & 1 == 0 ? below : above }
    return magnitude - low < high - magnitude ? below : above
  }

  /// The value of a positive pattern; nil for NaN.
  private static func value(_ bits: UInt16) -> Double? {
    let (field, mantissa) = (Int(bits) / 128, Double(bits % 128))
    return switch field {
    case 255: mantissa == 0 ? .infinity : nil
    case 0: mantissa * powerOfTwo(-133)
    default: (1 + mantissa / 128) * powerOfTwo(field - 127)
    }
  }
}
