import KernelEngine
import Measurement

/// A peer that says what it is told to.
struct FakePeer: Peer {
  let name: String
  var remedy = "a shop"
  var found = PeerPresence.installed(version: "1.2")
  /// What it is a peer of.
  var recipes = ["f32@f32", "bf16@bf16"]
  /// What it says at each batch.
  var outcome: @Sendable (Int) -> PeerOutcome = { _ in .failed("no outcome") }

  func presence() -> PeerPresence { found }

  func setting(for recipe: LinearRecipe) -> PeerSetting? {
    recipes.contains(recipe.id) ? PeerSetting(text: "as \(name) likes", bound: 0.01) : nil
  }

  func measure(
    _ task: PeerTask, _ setting: PeerSetting, _ body: (_ batch: Int, PeerOutcome) -> Bool
  ) {
    for batch in task.batches {
      guard body(batch, outcome(batch)) else { return }
    }
  }

  /// One that always takes so long.
  static func taking(_ milliseconds: [Double], named name: String) -> FakePeer {
    FakePeer(
      name: name,
      outcome: { batch in
        .measured(
          PeerMeasurement(
            samples: Samples(milliseconds: milliseconds, coresUsed: 1), isCold: batch > 1,
            hasLargePages: false, error: 0.004, callMilliseconds: 0.5))
      })
  }

  /// Some of every kind: three that are measured, one that fails, one without the recipes, one that is not there.
  static var all: [FakePeer] {
    [
      .taking([1e9, 2e9], named: "Tortoise"), .taking([1e-9, 2e-9], named: "Hare"),
      .taking([1e-9, 1e9], named: "Moth"),
      FakePeer(name: "Ghost", outcome: { _ in .failed("it vanished") }),
      FakePeer(name: "Hermit", recipes: []),
      FakePeer(name: "Unicorn", found: .absent(reason: "none was ever seen")),
    ]
  }

  /// A report of a small layer with peers.
  static func report(
    _ peers: [any Peer], recipes: [String] = ["f32@f32", "bf16@bf16"], batches: [Int] = [1, 2],
    outputs: Int = 64, inputs: Int = 128, body: (LinearReport) -> Bool = { _ in true }
  ) throws -> LinearReport {
    try LinearBenchmark(
      engine: .shared,
      request: LinearBenchmark.Request(
        recipes: recipes.map { try LinearRecipe(named: $0) }, outputs: outputs, inputs: inputs,
        batches: batches, isHot: true, threads: 1), peers: peers
    ).run(body)
  }
}
