import Advisor
import Testing

struct AdviceTests {
  private func advice(_ shape: String, _ batch: Int, _ part: String) throws -> Advice {
    Advice(
      shape: try #require(LayerShape(shape)), batch: batch,
      part: try PartTable.builtIn.part(named: part))
  }

  @Test func `a crossover is the first batch from which on the other stays faster`() {
    // 20 + M/2 < 10 + M from M = 21 on.
    let slow = { (batch: Int) in 10 + Double(batch) }
    let fast = { (batch: Int) in 20 + Double(batch) / 2 }
    #expect(Crossovers.batch(from: slow, to: fast) == 21)
    #expect(Crossovers.batch(from: fast, to: slow) == nil)
    #expect(Crossovers.batch(from: fast, to: { fast($0) - 1 }) == 1)
    #expect(Crossovers.batch(from: slow, to: fast, limit: 20) == nil)
  }

  @Test func `the fastest is followed over the batch, and ties don't take turns`() throws {
    let bf16 = try LayerRecipe("bf16")
    let int4 = try LayerRecipe("a16w4")
    let runs = Crossovers.runs(
      of: [(bf16, { 10 + Double($0) }), (int4, { 20 + Double($0) / 2 }), (int4, { _ in 1e9 })])
    #expect(runs.map(\.batch) == [1, 21] && runs.map(\.recipe) == [bf16, int4])
    #expect(Crossovers.runs(of: [(bf16, { _ in 1 }), (int4, { _ in 1 })]).map(\.recipe) == [bf16])
    #expect(Crossovers.runs(of: []).isEmpty)
  }

  @Test func `weights of four bits are overtaken by eight where compute is the limit`() throws {
    let advice = try advice("4096x4096", 16, "H200")
    let crossing = try #require(
      advice.crossings.first { $0.from.id == "int4-g128@bf16" && $0.to.id == "int8-row@int8-row" })
    // INT8 is ahead once dequantized weights multiply longer than INT8 reads:
    // 33.928 ns·M > (16 809 984 + 16 384·M) bytes at 4.8 TB/s, so from M = 114.8 on.
    #expect(crossing.roofline == 115 && crossing.isEstimated)
    // By the roofline dequantizing costs nothing, so that BF16 never is ahead; measured kernels pay for it.
    let plain = try #require(advice.crossings.first { $0.to.id == "bf16@bf16" })
    #expect(plain.roofline == nil && plain.estimate != nil)
  }

  @Test func `estimates are for parts that were measured, and never below the roofline`() throws {
    for part in PartTable.builtIn.parts {
      for batch in [1, 64, 4096] {
        for cost in Advice(shape: try #require(LayerShape("8192x8192")), batch: batch, part: part)
          .costs
        {
          #expect((cost.kernel != nil) == (cost.estimate(batch: batch) != nil))
          if part.name != "H200" { #expect(cost.kernel == nil) }
          guard let estimate = cost.estimate(batch: batch) else { continue }
          #expect(estimate.seconds > cost.roofline.seconds(batch: batch), "\(cost.recipe) \(batch)")
        }
      }
    }
  }

  @Test func `where memory is the limit few bits are chosen, where compute is the fast unit`()
    throws
  {
    for part in ["B200", "RTX 5090"] {
      let advice = try advice("14336x4096", 1, part)
      #expect(advice.choice?.cost.recipe.id == "nvfp4@bf16")
      #expect(advice.choice?.reason.contains("reading the weights is the limit") == true)
      #expect(advice.prefill?.cost.recipe.id == "nvfp4@nvfp4")
      #expect(advice.prefill?.reason.contains("the FP4 rate") == true)
      #expect(advice.choice?.isFromEstimates == false)
    }
    let hopper = try advice("8192x8192", 2048, "H200")
    #expect(hopper.choice?.isFromEstimates == true)
    #expect(hopper.choice?.cost.recipe.id == "fp8-row@fp8-row")
    #expect(try advice("8192x8192", 2048, "A100").choice?.cost.recipe.id == "int8-row@int8-row")
  }

  @Test(arguments: PartTable.builtIn.parts)
  func `a choice is served, has four bits or more, and gives one sentence`(_ part: Part) throws {
    for batch in [1, 7, 300, 100_000] {
      let advice = Advice(shape: try #require(LayerShape("5120x5120")), batch: batch, part: part)
      let choice = try #require(advice.choice)
      #expect(!choice.cost.runtimes.isEmpty && choice.cost.bitsPerWeight >= 4)
      #expect(choice.reason.hasSuffix(".") && !choice.reason.contains(". "))
    }
  }

  @Test func `attention catches up with the layer as the context grows, by formula`() throws {
    let advice = try advice("4096x4096", 1, "H100")
    let growth = try #require(advice.attention)
    #expect(growth.contextOfEqualOperations == 2048)
    let cost = try #require(advice.choice?.cost)
    // 4·C·K bytes of keys and values are the layer's bytes.
    let context = cost.roofline.load.bytes(batch: 1) / (4 * 4096)
    #expect(growth.contextOfEqualBytes == context)
    #expect(growth.points.map(\.context) == AttentionGrowth.contexts)
    #expect(growth.points[1].bytes == 4 * 8192 * 4096)
    #expect(growth.points[1].seconds == 4 * 8192 * 4096 / 3.35e12)
  }

  @Test func `energy is power times time`() throws {
    let advice = try advice("8192x8192", 1, "B200")
    let cost = try #require(advice.costs.first)
    #expect(
      cost.energy(batch: 1, part: advice.part) == 1000 * cost.roofline.seconds(batch: 1))
  }
}
