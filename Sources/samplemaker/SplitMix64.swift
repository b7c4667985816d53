/// The SplitMix64 generator: a counter and a mixing function, the same on every platform.
///
/// Each sample tensor starts its own generator from its own seed, so that changing one leaves the others alone.
struct SplitMix64: RandomNumberGenerator {
  private var counter: UInt64

  init(seed: UInt64) {
    counter = seed
  }

  mutating func next() -> UInt64 {
    counter &+= 0x9E37_79B9_7F4A_7C15
    var mixed = counter
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
