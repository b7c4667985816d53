import KernelEngine
import TerminalKit
import TestSupport
import Testing

@testable import Explorer
@testable import Measurement

/// The screen of attention in 8 bits.
@Suite struct AttentionScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12)]
  static let looks: [(name: String, traits: TerminalTraits)] = [
    ("blocks", .full), ("ascii", .plain),
  ]

  /// A report with round figures.
  private static func report(points: Int) throws -> AttentionReport {
    var report = AttentionReport(
      backend: "avx512", threads: 2,
      limits: MachineLimits(read: 33e9, units: [.f32: 118e9, .bf16: 236e9, .int8: 473e9]))
    let shape = try AttentionShape(
      heads: 8, keyHeads: 8, queries: 1024, keys: 1024, dimension: 64)
    for kind in AttentionSamples.allCases {
      var set = AttentionReport.Set(source: .samples(kind, seed: 1), shape: shape)
      for (index, recipe) in AttentionRecipe.offered.prefix(points).enumerated() {
        let error =
          switch recipe.values {
          case .f32: 1e-7
          case .f16: recipe.softmax == .whole ? 3e-4 : 2e-4
          default: recipe.isRotated ? 9.75e-3 : 2.25e-2
          }
        set.points.append(
          AttentionReport.Point(
            recipe: recipe, units: [.bf16, .bf16], isChecked: true,
            accuracy: AttentionAccuracy(rmse: error, relativeL1: 4 * error, cosine: 1 - error),
            samples: Samples(milliseconds: [20 + Double(index)], coresUsed: 2),
            operations: 2 * Double(shape.products), tokens: 1024))
      }
      report.sets.append(set)
    }
    return report
  }

  private func driver(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) -> Driver {
    var driver = Driver(tensors(["weight"]), columns: columns, rows: rows, traits: traits)
    driver.show(.attention)
    return driver
  }

  private func asked(_ effects: [Effect]) throws -> WorkID {
    try #require(
      effects.compactMap { effect in
        if case .measureAttention(let id) = effect { id } else { nil }
      }.first)
  }

  @Test(arguments: sizes, [0, 1])
  func `the picture`(size: (Int, Int), look: Int) throws {
    let look = Self.looks[look]
    var driver = driver(columns: size.0, rows: size.1, traits: look.traits)
    let id = try asked(driver.press("Enter"))
    driver.send(.attention(id, .finished(try Self.report(points: 11))))
    driver.press("j")
    assertSnapshot(driver.state.view(), named: "attention \(size.0)x\(size.1) \(look.name)")
  }

  @Test func `published errors are there before anything is measured`() throws {
    let driver = driver()
    #expect(driver.text.contains("Enter measures attention"))
    #expect(driver.text.contains("0.009100") && driver.text.contains("2407.08608"))
  }

  @Test func `points appear as they are measured`() async throws {
    var driver = driver()
    try await driver.finishAll()
    let id = try asked(driver.press("Enter"))
    driver.send(.attention(id, .partial(try Self.report(points: 2), of: 22)))
    #expect(driver.text.contains("measuring 4 of 22") && driver.text.contains("0.0003000"))
    driver.send(.attention(id, .finished(try Self.report(points: 11))))
    #expect(driver.state.attention.running == nil && driver.text.contains("lie in the published"))
  }

  @Test func `leaving the screen and ^C cancel, and what comes late is dropped`() throws {
    for key in ["S-Tab", "^C"] {
      var driver = driver()
      let id = try asked(driver.press("Enter"))
      #expect(driver.press(key).cancelled.contains(id))
      driver.send(.attention(id, .partial(try Self.report(points: 2), of: 22)))
      #expect(driver.state.attention.report == nil)
    }
    var driver = driver()
    let first = try asked(driver.press("Enter"))
    let effects = driver.press("Enter")
    #expect(effects.cancelled == [first])
    #expect(try asked(effects) != first)
  }

  @Test func `h and l change the set, j and k the recipe`() throws {
    var driver = driver()
    let id = try asked(driver.press("Enter"))
    driver.send(.attention(id, .finished(try Self.report(points: 11))))
    driver.press("l", "l", "j")
    #expect(driver.state.attention.set == 1 && driver.text.contains("set 2 of 2"))
    #expect(driver.text.contains("fp16: F16, scores"))
    driver.press("h", "G", "j")
    #expect(driver.state.attention.set == 0)
    #expect(driver.state.attention.selected == AttentionRecipe.offered.count - 1)
  }

  @Test func `a failure is said`() throws {
    var driver = driver()
    let id = try asked(driver.press("Enter"))
    driver.send(.attention(id, .failed("k holds 1 NaN")))
    #expect(driver.notice == "k holds 1 NaN" && driver.state.attention.running == nil)
    #expect(driver.text.contains("! k holds 1 NaN"))
  }
}
