import Advisor
import Testing

struct ExecutionTests {
  @Test(arguments: [
    ("bf16@bf16", "A100", Execution.Way.native, Operand.bf16),
    ("f32", "H100", .native, .f32),
    ("int4-g128@bf16", "B200", .dequantized, .bf16),
    ("int8-row@int8-row", "A100", .native, .int8),
    ("fp8-row@fp8-row", "A100", .dequantized, .bf16),
    ("fp8-row@fp8-row", "H100", .native, .fp8),
    ("fp8-128x128@fp8-g128", "H100", .grouped, .fp8),
    ("int4-g128@int8-g128", "L40S", .widened, .int8),
    ("mxfp4@int8-g32", "H200", .widened, .int8),
    ("mxfp8-e4m3@mxfp8-e4m3", "H200", .dequantized, .bf16),
    ("mxfp8-e4m3@mxfp8-e4m3", "B200", .native, .fp8),
    ("mxfp4@mxfp8-e4m3", "B300", .native, .fp8),
    ("mxfp4@mxfp4", "RTX 5090", .native, .fp4),
    ("nvfp4@nvfp4", "RTX PRO 6000", .native, .fp4),
    ("mxfp6-e2m3@mxfp6-e2m3", "B200", .native, .fp8),
    ("mxfp6-e2m3@mxfp6-e2m3", "MI355X", .native, .fp6),
    ("mxfp4@mxfp4", "MI355X", .native, .fp4),
    ("mxfp4@mxfp8-e4m3", "MI355X", .native, .fp8),
    ("nvfp4@nvfp4", "MI355X", .dequantized, .bf16),
    ("mxfp4@mxfp4", "MI300X", .dequantized, .bf16),
    ("nf4-b64@int8-row", "H100", .dequantized, .bf16),
    ("ternary@int8-row", "H100", .widened, .int8),
  ])
  func `a part carries out a recipe as its units allow`(
    _ recipe: String, _ part: String, _ way: Execution.Way, _ rate: Operand
  ) throws {
    let execution = try #require(
      Execution(of: LayerRecipe(recipe), on: PartTable.builtIn.part(named: part)))
    #expect(execution.way == way && execution.unit.rate == rate)
  }

  @Test func `recipes are read with their aliases, and what is none is named`() throws {
    #expect(try LayerRecipe("a16w4").id == "int4-g128@bf16")
    #expect(try LayerRecipe("nvfp4").id == "nvfp4@bf16")
    #expect(LayerRecipe.compared.count == 16)
    for text in ["", "@", "fp3@bf16", "bf16@bf16@bf16", "int4-g128@"] {
      #expect(throws: UnknownRecipe.self, "\(text)") { try LayerRecipe(text) }
    }
  }
}
