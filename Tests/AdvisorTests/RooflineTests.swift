import Advisor
import Testing

struct RooflineTests {
  private let square = LayerShape("4096x4096")

  private func roofline(_ recipe: String, on part: String) throws -> Roofline {
    let shape = try #require(square)
    let recipe = try LayerRecipe(recipe)
    let part = try PartTable.builtIn.part(named: part)
    return try #require(Roofline(recipe, shape: shape, part: part))
  }

  @Test func `BF16 on an H200, by hand`() throws {
    let roofline = try roofline("bf16@bf16", on: "H200")
    // 2·4096² bytes of weights and 2·(4096 + 4096) a row, at 4.8 TB/s.
    #expect(abs(roofline.seconds(batch: 1) / 6.993_92e-6 - 1) < 1e-6)
    #expect(roofline.bound(batch: 1) == .memory)
    // 2·4096²·1024 operations at 989 TFLOP/s.
    #expect(abs(roofline.seconds(batch: 1024) / 34.741_90e-6 - 1) < 1e-6)
    // 6.9905 µs / (33.928 ns − 3.4133 ns) = 229.09
    #expect(roofline.ridge() == 230)
    #expect(roofline.bound(batch: 229) == .memory && roofline.bound(batch: 230) == .compute)
  }

  @Test func `packed weights count their scales`() throws {
    // The size that the contract shows for this recipe.
    #expect(try roofline("int4-g128@int8-g128", on: "H100").load.weightBytes == 8_650_752)
    #expect(try roofline("mxfp4", on: "H100").load.weightBytes == 4.25 * 4096 * 4096 / 8)
  }

  @Test func `A16W4 on an H100 turns compute-bound where the weights alone say, or later`() throws {
    // (8 912 896 B / 3.35 TB/s) / (33.928 ns − 16 384 B / 3.35 TB/s) = 91.6
    #expect(try roofline("mxfp4@bf16", on: "H100").ridge() == 92)
    // Where activations are nothing beside weights: 989e12·4.25 / (16·3.35e12) = 78.4.
    let wide = try #require(LayerShape("16777216x16777216"))
    let part = try PartTable.builtIn.part(named: "H100")
    #expect(Roofline(try LayerRecipe("mxfp4"), shape: wide, part: part)?.ridge() == 79)
  }

  @Test func `a unit of twice the rate takes half the time where compute is the limit`() throws {
    let batch = 8192
    let fp8 = try roofline("fp8-row@fp8-row", on: "B200").seconds(batch: batch)
    let fp4 = try roofline("nvfp4@nvfp4", on: "B200").seconds(batch: batch)
    #expect(abs(fp8 / fp4 - 2) < 1e-9)
  }

  @Test func `a layer that never is compute-bound has no ridge`() throws {
    let part = try PartTable.builtIn.part(named: "H200")
    let thin = try #require(LayerShape("8x8"))
    #expect(Roofline(try LayerRecipe("bf16"), shape: thin, part: part)?.ridge() == nil)
  }

  @Test(arguments: ["0x4", "4x0", "4", "4x4x4", "axb", "", "-4x4", "99999999999x1"])
  func `shapes that are none are refused`(_ text: String) {
    #expect(LayerShape(text) == nil)
  }
}
