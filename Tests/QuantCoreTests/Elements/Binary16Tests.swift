import QuantCore
import TestSupport
import Testing

struct Binary16Tests {
  @Test func `every pattern has the value of the formula`() {
    var wrong: [UInt16] = []
    for bits in UInt16(0)...0x7fff {
      let positive = Binary16.decode(bits)
      let negative = Binary16.decode(bits | 0x8000)
      let isRight =
        Self.value(bits).map { Double(positive) == $0 && Double(negative) == -$0 }
        ?? (positive.isNaN && negative.isNaN)
      if !isRight || positive.sign == .minus || negative.sign == .plus { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `every pattern encodes back to itself`() {
    var wrong: [UInt16] = []
    for bits in UInt16(0)...0xffff where !Binary16.decode(bits).isNaN {
      if Binary16.encode(Binary16.decode(bits)) != bits { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `NaN stays NaN with its sign`() {
    for bits in UInt16(0)...0xffff where bits & 0x7fff > 0x7c00 {
      let again = Binary16.encode(Binary16.decode(bits))
      #expect(again & 0x7fff > 0x7c00)
      #expect(again & 0x8000 == bits & 0x8000)
    }
  }

  @Test func `the midpoint of every neighbouring pair goes to the even pattern`() {
    var wrong: [UInt16] = []
    for bits in UInt16(0)..<0x7bff {
      let midpoint = (Binary16.decode(bits) + Binary16.decode(bits + 1)) / 2
      let even = bits & 1 == 0 ? bits : bits + 1
      let isRight =
        Binary16.encode(midpoint) == even && Binary16.encode(-midpoint) == even | 0x8000
        && Binary16.encode(midpoint.nextDown) == bits
        && Binary16.encode(midpoint.nextUp) == bits + 1
      if !isRight { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test(
    arguments: [
      (65504, 0x7bff), (65519.996, 0x7bff), (65520, 0x7c00), (1e30, 0x7c00), (.infinity, 0x7c00),
    ] as [(Float, UInt16)])
  func `magnitudes that round beyond 65504 become infinite`(value: Float, bits: UInt16) {
    #expect(Binary16.encode(value) == bits)
    #expect(Binary16.encode(-value) == bits | 0x8000)
  }

  @Test(
    arguments: [
      (0, 0), (.leastNonzeroMagnitude, 0), (0x1p-25, 0), (0x1.000002p-25, 1), (0x1p-24, 1),
    ] as [(Float, UInt16)])
  func `the smallest magnitudes vanish with their sign`(value: Float, bits: UInt16) {
    #expect(Binary16.encode(value) == bits)
    #expect(Binary16.encode(-value) == bits | 0x8000)
  }

  // Swift has no Float16 on Intel Macs.
  #if arch(arm64) || (arch(x86_64) && !os(macOS))
  @Test func `every pattern equals Float16`() {
    var wrong: [UInt16] = []
    for bits in UInt16(0)...0xffff where !Float16(bitPattern: bits).isNaN {
      let expected = Float(Float16(bitPattern: bits))
      if Binary16.decode(bits).bitPattern != expected.bitPattern { wrong.append(bits) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `rounding equals Float16 on random bits`() {
    var random = SplitMix64(seed: 0xf16)
    var wrong: [Float] = []
    for _ in 0..<2_000_000 {
      let value = random.anyFloat()
      if !value.isNaN, Binary16.encode(value) != Float16(value).bitPattern { wrong.append(value) }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `rounding equals Float16 where halves are`() {
    var random = SplitMix64(seed: 0x16f)
    var wrong: [Float] = []
    for _ in 0..<2_000_000 {
      // Exponents from 2^-27 to 2^17, where the answer is neither zero nor infinite for most.
      let field = 100 + UInt32(random.next() % 45)
      let value = Float(bitPattern: field << 23 | UInt32(random.next() & 0x807f_ffff))
      if Binary16.encode(value) != Float16(value).bitPattern { wrong.append(value) }
    }
    #expect(wrong.prefix(5) == [])
  }
  #endif

  /// The value of a positive pattern; nil for NaN.
  private static func value(_ bits: UInt16) -> Double? {
    let (field, mantissa) = (Int(bits) / 1024, Double(bits % 1024))
    return switch field {
    case 31: mantissa == 0 ? .infinity : nil
    case 0: mantissa * powerOfTwo(-24)
    default: (1 + mantissa / 1024) * powerOfTwo(field - 15)
    }
  }
}
