import QuantCore
import Testing

struct E8M0Tests {
  @Test func `every code but 255 is a power of two`() {
    for code in 0...254 {
      #expect(Double(E8M0.decode(UInt8(code))) == powerOfTwo(code - 127))
    }
  }

  @Test func `code 255 is NaN`() {
    #expect(E8M0.decode(255).isNaN)
    #expect(E8M0.nan == 255)
  }

  @Test func `code 0 is a subnormal float and not zero`() {
    #expect(E8M0.decode(0).bitPattern == 0x0040_0000)
    #expect(E8M0.decode(0).isSubnormal)
  }

  @Test func `every exponent encodes to its code`() {
    for exponent in -127...127 {
      #expect(Int(E8M0.encode(exponent: exponent)) == exponent + 127)
    }
  }

  @Test(arguments: [(-128, 0), (-300, 0), (128, 254), (5000, 254)])
  func `exponents out of range are clamped`(exponent: Int, code: Int) {
    #expect(Int(E8M0.encode(exponent: exponent)) == code)
  }
}
