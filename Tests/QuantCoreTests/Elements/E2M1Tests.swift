import TestSupport
import Testing

@testable import QuantCore

struct E2M1Tests {
  /// Low halves of a float's bits beside which rounding changes.
  private static let lowHalves: [UInt32] = [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff]

  @Test func `counting thresholds agrees with rounding the bits`() {
    var differences: [Float] = []
    for high in UInt32(0)...0xffff {
      for low in Self.lowHalves {
        let value = Float(bitPattern: high << 16 | low)
        if E2M1.encode(value) != MiniFloat.e2m1.encode(value) { differences.append(value) }
      }
    }
    #expect(differences.prefix(5) == [])
  }

  @Test func `both agree on random bits`() {
    var random = SplitMix64(seed: 0xe2a1)
    var differences: [Float] = []
    for _ in 0..<1_000_000 {
      let value = random.anyFloat()
      if E2M1.encode(value) != MiniFloat.e2m1.encode(value) { differences.append(value) }
    }
    #expect(differences.prefix(5) == [])
  }

  @Test func `a block is divided by its scale before it is rounded`() {
    let (codes, saturated) = encode([0, -0.0, 1, -3, 12, 24, 24.5, -48], divisor: 4)
    #expect(codes == [0, 8, 0, 0xa, 5, 7, 7, 0xf])
    #expect(saturated == 2, "24.5 and -48 lie beyond 24; 24 itself doesn't")
  }

  @Test func `a divisor of zero gives code zero everywhere`() {
    let (codes, saturated) = encode([1, -1, 0, .greatestFiniteMagnitude], divisor: 0)
    #expect(codes == [0, 0, 0, 0])
    #expect(saturated == 0)
  }

  @Test func `decoding multiplies the grid's value`() {
    let codes = (0...15).map { UInt8($0) }
    var values = [Float](repeating: .nan, count: 16)
    var writable = values.mutableSpan
    E2M1.decode(
      codes.span, grid: ElementGrid(.e2m1).values, multiplier: 0.25, into: &writable)
    #expect(values[...7] == [0, 0.125, 0.25, 0.375, 0.5, 0.75, 1, 1.5])
    #expect(values[8...] == [0, -0.125, -0.25, -0.375, -0.5, -0.75, -1, -1.5])
    #expect(values[8].sign == .minus)
  }

  private func encode(_ values: [Float], divisor: Float) -> (codes: [UInt8], saturated: Int) {
    var codes = [UInt8](repeating: 0xaa, count: values.count)
    var writable = codes.mutableSpan
    let saturated = E2M1.encode(values.span, divisor: divisor, into: &writable)
    return (codes, saturated)
  }
}
