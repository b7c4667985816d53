import QuantCore
import Testing

struct GroupIntegerTests {
  static func int4(_ scaleType: ScaleType) -> GroupInteger {
    GroupInteger(
      id: FormatID(name: "int4-g128"), bits: 4, groupSize: 128, scaleType: scaleType)
  }

  @Test func `values on ties have the golden codes with an F32 scale`() {
    let encoding = Encoding(MXFP4Tests.ties, as: Self.int4(.f32))
    #expect(encoding.scales.map(\.value) == [7 / 7.5])
    #expect(encoding.scaleCodes == [(Float(7) / 7.5).bitPattern])
    #expect(encoding.digits == "889999AAABBCCDEF8887776665543331")
    #expect(encoding.tensorScale == nil)
  }

  @Test func `codes run from the lowest integer upwards`() {
    let grid = Self.int4(.f16).element
    #expect(grid.name == "INT4")
    #expect(grid.values == (-8...7).map { Float($0) })
    #expect(grid.largest == 8)
  }

  @Test func `a positive maximum saturates half a step beyond the largest code`() {
    let encoding = Encoding([7.5, -7.5, 7, 6.5, 5.5, -0.5], as: Self.int4(.f16))
    #expect(encoding.scaleCodes == [0x3c00])
    #expect(encoding.codes == [15, 0, 15, 14, 14, 8])
    #expect(encoding.values == [7, -8, 7, 6, 6, 0])
    #expect(encoding.saturated == [1], "7.5 rounds to 8; -7.5 rounds to -8, which exists")
  }

  @Test func `codes are made with the rounded scale`() {
    // 7/7.5 is 0.93333, and 0.93310547 in F16. Between 4.5 times either lies 4.1995.
    let values: [Float] = [7, 4.1995]
    let half = Encoding(values, as: Self.int4(.f16))
    let single = Encoding(values, as: Self.int4(.f32))
    #expect(half.scales.map(\.value) == [0.93310547])
    #expect(half.codes[1] == 13)
    #expect(single.codes[1] == 12)
  }

  @Test func `groups start anew with each row and a short one stands alone`() {
    let row = Array(repeating: Float(7.5), count: 128) + [15, -15]
    let encoding = Encoding(row + row, columns: 130, as: Self.int4(.f16))
    #expect(encoding.scales.map(\.value) == [1, 2, 1, 2])
    #expect(encoding.values[127...130] == [7, 14, -16, 7])
    #expect(encoding.saturated == [128, 1, 128, 1])
  }

  @Test(arguments: [ScaleType.f16, .f32])
  func `a zero group has scale 0 and values 0`(_ scaleType: ScaleType) {
    let encoding = Encoding([0, -0.0, 0], as: Self.int4(scaleType))
    #expect(encoding.scaleCodes == [0])
    #expect(encoding.codes == [8, 8, 8])
    #expect(encoding.bits == [0, 0, 0])
    #expect(encoding.saturated == [0])
  }

  @Test func `an F16 scale saturates at 65504`() {
    let encoding = Encoding([1e38, -1e38, 65504], as: Self.int4(.f16))
    #expect(encoding.scaleCodes == [0x7bff])
    let largest: Float = 65504
    #expect(encoding.values == [7 * largest, -8 * largest, largest])
    #expect(encoding.saturated == [2])
  }

  @Test func `an F16 scale never rounds to zero`() {
    let encoding = Encoding([1e-30, -1e-30], as: Self.int4(.f16))
    #expect(encoding.scaleCodes == [1])
    #expect(encoding.scales[0].value == 0x1p-24)
    #expect(encoding.values == [0, 0])
  }

  @Test func `an F16 scale may be subnormal`() {
    let encoding = Encoding([7.5 * 0x3p-24, -0x6p-24], as: Self.int4(.f16))
    #expect(encoding.scaleCodes == [3])
    #expect(encoding.values == [7 * 0x3p-24, -0x6p-24])
  }

  @Test func `an F32 scale that underflows gives value zero`() {
    let tiny = Float.leastNonzeroMagnitude
    let encoding = Encoding([tiny, -tiny, 0], as: Self.int4(.f32))
    #expect(encoding.scaleCodes == [0])
    #expect(encoding.codes == [8, 8, 8])
    #expect(encoding.values == [0, 0, 0])
    #expect(encoding.saturated == [0])
  }

  @Test func `an F32 scale overflows at the lowest code of the largest floats`() {
    let largest = Float.greatestFiniteMagnitude
    let encoding = Encoding([-largest, largest, 0], as: Self.int4(.f32))
    #expect(encoding.values[0] == -.infinity)
    #expect(encoding.values[1] == 7 * (largest / 7.5))
    #expect(encoding.values[2] == 0)
  }

  @Test(arguments: 2...8)
  func `every width uses its whole range`(_ bits: Int) {
    let format = GroupInteger(
      id: FormatID(name: "int\(bits)-g16"), bits: bits, groupSize: 16, scaleType: .f32)
    let half = 1 << (bits - 1)
    let amax = Float(half) - 0.5
    // amax ties between half - 1 and half; the even one is half, which only the negative side has.
    let encoding = Encoding([amax, -amax, Float(half - 1)], as: format)
    #expect(encoding.scales.map(\.value) == [1])
    #expect(encoding.codes == [UInt8(2 * half - 1), 0, UInt8(2 * half - 1)])
  }
}
