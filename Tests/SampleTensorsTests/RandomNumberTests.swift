import Testing

@testable import samplemaker

struct RandomNumberTests {
  @Test func `SplitMix64 gives its published sequence`() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect(random.next() == 9_817_491_932_198_370_423)
  }

  @Test func `a near-normal value has mean 0, variance 1 and kurtosis 2.9`() {
    var random = SplitMix64(seed: 7)
    let moments = Moments((0..<100_000).map { _ in Float(random.normal()) })
    #expect(abs(moments.mean) < 0.02)
    #expect(abs(moments.variance - 1) < 0.03)
    #expect(abs(moments.kurtosis - 2.9) < 0.1)
  }

  @Test func `a Laplace-like value has variance 1 and kurtosis near 6`() {
    var random = SplitMix64(seed: 8)
    let moments = Moments((0..<100_000).map { _ in Float(random.laplaceLike()) })
    #expect(abs(moments.variance - 1) < 0.05)
    #expect((5...7).contains(moments.kurtosis))
  }

  @Test func `a heavy-tailed value has variance near 1 and kurtosis well above 3`() {
    var random = SplitMix64(seed: 9)
    let moments = Moments((0..<100_000).map { _ in Float(random.heavyTailed()) })
    #expect(abs(moments.variance - 1) < 0.05)
    #expect(moments.kurtosis > 4.5)
  }

  @Test func `an index stays below its count and reaches all of it`() {
    var random = SplitMix64(seed: 10)
    #expect(Set((0..<1000).map { _ in random.index(below: 7) }) == Set(0..<7))
  }
}
