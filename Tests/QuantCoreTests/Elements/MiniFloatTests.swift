import Testing

@testable import QuantCore

struct MiniFloatTests {
  /// What the specification's table says of a type, without reference to its code.
  struct Specimen: Sendable, CustomTestStringConvertible {
    let type: MiniFloat
    let finiteCodes: Int
    let smallest: Double
    let largest: Double
    let largestExponent: Int
    /// The value of a positive finite code.
    let value: @Sendable (Int) -> Double
    var testDescription: String { type.name }
  }

  static let e2m1 = Specimen(
    type: .e2m1, finiteCodes: 8, smallest: 0.5, largest: 6, largestExponent: 2
  ) { [0, 0.5, 1, 1.5, 2, 3, 4, 6][$0] }

  static let e4m3 = Specimen(
    type: .e4m3, finiteCodes: 127, smallest: 0x1p-9, largest: 448, largestExponent: 8
  ) { code in
    let (field, mantissa) = (code / 8, Double(code % 8))
    return field == 0 ? mantissa / 512 : (1 + mantissa / 8) * powerOfTwo(field - 7)
  }

  static let e5m2 = Specimen(
    type: .e5m2, finiteCodes: 124, smallest: 0x1p-16, largest: 57344, largestExponent: 15
  ) { code in
    let (field, mantissa) = (code / 4, Double(code % 4))
    return field == 0 ? mantissa / 65536 : (1 + mantissa / 4) * powerOfTwo(field - 15)
  }

  static let specimens = [e2m1, e4m3, e5m2]

  @Test(arguments: specimens)
  func `every finite code has the value of the specification`(_ specimen: Specimen) {
    let type = specimen.type
    for code in 0..<specimen.finiteCodes {
      #expect(Double(type.decode(UInt8(code))) == specimen.value(code))
      let negative = type.decode(UInt8(code) | type.signBit)
      #expect(Double(negative) == -specimen.value(code))
      #expect(negative.sign == .minus)
    }
  }

  @Test(arguments: specimens)
  func `the limits are those of the specification`(_ specimen: Specimen) {
    let type = specimen.type
    #expect(Int(type.largestCode) == specimen.finiteCodes - 1)
    #expect(Double(type.largest) == specimen.largest)
    #expect(type.largestExponent == specimen.largestExponent)
    #expect(Double(type.decode(1)) == specimen.smallest)
    #expect(type.codeCount == 2 * Int(type.signBit))
  }

  @Test(arguments: specimens)
  func `every finite code encodes back to itself`(_ specimen: Specimen) {
    for code in 0..<specimen.finiteCodes {
      for signed in [UInt8(code), UInt8(code) | specimen.type.signBit] {
        #expect(specimen.type.encode(specimen.type.decode(signed)) == signed)
      }
    }
  }

  @Test(arguments: specimens)
  func `the midpoint of every neighbouring pair goes to the even code`(_ specimen: Specimen) {
    for code in 1..<specimen.finiteCodes {
      let midpoint = midpoint(specimen, below: code)
      let even = UInt8(code % 2 == 0 ? code : code - 1)
      #expect(specimen.type.encode(midpoint) == even)
      #expect(specimen.type.encode(-midpoint) == even | specimen.type.signBit)
    }
  }

  @Test(arguments: specimens)
  func `floats beside a midpoint go to the nearer neighbour`(_ specimen: Specimen) {
    for code in 1..<specimen.finiteCodes {
      let midpoint = midpoint(specimen, below: code)
      let sign = specimen.type.signBit
      #expect(specimen.type.encode(midpoint.nextDown) == UInt8(code - 1))
      #expect(specimen.type.encode(midpoint.nextUp) == UInt8(code))
      #expect(specimen.type.encode(-midpoint.nextDown) == UInt8(code - 1) | sign)
      #expect(specimen.type.encode(-midpoint.nextUp) == UInt8(code) | sign)
    }
  }

  @Test(arguments: specimens)
  func `floats beside a value go to it`(_ specimen: Specimen) {
    for code in 0..<specimen.finiteCodes {
      let value = specimen.type.decode(UInt8(code))
      #expect(specimen.type.encode(value.nextUp) == UInt8(code))
      if code > 0 { #expect(specimen.type.encode(value.nextDown) == UInt8(code)) }
    }
  }

  @Test(arguments: specimens)
  func `magnitudes beyond the largest saturate`(_ specimen: Specimen) {
    let type = specimen.type
    let tooLarge: [Float] = [
      type.largest.nextUp, type.largest * 1.5, 1e30, .greatestFiniteMagnitude, .infinity,
    ]
    for value in tooLarge {
      #expect(type.encode(value) == type.largestCode)
      #expect(type.encode(-value) == type.largestCode | type.signBit)
    }
  }

  @Test(arguments: specimens)
  func `zero and what vanishes keep their sign`(_ specimen: Specimen) {
    let type = specimen.type
    let vanishing: [Float] = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude.nextDown, .leastNormalMagnitude, 1e-20,
      type.decode(1) / 2,
    ]
    for value in vanishing {
      #expect(type.encode(value) == 0)
      #expect(type.encode(-value) == type.signBit)
    }
    #expect(type.decode(type.signBit).sign == .minus)
    #expect(type.decode(type.signBit) == 0)
  }

  @Test func `E4M3 has one NaN of each sign and no infinity`() {
    let type = MiniFloat.e4m3
    let nans = (0...255).filter { type.decode(UInt8($0)).isNaN }
    let infinities = (0...255).filter { type.decode(UInt8($0)).isInfinite }
    #expect(nans == [0x7f, 0xff])
    #expect(infinities.isEmpty)
    #expect(type.encode(.nan) == 0x7f)
    #expect(type.encode(-.nan) == 0xff)
    #expect(type.encode(464) == 0x7e, "midway to what would be 480")
  }

  @Test func `E5M2 has infinities and NaN in its highest exponent`() {
    let type = MiniFloat.e5m2
    let nans = (0...255).filter { type.decode(UInt8($0)).isNaN }
    #expect(nans == [0x7d, 0x7e, 0x7f, 0xfd, 0xfe, 0xff])
    #expect(type.decode(0x7c) == .infinity)
    #expect(type.decode(0xfc) == -.infinity)
    #expect(type.decode(type.encode(.nan)).isNaN)
    #expect(type.decode(type.encode(-.nan)).isNaN)
  }

  @Test func `E2M1 has only finite codes, and NaN becomes the largest`() {
    let type = MiniFloat.e2m1
    let specials = (0...15).filter { !type.decode(UInt8($0)).isFinite }
    #expect(specials == [])
    #expect(type.encode(.nan) == 7)
    #expect(type.encode(-.nan) == 15)
  }

  /// Exact in F32 for these types.
  private func midpoint(_ specimen: Specimen, below code: Int) -> Float {
    Float((specimen.value(code - 1) + specimen.value(code)) / 2)
  }
}

/// 2^exponent, exactly.
func powerOfTwo(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}
