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
