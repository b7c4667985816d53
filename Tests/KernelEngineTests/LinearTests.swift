import KernelEngine
import QuantCore
import TestSupport
import Testing

struct LinearTests {
  /// Those that are offered, and others that take other ways through the tiles.
  static let recipes =
    LinearRecipe.offered + [
      "mxfp4@fp8-row", "nvfp4@fp8-g128", "int4-g128@fp8-row", "int8-row@int8-g128",
      "fp8-tensor@fp8-tensor", "mxint8@mxint8", "int8-g128:asym@int8-g128", "int5-g32@int8-g32",
      "int4-g128:minmax@bf16", "q4_0@bf16",
    ]

  @Test(arguments: recipes)
  func `products are those of the decoded operands in F64, within F32's rounding`(
    id: String
  ) throws {
    let recipe = try LinearRecipe(named: id)
    #expect(recipe.id == id)
    let (outputs, inputs) = (70, 256)
    var random = SplitMix64(seed: 3)
    let weights = (0..<outputs * inputs).map { _ in Float(0.02 * random.normal()) }
    let decodedWeights = Self.decoded(weights, as: recipe.weights, columns: inputs)
    for backend in Backend.supported {
      let engine = try #require(KernelEngine(backend))
      let layer = try LinearLayer(
        recipe, weights: weights.span, outputs: outputs, inputs: inputs, engine: engine)
      // What a product is compared with has to be measured; bytes have a unit of their own only with dot instructions.
      #expect(layer.unit == .int8 || engine.exhaust(layer.unit, rounds: 1) > 0)
      for (batch, threads) in [(1, 1), (3, 2), (15, 1), (37, 3)] {
        let x = (0..<batch * inputs).map { _ in Float(random.normal()) }
        let decodedX = Self.decoded(x, as: recipe.activations, columns: inputs)
        var y = Array(repeating: Float.nan, count: batch * outputs)
        var span = y.mutableSpan
        layer.multiply(x.span, batch: batch, threads: threads, into: &span)
        var worst = 0.0
        for row in 0..<batch {
          for output in 0..<outputs {
            var sum = 0.0
            var magnitude = 0.0
            for k in 0..<inputs {
              let product =
                Double(decodedX[row * inputs + k]) * Double(decodedWeights[output * inputs + k])
              sum += product
              magnitude += product.magnitude
            }
            let error = (Double(y[row * outputs + output]) - sum).magnitude
            // Each of some hundred additions and multiplications rounds by at most 2^-24 of what was added so far.
            worst = max(worst, error / (magnitude * 0x1p-24))
          }
        }
        #expect(worst < 32, "\(backend), batch \(batch): \(worst) of F32's steps")
      }
    }
  }

  @Test(arguments: [
    ("int4-g128", "a recipe is WEIGHTS@ACTIVATIONS"), ("mxfp9@bf16", "mxfp9"),
    ("int4-g128:asym@mxfp4", "zero points"), ("f32@bf16", "there is no such product"),
    ("vq2-d2@bf16", "no single values"), ("nf4-b64@bf16", "not BF16"),
    ("mxfp4+h32@bf16", "rotated"), ("fp8-row@int8-row", "not integers"),
    ("int4-g128@int8-g128:asym", "zero points"), ("ternary@ternary", "fewer than 4 bits"),
  ])
  func `what does not go together is refused in one line`(id: String, part: String) {
    let error = #expect(throws: LinearError.self) { try LinearRecipe(named: id) }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("\n") == false)
  }

  @Test func `aliases are recipes`() throws {
    for (alias, id) in LinearRecipe.aliases {
      #expect(try LinearRecipe(named: alias).id == id)
    }
  }

  @Test func `sizes that groups do not divide are refused`() throws {
    let recipe = try LinearRecipe(named: "int4-g128@bf16")
    let weights = [Float](repeating: 1, count: 2 * 160)
    let error = #expect(throws: LinearError.self) {
      try LinearLayer(recipe, weights: weights.span, outputs: 2, inputs: 160)
    }
    #expect(error?.message.contains("a multiple of 128 inputs, found 160") == true)
  }

  @Test(arguments: ["mxfp4:mbs@bf16", "mxfp4+row-scale@bf16", "int4-g128@mxfp4:mbs"])
  func `factors beside the blocks' scales are refused`(id: String) throws {
    let recipe = try LinearRecipe(named: id)
    var random = SplitMix64(seed: 4)
    let weights = (0..<32 * 256).map { _ in Float(0.02 * random.normal()) }
    let error = #expect(throws: LinearError.self) {
      try LinearLayer(recipe, weights: weights.span, outputs: 32, inputs: 256)
    }
    #expect(error?.message.contains("factors beside") == true)
  }

  /// What an operand decodes to, by the definitions.
  private static func decoded(
    _ values: [Float], as operand: LinearRecipe.Operand, columns: Int
  ) -> [Float] {
    switch operand {
    case .f32: return values
    case .bf16: return values.map { BFloat16.decode(BFloat16.encode($0)) }
    case .quantized(let format):
      let rows = values.count / columns
      var known = ValueStatistics()
      for row in 0..<rows {
        known.add(
          values.span.extracting(row * columns..<(row + 1) * columns), row: row, column: 0)
      }
      var band = EncodedBand()
      format.codec(for: known.summary(rows: rows, columns: columns)).encode(
        values.span, columns: columns, mayHoldNonfinite: false, into: &band)
      return Array(band.decoded.prefix(values.count))
    }
  }
}
