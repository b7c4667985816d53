import Figures
import Measurement
import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// The views that show more than a pinned tensor's values: its repairs, layer, tile and report beside the first's.
@Suite struct PinnedViewTests {
  private static let source: MemorySource = {
    var quiet = SeededTensor(seed: 21)
    var loud = SeededTensor(seed: 22)
    return MemorySource([
      (name: "old.weight", shape: [64, 256], values: quiet.values(64 * 256)),
      (name: "new.weight", shape: [32, 512], values: loud.values(32 * 512).map { $0 * 3 }),
      (name: "same.weight", shape: [32, 512], values: loud.values(32 * 512)),
      (name: "none.weight", shape: [0, 512], values: []),
    ])
  }()

  private static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12)]

  /// The second tensor on show on a screen, another pinned.
  private func session(
    _ screen: ScreenID, pinning name: String = "old.weight", columns: Int = 80, rows: Int = 24,
    traits: TerminalTraits = .full
  ) async -> Session {
    var session = Session(Self.source, columns: columns, rows: rows, traits: traits)
    await session.settle()
    let index = Self.source.tensors.firstIndex { $0.name == name } ?? 0
    session.state.pin(index)
    session.state.open(1)
    session.state.show(screen)
    session.send(.resized(session.state.size))
    await session.settle()
    previewAll(&session)
    await session.settle()
    return session
  }

  /// Answers every wish for a report's text with a few lines that name the tensor.
  private func previewAll(_ session: inout Session) {
    for _ in 0..<4 {
      for running in [session.state.reportView, session.state.beside.report] {
        guard let id = running.running, let name = running.asked?.report.tensor.name else {
          continue
        }
        session.send(.preview(id, .success("# report of \(name)\nline 2 of \(name)\n")))
      }
    }
  }

  private func pinnedReport(_ session: Session) throws -> TensorReport {
    let pinned = try #require(session.state.pinned)
    return try #require(session.state.reports[pinned])
  }

  @Test(arguments: sizes)
  func `repairs have the pinned tensor's ratios beside the first's`(_ size: (Int, Int)) async throws
  {
    let session = await session(.repairs, columns: size.0, rows: size.1)
    let mine = try #require(session.state.reports[1])
    let other = try pinnedReport(session)
    for repair in FP4Repair.all.prefix(4) {
      let found = [mine, other].compactMap { $0.format(repair.id) }
      #expect(found.count == 2)
      let ratios = found.map { Metric.sqnrText($0) }
      let line = try #require(
        session.lines.first { line in
          // The selected row has a mark.
          line.split { $0 == " " || $0 == ">" }.first.map { String($0) } == repair.id.description
        })
      #expect(ratios.allSatisfy { line.contains($0) }, "\(line), \(ratios)")
    }
    #expect(session.text.contains("= dB"))
  }

  @Test(arguments: sizes)
  func `kernels have the pinned tensor's times and losses`(_ size: (Int, Int)) async throws {
    let session = await session(.kernels, columns: size.0, rows: size.1)
    let other = try #require(session.state.ofPinned)
    #expect(other.kernelConditions != session.state.kernelConditions)
    let report = try #require(session.state.kernels.known[other.kernelConditions])
    #expect(report.points.count == session.state.kernelRecipes.count * 10)
    // A narrow table has no room for them.
    if size.0 >= 80 {
      #expect(session.text.contains("= ms"))
      let line = try #require(session.lines.last { $0.contains("b mxfp4@bf16") })
      let time = try #require(report.points(of: "mxfp4@bf16").first).samples.minimum
      #expect(line.contains(FigureText.number(time)))
      let pinned = try pinnedReport(session)
      let ratio = try #require(pinned.format(FormatID(name: "mxfp4")))
      #expect(line.contains(FigureText.number(ratio.sqnr)))
      #expect(session.text.contains("= old.weight: 64x256"))
    }
  }

  @Test func `kernels of two tensors of one shape are measured once, and say so`() async throws {
    let session = await session(.kernels, pinning: "same.weight")
    #expect(session.state.kernels.known.count == 1)
    #expect(session.text.contains("= same.weight: the same layer, 32x512, so the same times"))
    #expect(!session.text.contains("= ms") && session.text.contains("= W dB"))
  }

  @Test func `the pinned layer is measured after the one on show`() async throws {
    var driver = Driver(tensors(["a"], shape: [128, 256]) + tensors(["b"], shape: [64, 256]))
    _ = driver.start()
    driver.press("=", "j", "Enter")
    try await driver.finishAll()
    var effects = driver.press("9")
    while driver.state.work.running != nil { effects = try await driver.finish() }
    let first = try #require(effects.kernels.first)
    #expect(first.request.conditions.outputs == 64)
    effects = driver.send(.kernels(first.id, .finished(SampleKernels.report(first.request))))
    let second = try #require(effects.kernels.first)
    #expect(second.request.conditions.outputs == 128)
    effects = driver.send(.kernels(second.id, .finished(SampleKernels.report(second.request))))
    #expect(effects.kernels.isEmpty && driver.state.kernels.running == nil)
  }

  @Test(arguments: sizes)
  func `the adviser has the pinned tensor's layer beside`(_ size: (Int, Int)) async throws {
    let session = await session(.adviser, columns: size.0, rows: size.1)
    if size.0 >= 80 {
      #expect(session.text.contains("= roofline"))
      #expect(session.text.contains("= old.weight, 64x256: CHOOSE"))
    }
    let same = await self.session(.adviser, pinning: "same.weight")
    #expect(same.text.contains("= same.weight: the same shape, so the same advice"))
    #expect(!same.text.contains("= roofline"))
  }

  @Test(arguments: [ScreenID.histogram, .heatmap, .e8m0, .errors, .block, .matrixUnit, .report])
  func `an empty pinned tensor takes a line and no half`(_ screen: ScreenID) async {
    let session = await session(screen, pinning: "none.weight", columns: 200, rows: 60)
    #expect(session.state.pinnedPlace == .line)
    #expect(session.lines[58].contains("= none.weight  an empty tensor"))
  }

  @Test func `attention says that a pinned tensor changes nothing`() async {
    let session = await session(.attention)
    #expect(session.lines[22].contains("= old.weight"))
    #expect(session.text.contains("attention takes Q, K and V, no weight"))
  }

  @Test(arguments: [(160, 48), (120, 40), (80, 24)])
  func `the matrix unit has the pinned tensor's element at the same place`(
    _ size: (Int, Int)
  ) async throws {
    var session = await session(.matrixUnit, columns: size.0, rows: size.1)
    session.press("j", "l", "l")
    await session.settle()
    let other = try #require(session.state.ofPinned)
    let place = try #require(other.matrixUnitPlace)
    #expect(place.row == 1 && place.column == 2)
    let tile = try #require(other.matrixUnit.finished)
    #expect(tile.subject.tensor == session.state.pinned)
    let element = MatrixUnitFigure(tile.tile, at: place).element
    let isTall = size.1 >= 40
    #expect(session.state.pinnedPlace == (size.0 > 130 ? .beside : isTall ? .below : .line))
    #expect(session.text.contains(String(element.prefix(30))), "\(element)\n\(session.text)")
  }

  @Test(arguments: [(120, 40), (80, 24)])
  func `the report of the pinned tensor stands beside or below the first's`(
    _ size: (Int, Int)
  ) async throws {
    let session = await session(.report, columns: size.0, rows: size.1)
    #expect(session.state.pinnedPlace == (size.0 > 100 ? .beside : .below))
    #expect(session.text.contains("# report of new.weight"))
    #expect(session.text.contains("# report of old.weight"))
    // What is chosen holds for both and stands there once.
    #expect(session.lines.count { $0.contains("kind  [") } == 1)
  }

  @Test func `letting go forgets tile and report, and cancels what runs for them`() async throws {
    var session = await session(.matrixUnit)
    #expect(session.state.beside.tile.finished != nil)
    session.state.pinned = nil
    session.send(.resized(session.state.size))
    #expect(session.state.beside.tile.finished == nil && session.state.beside.tensor == nil)
  }

  @Test(arguments: [("blocks", TerminalTraits.full), ("ascii", .plain)])
  func `the pictures`(_ look: String, _ traits: TerminalTraits) async {
    for screen in [ScreenID.repairs, .kernels, .adviser, .attention, .matrixUnit, .report] {
      for (columns, rows) in Self.sizes {
        let session = await session(screen, columns: columns, rows: rows, traits: traits)
        assertSnapshot(
          session.state.view(), named: "pinned \(screen.rawValue) \(columns)x\(rows) \(look)")
      }
    }
  }
}
