import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

@Suite struct RecipeRulesTests {
  private func rules(_ pairs: [(String, String)]) throws -> RecipeRules {
    RecipeRules(try SampleRecipe.make(pairs))
  }

  private func texts(_ rules: [RecipeRules.Rule]) -> [String] {
    rules.map { "\($0.text) \($0.choice)" }
  }

  @Test(arguments: 1...400) func `rules give exactly the recipe that they were made of`(
    _ seed: Int
  ) throws {
    var generator = SplitMix64(seed: UInt64(seed))
    let recipe = try SampleRecipe.random(&generator)
    let tensors = recipe.entries.map(\.tensor)
    let again = RecipeRules(recipe).applied(to: tensors)
    #expect(again.recipe == recipe)
    #expect(again.unmatched.isEmpty || again.unmatched.allSatisfy { $0.contains("*") })
  }

  @Test(arguments: 1...200) func `families hold every name once, under what happens to it`(
    _ seed: Int
  ) throws {
    var generator = SplitMix64(seed: UInt64(1000 + seed))
    let recipe = try SampleRecipe.random(&generator)
    let groups = NameFamilies(recipe.entries.map { ($0.tensor.name, $0.choice) }).groups
    let expressions = try groups.map {
      try Regex($0.family.expression).matchingSemantics(.unicodeScalar)
    }
    for entry in recipe.entries where !entry.tensor.name.contains("\u{202E}") {
      let found = expressions.indices.filter {
        (try? expressions[$0].wholeMatch(in: entry.tensor.name)) != nil
          && (try? expressions[$0].wholeMatch(in: entry.tensor.name)) ?? nil != nil
      }
      #expect(found.count == 1, "\(entry.tensor.name.debugDescription)")
      #expect(found.allSatisfy { groups[$0].thing == entry.choice })
    }
    #expect(groups.reduce(0) { $0 + $1.count } == recipe.entries.count)
  }

  @Test func `tensors of all layers that agree become one pattern`() throws {
    let rules = RecipeRules(try SampleRecipe.decoder(layers: 32))
    #expect(rules.names.count == 3, "the embedding, the head and the one layer that differs")
    #expect(texts(rules.names).contains("model.layers.31.mlp.down_proj.weight keep"))
    #expect(texts(rules.patterns).contains("model.layers.*.mlp.down_proj.weight nvfp4"))
    #expect(rules.patterns.count == 8)
  }

  @Test func `experts of a layer go together, and a whole layer before the others`() throws {
    let pairs = (0..<6).flatMap { layer in
      (0..<8).map { expert in
        ("model.layers.\(layer).experts.\(expert).w1.weight", layer == 2 ? "keep" : "mxfp4")
      }
    }
    let rules = try rules(pairs)
    #expect(rules.names.isEmpty)
    #expect(
      texts(rules.patterns) == [
        "model.layers.2.experts.*.w1.weight keep", "model.layers.*.experts.*.w1.weight mxfp4",
      ])
  }

  @Test func `a pattern that would say too much is set right by a name`() throws {
    let pairs = [
      ("a.0.w", "mxfp4"), ("a.1.w", "mxfp4"), ("a.x.w", "keep"), ("a.0.b.1.w", "nvfp4"),
    ]
    let rules = try rules(pairs)
    #expect(texts(rules.patterns) == ["a.*.w mxfp4"])
    #expect(Set(texts(rules.names)) == ["a.x.w keep", "a.0.b.1.w nvfp4"])
  }

  @Test func `names that Swift holds equal stay two`() throws {
    let recipe = try SampleRecipe.make([("é.w", "mxfp4"), ("e\u{301}.w", "nvfp4")])
    let again = RecipeRules(recipe).applied(to: recipe.entries.map(\.tensor)).recipe
    #expect(again.entries.map(\.choice) == recipe.entries.map(\.choice))
  }

  @Test func `a name counts before patterns, the first pattern before others`() throws {
    let rules = RecipeRules(
      names: [.init("a.1.w", .keep)],
      patterns: [
        .init("a.*.w", .format(FormatID(name: "mxfp4"))),
        .init("*", .format(FormatID(name: "nvfp4"))), .init("none", .keep),
      ])
    let tensors = ["a.0.w", "a.1.w", "b"].map { SampleRecipe.tensor($0) }
    let (recipe, unmatched) = rules.applied(to: tensors)
    #expect(recipe.entries.map(\.choice.description) == ["mxfp4", "keep", "nvfp4"])
    #expect(unmatched == ["none"])
  }

  @Test func `a hundred thousand tensors take a moment`() throws {
    let pairs = (0..<100).flatMap { layer in
      (0..<333).flatMap { expert in
        ["w1", "w2", "w3"].map { part in
          ("model.layers.\(layer).experts.\(expert).\(part).weight", layer < 3 ? "keep" : "mxfp4")
        }
      }
    }
    let recipe = try SampleRecipe.make(pairs)
    let rules = RecipeRules(recipe)
    #expect(rules.patterns.count + rules.names.count == 12)
    #expect(rules.applied(to: recipe.entries.map(\.tensor)).recipe == recipe)
  }
}
