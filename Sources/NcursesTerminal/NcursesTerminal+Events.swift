import CNcurses
import CSystem
public import TerminalKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension NcursesTerminal {
  /// Waits for the next event.
  ///
  /// - Parameter timeout: how long to wait; nil waits without end.
  /// - Returns: the event; nil if the time is up or the waker was called.
  public func nextEvent(timeout: Duration?) -> TerminalEvent? {
    let deadline = timeout.map { ContinuousClock.now + $0 }
    while true {
      if let event = pendingEvents.popFirst() ?? signalled() { return event }
      if pendingInput.isEmpty { readInput() }
      if let event = pendingInput.popFirst() { return event }
      if signal_pipe_take_wake() != 0 { return nil }
      let remaining = deadline.map { $0 - ContinuousClock.now }
      if let remaining, remaining <= .zero { return nil }
      if isInputGone(after: remaining) { return .terminated(signal: SIGHUP) }
    }
  }

  private func signalled() -> TerminalEvent? {
    for signal in NcursesTerminal.endings where signal_pipe_take(signal) != 0 {
      return .terminated(signal: signal)
    }
    if signal_pipe_take(SIGTSTP) != 0 {
      suspend()
      return pendingEvents.popFirst()
    }
    if signal_pipe_take(SIGCONT) != 0 {
      // Stopped by a signal that can't be caught; the shell has changed the modes meanwhile.
      resume()
      return .resumed
    }
    // Also asked after a stop: the signal of a resize meanwhile went to the group in the foreground.
    let isNotified = signal_pipe_take(SIGWINCH) != 0
    if isNotified || mayHaveMissedResize {
      mayHaveMissedResize = false
      if adoptWindowSize() { return .resized(size) }
      if isNotified { canvas.repaint() }
    }
    return nil
  }

  /// Waits for input, a signal or the waker.
  ///
  /// - Returns: whether the terminal is gone.
  private func isInputGone(after timeout: Duration?) -> Bool {
    var wanted = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signalPipe, events: Int16(POLLIN), revents: 0),
    ]
    let ready = unsafe poll(&wanted, nfds_t(wanted.count), milliseconds(timeout))
    guard ready > 0 else { return false }
    if wanted[1].revents != 0 { signal_pipe_drain() }
    let lost = Int16(POLLHUP) | Int16(POLLERR) | Int16(POLLNVAL)
    guard wanted[0].revents & lost == 0 else { return true }
    guard wanted[0].revents != 0 else { return false }
    readInput()
    return pendingInput.isEmpty && isAtEnd()
  }

  /// Whether standard input is readable although nothing can be read from it.
  private func isAtEnd() -> Bool {
    var count: Int32 = 0
    var again = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&again, 1, 0) > 0 else { return false }
    return unsafe ioctl(STDIN_FILENO, UInt(FIONREAD), &count) == 0 && count == 0
  }

  private func milliseconds(_ timeout: Duration?) -> Int32 {
    guard let timeout else { return -1 }
    let (seconds, attoseconds) = timeout.components
    guard seconds < 1_000_000 else { return 1_000_000_000 }
    // Rounded up, so that the last fraction of a millisecond isn't spent in a busy loop.
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  private func readInput() {
    var value: UInt32 = 0
    // A bound, so that a stream of input can't keep signals from being seen.
    for _ in 0..<4096 {
      let kind = unsafe cn_read_key(keyWindow, &value)
      guard kind != CN_NONE else { return }
      take(kind, value)
    }
  }

  private func take(_ kind: cn_key_kind, _ value: UInt32) {
    if kind == CN_CODE, value == UInt32(CN_PASTE_START) {
      if paste == nil { paste = Paste() }
    } else if paste != nil {
      let isEnd = kind == CN_CODE && value == UInt32(CN_PASTE_END)
      let scalar = kind == CN_CHARACTER ? Unicode.Scalar(value) : nil
      guard isEnd || scalar.map({ paste?.take($0) == .ended }) ?? false, let whole = paste else {
        return
      }
      paste = nil
      pendingInput.append(.pasted(whole.text))
      pendingInput += whole.rest.map { .key(Key(scalar: $0)) }
    } else if kind == CN_CODE, value == UInt32(KEY_MOUSE) {
      if let event = mouseEvent() { pendingInput.append(.mouse(event)) }
    } else if let key = key(kind: kind, value: value) {
      pendingInput.append(.key(key))
    }
  }

  /// What the mouse did; nil for what nobody asked for, such as a button let go.
  private func mouseEvent() -> MouseEvent? {
    var column: Int32 = 0
    var row: Int32 = 0
    let action: MouseEvent.Action
    switch unsafe cn_read_mouse(&column, &row) {
    case CN_PRESS: action = .press
    case CN_WHEEL_UP: action = .wheelUp
    case CN_WHEEL_DOWN: action = .wheelDown
    default: return nil
    }
    return MouseEvent(action, at: Point(column: Int(column), row: Int(row)))
  }

  private func key(kind: cn_key_kind, value: UInt32) -> Key? {
    guard kind == CN_CHARACTER else { return Key(cursesCode: Int32(truncatingIfNeeded: value)) }
    return Unicode.Scalar(value).map(Key.init(scalar:))
  }
}

extension Key {
  /// The key of a code that curses gives to a sequence; nil for those that mean nothing here.
  init?(cursesCode code: Int32) {
    switch code {
    case KEY_UP: self = .up
    case KEY_DOWN: self = .down
    case KEY_LEFT: self = .left
    case KEY_RIGHT: self = .right
    case KEY_HOME, KEY_FIND: self = .home
    case KEY_END, KEY_SELECT, KEY_LL: self = .end
    case KEY_PPAGE: self = .pageUp
    case KEY_NPAGE: self = .pageDown
    case KEY_BTAB: self = .backTab
    case KEY_ENTER: self = .enter
    case KEY_BACKSPACE: self = .backspace
    case KEY_DC: self = .delete
    case KEY_IC: self = .insert
    case cn_first_function_key + 1...cn_first_function_key + 63:
      self = .function(Int(code - cn_first_function_key))
    default: return nil
    }
  }
}
