extension PartTable {
  private static let memory = Fact.Source.unverified("data sheet, from memory")
  private static let brief = Fact.Source.cited("NVIDIA's Blackwell brief, cited by DataCrunch")
  private static let hopper = Fact.Source.cited("Hugging Face's table of accelerators")
  private static let openMetal = Fact.Source.cited("OpenMetal on the H200")
  private static let corner = Fact.Source.cited("Hardware Corner, RTX 5090 and PRO 6000")

  /// NVIDIA's parts.
  ///
  /// Rates that are multiples of units and clock are so checked; the note says of what.
  static let nvidia: [Part] = [
    row(
      "A100", .sm80, bandwidth: Fact(2.04, memory), memory: Fact(80, memory),
      power: Fact(400, memory),
      peaks: [
        (.f32, 19.5, memory), (.tf32, 156, memory),
        (.bf16, 312, .cited("NVIDIA; 108 units x 1.41 GHz x 2048")), (.int8, 624, memory),
        (.int4, 1248, memory),
      ]),
    row(
      "H100", .sm90, bandwidth: Fact(3.35, hopper), memory: Fact(80, hopper),
      power: Fact(700, .cited("SXM; comparison of H100 and H200")),
      peaks: [
        (.f32, 67, memory), (.tf32, 494.7, memory), (.bf16, 989, hopper), (.fp8, 1979, hopper),
        (.int8, 1979, hopper),
      ]),
    row(
      "H200", .sm90, bandwidth: Fact(4.8, openMetal), memory: Fact(141, openMetal),
      power: Fact(700, openMetal),
      peaks: [
        (.f32, 67, memory), (.tf32, 494.7, memory), (.bf16, 989, hopper), (.fp8, 1979, hopper),
        (.int8, 1979, hopper),
      ]),
    row(
      "B200", .sm100, bandwidth: Fact(7.7, brief), memory: Fact(180, brief),
      power: Fact(1000, brief),
      peaks: [
        (.f32, 75, .unverified("sources say 37 and 75")), (.tf32, 1100, brief),
        (.bf16, 2250, brief),
        (.fp8, 4500, brief), (.fp6, 4500, brief), (.fp4, 9000, brief), (.int8, 4500, brief),
      ]),
    row(
      "B300", .sm103, bandwidth: Fact(8, brief), memory: Fact(288, brief),
      power: Fact(1400, .unverified("sources say 1100 and 1400")),
      peaks: [
        (.f32, 75, .unverified("sources say 37 and 75")), (.tf32, 1100, brief),
        (.bf16, 2250, brief),
        (.fp8, 4500, brief), (.fp6, 4500, brief),
        (.fp4, 14000, .unverified("sources say 13.1 and 14 PFLOP/s")),
        (.int8, 150, .unverified("most say cut to 150, one 4500")),
      ]),
    row(
      "L40S", .sm89, bandwidth: Fact(0.864, .cited("L40S product pages")),
      memory: Fact(48, memory), power: Fact(350, memory),
      peaks: [
        (.f32, 91.6, memory), (.tf32, 183, memory), (.bf16, 362, memory), (.fp8, 733, memory),
        (.int8, 733, memory), (.int4, 733, memory),
      ]),
    row(
      "RTX 5090", .sm120, bandwidth: Fact(1.792, corner), memory: Fact(32, corner),
      power: Fact(575, corner), peaks: geForce),
    row(
      "RTX PRO 6000", .sm120, bandwidth: Fact(1.792, corner), memory: Fact(96, corner),
      power: Fact(600, corner), peaks: workstation),
  ]

  private static let geForce: [(Operand, Double, Fact.Source)] = {
    let product = Fact.Source.unverified("white paper, from memory; 170 units x 2.407 GHz")
    let sum = Fact.Source.unverified("with FP32 sums; twice that with FP16 sums")
    return [
      (.f32, 104.8, product), (.tf32, 104.8, memory), (.bf16, 209.5, sum), (.fp8, 419, sum),
      (.fp6, 419, sum), (.fp4, 1676, product), (.int8, 838, product),
    ]
  }()

  private static let workstation: [(Operand, Double, Fact.Source)] = {
    let product = Fact.Source.unverified("white paper, from memory; 188 units x 2.617 GHz")
    let open = Fact.Source.unverified("an aggregator lists half of it with FP32 sums")
    return [
      (.f32, 125, .cited("NVIDIA's keynote, RTX PRO 6000")), (.tf32, 251.9, memory),
      (.bf16, 503.8, open), (.fp8, 1007.6, open), (.fp6, 1007.6, open), (.fp4, 2015, product),
      (.int8, 1007.6, product),
    ]
  }()
}
