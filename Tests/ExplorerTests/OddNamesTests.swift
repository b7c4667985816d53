import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

struct OddNamesTests {
  private static let sizes = [(16, 4), (20, 5), (40, 12), (80, 24), (120, 40), (200, 60)]

  private static func source() -> MemorySource {
    MemorySource(
      OddNames.all.map { name in
        (name, [3, 40], (0..<120).map { Float($0 - 60) / 64 })
      })
  }

  @Test(arguments: OddNames.all)
  func `no name reaches a cell as a control, cut or out of its place`(_ name: String) async {
    var session = Session(
      MemorySource((0..<120).map { Float($0 - 60) / 64 }, shape: [3, 40], name: name))
    await session.settle()
    for (columns, rows) in Self.sizes {
      session.resize(columns, rows)
      for _ in ScreenID.allCases {
        session.press("Tab")
        await session.settle()
        let state = session.state
        let fault = FrameFaults.first(in: state.view(), size: state.size, isASCII: false)
        #expect(fault == nil, "\(state.screen) at \(columns)x\(rows)")
      }
    }
  }

  @Test func `lists, filters, prompts and notices show them all`() async {
    var session = Session(Self.source())
    await session.settle()
    for (columns, rows) in Self.sizes {
      session.resize(columns, rows)
      for name in OddNames.all {
        session.press("1", "/", "^U")
        session.send(.pasted(name))
        expectValid(session.state)
        session.press("Enter", "j", "e")
        session.send(.pasted(name))
        expectValid(session.state)
        session.press("Enter", "Esc", "Enter")
        await session.settle()
        expectValid(session.state)
      }
    }
  }

  private func expectValid(
    _ state: AppState, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let fault = FrameFaults.first(in: state.view(), size: state.size, isASCII: false)
    #expect(fault == nil, "\(state.screen), \(state.size)", sourceLocation: sourceLocation)
  }
}
