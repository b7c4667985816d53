import TestSupport
import Testing

@testable import QuantCore

struct RoundedToEvenTests {
  @Test func `halves go to the even integer`() {
    for integer in -3000...3000 {
      let tie = Float(integer) + 0.5
      #expect(tie.roundedToEven == Float(integer % 2 == 0 ? integer : integer + 1))
    }
  }

  @Test func `the adder rounds as the library does`() {
    var random = SplitMix64(seed: 0x7e)
    var wrong: [Float] = []
    for _ in 0..<1_000_000 {
      let value = random.anyFloat()
      if !value.isNaN, value.roundedToEven != value.rounded(.toNearestOrEven) {
        wrong.append(value)
      }
    }
    for value in [0x1p22, 0x1p23, 0x1p24].flatMap({ [Float($0).nextDown, Float($0)] })
    where value.roundedToEven != value.rounded(.toNearestOrEven) {
      wrong.append(value)
    }
    #expect(wrong.prefix(5) == [])
  }
}
