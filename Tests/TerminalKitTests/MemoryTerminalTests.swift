import Dispatch
import TerminalKit
import Testing

@Suite struct `A terminal in memory` {
  private func frame(_ text: String) -> Frame {
    var frame = Frame(Size(columns: 20, rows: 1))
    frame.put(text, at: .zero)
    return frame
  }

  @Test func `plays its script and keeps the frames that differ`() {
    let terminal = MemoryTerminal(script: [
      .press(.down), .event(.resized(Size(columns: 20, rows: 5))), .wait(for: "done"), .press(.up),
    ])
    #expect(terminal.nextEvent(timeout: nil) == .key(.down))
    #expect(terminal.nextEvent(timeout: nil) == .resized(Size(columns: 20, rows: 5)))
    #expect(terminal.size == Size(columns: 20, rows: 5))
    terminal.present(frame("working"))
    terminal.present(frame("working"))
    #expect(terminal.nextEvent(timeout: .milliseconds(2)) == nil)
    terminal.present(frame("done"))
    #expect(terminal.nextEvent(timeout: nil) == .key(.up))
    #expect(terminal.frames.count == 2 && terminal.presentations == 3)
    #expect(terminal.screen?.lines == ["done"] && terminal.failure == nil)
  }

  @Test func `is woken from another thread`() {
    let terminal = MemoryTerminal(script: [.wait(for: "never")], patience: .seconds(60))
    let waker = terminal.waker
    // Not a task: those share few threads, and the wait here holds one of them.
    DispatchQueue.global().async { waker.wake() }
    #expect(terminal.nextEvent(timeout: nil) == nil)
    waker.wake()
    #expect(terminal.nextEvent(timeout: nil) == nil)
    #expect(terminal.failure == nil)
  }

  @Test func `gives up when a wait never ends or the script is too short`() {
    let waiting = MemoryTerminal(script: [.wait(for: "never")], patience: .milliseconds(5))
    #expect(waiting.nextEvent(timeout: .milliseconds(1)) == nil)
    #expect(waiting.nextEvent(timeout: nil) == .terminated(signal: 15))
    #expect(waiting.failure == "waited 0.005 seconds for “never” on show")
    let short = MemoryTerminal(patience: .milliseconds(5))
    #expect(short.nextEvent(timeout: nil) == .terminated(signal: 15))
    #expect(short.failure != nil)
  }

  @Test func `reports that it goes on after a stop`() {
    let terminal = MemoryTerminal(script: [.press(.enter)])
    terminal.suspend()
    terminal.redraw()
    #expect(terminal.nextEvent(timeout: nil) == .resumed)
    #expect(terminal.nextEvent(timeout: nil) == .key(.enter))
    #expect(terminal.suspensions == 1 && terminal.redraws == 1)
  }
}
