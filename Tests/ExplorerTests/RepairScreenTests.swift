import Figures
import QuantCore
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

/// The screen of FP4's repairs.
@Suite struct RepairScreenTests {
  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12)]
  static let looks: [(name: String, traits: TerminalTraits)] = [
    ("blocks", .full), ("ascii", .plain),
  ]

  private func session(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.narrow, columns: columns, rows: rows, traits: traits)
    session.press("6")
    for _ in ScreenID.allCases where session.state.screen != .repairs { session.press("Tab") }
    await session.settle()
    return session
  }

  @Test(arguments: sizes, [0, 1])
  func `the picture`(size: (Int, Int), look: Int) async {
    let look = Self.looks[look]
    let session = await session(columns: size.0, rows: size.1, traits: look.traits)
    assertSnapshot(session.state.view(), named: "repairs \(size.0)x\(size.1) \(look.name)")
  }

  @Test func `it measures the repairs beside the slots, and only while it is on show`() async throws
  {
    let session = await session()
    #expect(session.state.screen == .repairs)
    let report = try #require(session.state.reports[0])
    #expect(RepairFigure(report).isComplete)
    let other = await AnalysedSession.copy(
      of: AnalysedSession.narrow, columns: 80, rows: 24, traits: .full)
    let before = try #require(other.state.reports[0])
    #expect(!RepairFigure(before).isComplete)
  }

  @Test func `Enter puts the selected repair into the slot`() async throws {
    var session = await session()
    session.press("j", "j", "Enter")
    #expect(session.state.slots.current == FP4Repair.all[2].id)
    #expect(session.state.notice?.text.contains("mxfp4:mse") == true)
  }

  @Test func `the selection stays within the list`() async throws {
    var session = await session()
    session.press("k")
    #expect(session.state.repairs.selected == 0)
    session.press("G", "j")
    #expect(session.state.repairs.selected == FP4Repair.all.count - 1)
  }

  @Test func `an export from here holds the repairs`() async throws {
    let session = await session()
    let report = try #require(session.state.exportable)
    #expect(RepairFigure(report).isComplete)
  }
}
