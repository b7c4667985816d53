import QuantCore
import TestSupport
import Testing

@testable import KernelEngine

struct AttentionTests {
  struct Case: Sendable, CustomStringConvertible {
    let heads: Int
    let keyHeads: Int
    let queries: Int
    let keys: Int
    let dimension: Int
    var isCausal = false

    var description: String {
      "\(heads)/\(keyHeads) heads, \(queries)/\(keys) tokens of \(dimension)\(isCausal ? ", causal" : "")"
    }

    func input(seed: UInt64, offset: Float = 0) throws -> AttentionInput {
      var random = SplitMix64(seed: seed)
      func values(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float(random.normal() * (random.next() % 64 == 0 ? 6 : 1)) }
      }
      return try AttentionInput(
        shape: AttentionShape(
          heads: heads, keyHeads: keyHeads, queries: queries, keys: keys, dimension: dimension,
          isCausal: isCausal),
        queries: values(heads * queries * dimension),
        keys: values(keyHeads * keys * dimension).enumerated().map {
          $1 + offset * Float($0 % dimension % 5)
        },
        values: values(keyHeads * keys * dimension))
    }
  }

  static let cases = [
    Case(heads: 1, keyHeads: 1, queries: 140, keys: 140, dimension: 64),
    Case(heads: 4, keyHeads: 2, queries: 70, keys: 70, dimension: 32, isCausal: true),
    Case(heads: 2, keyHeads: 1, queries: 5, keys: 133, dimension: 128, isCausal: true),
    Case(heads: 1, keyHeads: 1, queries: 131, keys: 1, dimension: 80),
    Case(heads: 3, keyHeads: 3, queries: 1, keys: 65, dimension: 5),
  ]

  @Test(arguments: AttentionRecipe.offered.map(\.id), cases)
  func `fast attention is the definition's, bit for bit`(id: String, sizes: Case) throws {
    let recipe = try AttentionRecipe(named: id)
    let input = try sizes.input(seed: 5, offset: 1)
    let shape = input.shape
    let expected = (0..<shape.heads).flatMap { head in
      let definition = AttentionDefinition(recipe, input: input, head: head)
      return (0..<shape.queries).flatMap { definition.row($0) }
    }
    for backend in Backend.supported {
      let engine = try #require(KernelEngine(backend))
      let attention = Attention(recipe, shape: shape, engine: engine)
      for threads in [1, 3] {
        var result = [Float](repeating: .nan, count: expected.count)
        var span = result.mutableSpan
        attention.attend(input, threads: threads, into: &span)
        let worst = zip(result, expected).map { abs($0 - $1) }.max() ?? 0
        if backend == .baseline && id == "f32" {
          // Products are rounded before they are added, some hundred of them.
          #expect(worst < 1e-4, "\(backend)")
        } else {
          #expect(
            result.map(\.bitPattern) == expected.map(\.bitPattern), "\(backend) \(worst)")
        }
      }
    }
  }
}

extension AttentionTests {
  @Test(arguments: cases)
  func `attention in F64 is the reference's`(sizes: Case) throws {
    let input = try sizes.input(seed: 6)
    let shape = input.shape
    let expected = (0..<shape.heads).flatMap { head in
      let reference = AttentionReference(input, head: head)
      return (0..<shape.queries).flatMap { reference.row($0) }
    }
    for backend in Backend.supported {
      let found = Attention.exact(input, threads: 2, engine: try #require(KernelEngine(backend)))
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-12, "\(backend)")
    }
  }

  @Test func `powers of two are within a step of F32`() {
    var worst = 0.0
    for step in 0..<200_000 {
      let x = -Float(step) * 126 / 200_000
      let exact = pow2(Double(x))
      worst = max(worst, abs(Double(AttentionRounding.power(x)) / exact - 1))
    }
    #expect(worst < 0x1p-22 && AttentionRounding.power(0) == 1)
    #expect(AttentionRounding.power(-126) == 0 && AttentionRounding.power(-.infinity) == 0)
  }

  @Test func `the error of each recipe is of its formats' size`() throws {
    let sizes = Case(heads: 2, keyHeads: 2, queries: 256, keys: 256, dimension: 64)
    let input = try sizes.input(seed: 8, offset: 3)
    let exact = Attention.exact(input)
    var errors: [String: Double] = [:]
    for recipe in AttentionRecipe.offered {
      var result = [Float](repeating: 0, count: exact.count)
      var span = result.mutableSpan
      let attention = Attention(recipe, shape: input.shape)
      attention.attend(input, into: &span)
      let isDefinition = attention.agrees(with: result.span, of: input)
      #expect(isDefinition, "\(recipe.id)")
      result[0] += 1
      let isStillSo = attention.agrees(with: result.span, of: input)
      #expect(!isStillSo, "\(recipe.id)")
      result[0] -= 1
      let squares = zip(result, exact).reduce(0) {
        $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
      }
      errors[recipe.id] = (squares / Double(exact.count)).squareRoot()
    }
    func error(_ id: String) -> Double { errors[id] ?? .nan }
    #expect(error("f32") < 1e-5)
    #expect(error("fp16-flash") < error("fp16") && error("fp16") < 3e-2)
    #expect(error("fp8-tensor") > 8 * error("fp16-flash"))
    #expect(error("int8-sage") < error("int8-sage-fp8pv"))
  }

  @Test func `integers are finer without the mean that all keys share`() throws {
    let sizes = Case(heads: 2, keyHeads: 1, queries: 128, keys: 192, dimension: 64)
    let input = try sizes.input(seed: 9, offset: 12)
    let exact = Attention.exact(input)
    let errors = try ["int8-sage", "int8-sage-nosmooth"].map { id in
      var result = [Float](repeating: 0, count: exact.count)
      var span = result.mutableSpan
      Attention(try AttentionRecipe(named: id), shape: input.shape).attend(input, into: &span)
      return zip(result, exact).reduce(0) { $0 + abs(Double($1.0) - $1.1) }
    }
    #expect(errors[0] < 0.6 * errors[1], "\(errors)")
  }

  @Test(arguments: [
    (1, 1, 4, 2, 8, true, "a key for each query"), (3, 2, 4, 4, 8, false, "do not divide 3"),
    (1, 1, 4, 4, 2000, false, "at most 1024"), (0, 1, 4, 4, 8, false, "at least one"),
    (1, 1, 1 << 30, 1, 8, false, "at most 268435456"),
  ])
  func `sizes that do not go together are refused in one line`(
    heads: Int, keyHeads: Int, queries: Int, keys: Int, dimension: Int, isCausal: Bool, part: String
  ) {
    let error = #expect(throws: AttentionError.self) {
      try AttentionShape(
        heads: heads, keyHeads: keyHeads, queries: queries, keys: keys, dimension: dimension,
        isCausal: isCausal)
    }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test func `values that are not finite are refused by name`() throws {
    let shape = try AttentionShape(heads: 1, keyHeads: 1, queries: 1, keys: 1, dimension: 2)
    let error = #expect(throws: AttentionError.self) {
      try AttentionInput(shape: shape, queries: [1, 2], keys: [1, .nan], values: [0, 0])
    }
    #expect(error?.message.hasPrefix("k holds 1 NaN") == true)
  }

  @Test func `values beyond every range end as no numbers, not in a trap`() throws {
    let shape = try AttentionShape(heads: 1, keyHeads: 1, queries: 2, keys: 70, dimension: 16)
    let huge = [Float](repeating: 3e38, count: 70 * 16)
    let input = try AttentionInput(
      shape: shape, queries: Array(huge.prefix(32)), keys: huge, values: huge)
    for recipe in AttentionRecipe.offered {
      var result = [Float](repeating: 0, count: 32)
      var span = result.mutableSpan
      Attention(recipe, shape: shape).attend(input, into: &span)
      #expect(result.count == 32)
    }
  }
}

/// 2^x by F64's own exponential of halves.
private func pow2(_ x: Double) -> Double {
  let whole = x.rounded(.down)
  // 2^f by the bits of f.
  var result = 1.0
  var root = 2.0
  var fraction = x - whole
  for _ in 0..<52 {
    root = root.squareRoot()
    fraction *= 2
    if fraction >= 1 {
      result *= root
      fraction -= 1
    }
  }
  return Double(sign: .plus, exponent: Int(whole), significand: result)
}
