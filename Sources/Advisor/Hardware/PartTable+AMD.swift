extension PartTable {
  private static let memory = Fact.Source.unverified("data sheet, from memory")
  private static let wiki = Fact.Source.cited("AI Wiki on the MI355X")
  private static let units300 = Fact.Source.cited("4096 FP8 operations a clock x 304 x 2.1 GHz")
  private static let units355 = Fact.Source.cited("AMD at ISSCC 2026: 8192 x 256 x 2.4 GHz")

  /// AMD's parts.
  ///
  /// Press figures of the MI355X of 20 PFLOP/s are not dense.
  static let amd: [Part] = [
    row(
      "MI300X", .gfx942, bandwidth: Fact(5.3, wiki), memory: Fact(192, wiki),
      power: Fact(750, wiki),
      peaks: [
        (.f32, 163.4, memory), (.tf32, 653.7, memory), (.bf16, 1307, units300),
        (.fp8, 2615, units300), (.int8, 2615, units300),
      ]),
    row(
      "MI355X", .gfx950, bandwidth: Fact(8, wiki), memory: Fact(288, wiki),
      power: Fact(1400, wiki),
      peaks: [
        (.f32, 157.3, memory), (.bf16, 2517, units355), (.fp8, 5033, units355),
        (.fp6, 10066, .unverified("16384 x 256 x 2.4 GHz; no dense figure was found")),
        (.fp4, 10066, .unverified("16384 x 256 x 2.4 GHz; no dense figure was found")),
        (.int8, 5033, .unverified("as FP8")),
      ]),
  ]
}
