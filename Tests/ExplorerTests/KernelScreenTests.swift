import Figures
import Measurement
import QuantAnalysis
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

extension SampleKernels {
  /// What a request would be answered with, if time went by rules.
  static func report(_ request: KernelRequest) -> LinearReport {
    report(
      request.recipes, outputs: request.conditions.outputs, inputs: request.conditions.inputs,
      batches: request.batches)
  }
}

extension [Effect] {
  /// The layers to be measured.
  var kernels: [(id: WorkID, request: KernelRequest)] {
    compactMap { effect in
      guard case .measureKernels(let id, let request) = effect else { return nil }
      return (id, request)
    }
  }
}

@Suite struct KernelScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12)]

  private func session(
    _ keys: String..., columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.narrow, columns: columns, rows: rows, traits: traits)
    session.press("9")
    await session.settle()
    for key in keys {
      session.press(key)
      await session.settle()
    }
    return session
  }

  @Test(arguments: sizes, PictureTests.looks.map(\.name))
  func `the lines of the slots' formats`(_ size: (Int, Int), _ look: String) async throws {
    let traits = try #require(PictureTests.looks.first { $0.name == look }?.traits)
    let session = await session(
      "G", "l", "l", columns: size.0, rows: size.1, traits: traits)
    assertSnapshot(session.state.view(), named: "kernels \(size.0)x\(size.1) \(look)")
  }

  @Test(arguments: sizes, ["P", "B"])
  func `the figures of the survey`(_ size: (Int, Int), _ key: String) async {
    let session = await session(key, columns: size.0, rows: size.1)
    assertSnapshot(session.state.view(), named: "figure \(key) \(size.0)x\(size.1)")
  }

  @Test func `points appear as they are measured`() async throws {
    var driver = Driver(tensors(["weight"], shape: [256, 256]))
    _ = driver.start()
    try await driver.finishAll()
    var effects = driver.press("9")
    // The formats of this screen that no slot has are analysed first, alone.
    while driver.state.work.running != nil {
      #expect(effects.kernels.isEmpty)
      effects = try await driver.finish()
    }
    let asked = try #require(effects.kernels.first)
    #expect(asked.request.recipes == KernelRecipes.names(for: driver.state.slots.formats))
    #expect(asked.request.conditions.outputs == 256 && asked.request.conditions.inputs == 256)
    #expect(driver.text.contains("measuring"))
    let first = SampleKernels.report([asked.request.recipes[0]], batches: [1])
    driver.send(.kernels(asked.id, .progress(first)))
    #expect(driver.text.contains("a bf16@bf16") && driver.text.contains("GB/s"))
    #expect(driver.text.contains("..."))
    // Keys are answered meanwhile, and don't start anything anew.
    #expect(driver.press("j", "l", "t").isEmpty)
    driver.send(.kernels(asked.id, .finished(SampleKernels.report(asked.request))))
    #expect(!driver.text.contains("..."))
    #expect(driver.state.kernels.running == nil)
  }

  @Test func `leaving cancels, and coming back measures what is missing`() async throws {
    var driver = Driver(tensors(["weight"], shape: [256, 256]))
    _ = driver.start()
    try await driver.finishAll()
    let asked = try #require(driver.press("9").kernels.first)
    let known = Array(asked.request.recipes.prefix(2))
    driver.send(.kernels(asked.id, .progress(SampleKernels.report(known))))
    #expect(driver.press("2").cancelled == [asked.id])
    // What comes too late is dropped.
    driver.send(.kernels(asked.id, .finished(SampleKernels.report(asked.request))))
    let again = try #require(driver.press("9").kernels.first)
    #expect(again.request.recipes == Array(asked.request.recipes.dropFirst(2)))
  }

  @Test func `hot weights, threads and sizes are other pictures, each kept`() async {
    var session = await session()
    let cold = session.state.kernelConditions
    #expect(!cold.isHot && !cold.usesAllThreads)
    for key in ["H", "C", "S"] {
      #expect(session.press(key).kernels.count == 1, "\(key)")
      await session.settle()
      #expect(session.press(key).kernels.isEmpty, "\(key) back is known")
    }
    #expect(session.press("m").kernels.count == 1)
  }

  @Test func `the errors beside the times are the tensor's own`() async throws {
    let session = await session()
    let report = try #require(session.state.reports[0])
    let format = try #require(report.completeFormat(session.state.slots.formats[0]))
    let line = session.lines.first { $0.contains("mxfp4@int8-g32") }
    #expect(line?.contains(FigureText.number(format.sqnr)) == true)
  }

  @Test func `an export from here holds the samples`() async throws {
    var session = await session()
    session.press("e")
    let request = try #require(session.press("Enter").exports.first)
    let kernels = try #require(request.kernels.first)
    #expect(kernels.points.count == session.state.kernelRecipes.count * 10)
    #expect(kernels.points.allSatisfy { $0.samples.milliseconds.count == 3 })
  }

  @Test func `a refused recipe is said and not asked for again`() async throws {
    var session = await session()
    session.press("m")
    let id = try #require(session.state.kernels.running)
    let recipes = session.state.kernelRecipes
    let report = LinearReport(
      backend: "avx512", threads: 1, limits: SampleKernels.limits,
      refusals: recipes.map { LinearReport.Refusal(recipe: $0, reason: "does not fit") })
    #expect(session.send(.kernels(id, .finished(report))).kernels.isEmpty)
    #expect(session.text.contains("refused"))
  }
}
