import QuantCore
import TestSupport
import Testing

@testable import TensorFiles

struct FloatDecodingTests {
  @Test func `every binary16 pattern is what QuantCore says`() {
    for bits in UInt16.min...UInt16.max {
      #expect(agree(FloatDecoding.f16(bits), Binary16.decode(bits)), "pattern \(bits)")
    }
  }

  @Test func `every binary16 pattern is what the hardware's type says`() {
    for bits in UInt16.min...UInt16.max {
      let expected = Float(Float16(bitPattern: bits))
      let found = FloatDecoding.f16(bits)
      #expect(
        found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN),
        "pattern \(bits): \(found), expected \(expected)")
    }
  }

  @Test func `every E4M3 code is sign, mantissa and power of two`() {
    for code in UInt8.min...UInt8.max {
      let expected = arithmetic(code, mantissaBits: 3, bias: 7)
      let isNaN = code == 0x7F || code == 0xFF
      #expect(agree(FloatDecoding.f8e4m3Values[Int(code)], isNaN ? .nan : expected), "code \(code)")
    }
    #expect(FloatDecoding.f8e4m3Values[0x7E] == 448)
  }

  @Test func `every E5M2 code is sign, mantissa and power of two`() {
    for code in UInt8.min...UInt8.max {
      var expected = arithmetic(code, mantissaBits: 2, bias: 15)
      if code & 0x7C == 0x7C {
        expected = code & 3 == 0 ? (code < 0x80 ? .infinity : -.infinity) : .nan
      }
      #expect(agree(FloatDecoding.f8e5m2Values[Int(code)], expected), "code \(code)")
    }
    #expect(FloatDecoding.f8e5m2Values[0x7B] == 57344)
  }

  private static let roundings: [(Double, Float)] = [
    (0x1.000001p0, 1),  // a tie goes to the even neighbour
    (0x1.000003p0, 0x1.000004p0),
    (0x1.0000010000001p0, 0x1.000002p0),
    (0x1.fffffep127, Float.greatestFiniteMagnitude),
    (0x1.ffffffp127, .infinity), (1e300, .infinity), (-1e300, -.infinity),
    (0x1p-150, 0), (0x1.8p-150, 0x1p-149), (-0.0, -0.0), (-.infinity, -.infinity),
  ]

  @Test(arguments: roundings)
  func `binary64 rounds to nearest even and overflows to infinity`(value: Double, expected: Float) {
    #expect(FloatDecoding.f64(value.bitPattern).bitPattern == expected.bitPattern)
  }

  @Test func `NaN stays NaN`() {
    #expect(FloatDecoding.f64(Double.nan.bitPattern).isNaN)
    #expect(FloatDecoding.f16(0xFC01).isNaN)
  }

  /// The value by the formula of the specification, in binary64, without special values.
  private func arithmetic(_ code: UInt8, mantissaBits: Int, bias: Int) -> Float {
    let exponent = Int(code & 0x7F) >> mantissaBits
    let mantissa = Double(Int(code) & (1 << mantissaBits - 1)) / Double(1 << mantissaBits)
    var value = exponent == 0 ? mantissa : 1 + mantissa
    let power = max(exponent, 1) - bias
    for _ in 0..<abs(power) { value = power < 0 ? value / 2 : value * 2 }
    return Float(code < 0x80 ? value : -value)
  }

  private func agree(_ left: Float, _ right: Float) -> Bool {
    left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
  }
}
