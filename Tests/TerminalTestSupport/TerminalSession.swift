import CPty
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A program on a pseudo-terminal, with an emulator that reads its screen.
///
/// Nothing here sleeps for a fixed time: a test waits until what it expects is on the screen, and fails
/// after a few seconds if it never is.
@safe public final class TerminalSession {
  /// How a program ended.
  public enum Exit: Equatable, Sendable {
    /// It exited with a code.
    case code(Int)
    /// A signal ended it.
    case signal(Int)
  }

  /// Why a program could not be started: the `errno`.
  public struct StartError: Error, Equatable {
    /// What the system said.
    public var errno: Int

    /// Makes an error.
    ///
    /// - Parameter errno: what the system said.
    public init(errno: Int) { self.errno = errno }
  }

  /// What every program's environment has unless a test says otherwise.
  public static let environment = [
    "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8",
    "SWIFT_BACKTRACE": "enable=no",
  ].merging(sanitizerOptions) { $1 }

  private let pty: cpty
  private let screen: EmulatedScreen
  /// Whether the program has let go of the terminal.
  ///
  /// It may not have ended yet, and closing our side now would send it a SIGHUP.
  private var isSilent = false
  private var exit: Exit?
  /// The program's process.
  public var processIdentifier: Int { Int(pty.child) }
  /// Every byte that the program wrote.
  public private(set) var output: [UInt8] = []
  /// Whether the program was stopped, as by ^Z, when last asked.
  public private(set) var isStopped = false

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: what follows its name.
  ///   - environment: added to ``TerminalSession/environment``; nil removes a variable.
  ///   - columns: the terminal's width.
  ///   - rows: the terminal's height.
  /// - Throws: `StartError` if the program can't be run.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    columns: Int = 80, rows: Int = 24
  ) throws(StartError) {
    var variables = TerminalSession.environment
    for (name, value) in environment { variables[name] = value }
    var pty = cpty()
    let code = unsafe withCStrings([program] + arguments) { arguments in
      unsafe withCStrings(variables.map { "\($0)=\($1)" }) { environment in
        unsafe cpty_spawn(
          program, arguments.baseAddress, environment.baseAddress, Int32(columns), Int32(rows), &pty
        )
      }
    }
    guard code == 0, let screen = EmulatedScreen(rows: rows, columns: columns) else {
      throw StartError(errno: Int(code))
    }
    self.pty = pty
    self.screen = screen
  }

  deinit {
    if refreshExit() == nil { cpty_signal(pty, 9) }
    while refreshExit() == nil { usleep(500) }
    cpty_close(pty)
  }

  /// Reads what the program wrote until a condition holds.
  ///
  /// - Parameters:
  ///   - limit: how long to wait at most.
  ///   - condition: what is waited for.
  /// - Returns: whether it came to hold.
  public func wait(
    upTo limit: Duration = .seconds(5), until condition: (TerminalSession) -> Bool
  ) -> Bool {
    let start = ContinuousClock.now
    while true {
      if condition(self) { return true }
      if ContinuousClock.now - start > limit { return false }
      pump(milliseconds: 5)
    }
  }

  /// Waits until some text is on the screen.
  ///
  /// - Parameter text: the text, within one row.
  /// - Returns: whether it came.
  public func wait(for text: String) -> Bool {
    wait { $0.contains(text) }
  }

  /// Reads until the program has written nothing for a while.
  ///
  /// - Parameter silence: how long it must be silent.
  public func drain(untilSilentFor silence: Duration = .milliseconds(50)) {
    drain(untilSilentFor: silence) { false }
  }

  /// Reads until a program that has nothing to do but answer has written nothing for a while.
  ///
  /// On a busy machine it may be silent because it or a child of its has no core: that doesn't count, for up
  /// to a few seconds.
  ///
  /// - Parameter silence: how long it must be silent.
  public func drain(untilAtRestFor silence: Duration) {
    let start = ContinuousClock.now
    // An answer costs more than to wait for it.
    let pause = min(silence / 2, .milliseconds(15))
    var asked = start - pause
    drain(untilSilentFor: silence) {
      let now = ContinuousClock.now
      guard now - start < .seconds(4), now - asked >= pause else { return false }
      asked = now
      return !ThreadStates(of: processIdentifier).areAtRest
    }
  }

  private func drain(untilSilentFor silence: Duration, unless isBusy: () -> Bool) {
    var last = ContinuousClock.now
    var count = output.count
    while !isSilent, ContinuousClock.now - last < silence {
      pump(milliseconds: 5)
      guard output.count != count || isBusy() else { continue }
      count = output.count
      last = ContinuousClock.now
    }
  }

  /// Waits until the program has ended and everything that it wrote is read.
  ///
  /// - Parameter limit: how long to wait at most.
  /// - Returns: how it ended; nil if it goes on.
  public func waitForExit(upTo limit: Duration = .seconds(5)) -> Exit? {
    _ = wait(upTo: limit) { $0.exitStatus != nil }
    drain(untilSilentFor: .milliseconds(10))
    return exit
  }

  /// How the program ended; nil if it goes on.
  public var exitStatus: Exit? { refreshExit() }

  private func pump(milliseconds: Int32) {
    guard !isSilent else {
      usleep(1000)
      return
    }
    var count = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, used in
      count = unsafe cpty_read(pty, buffer.baseAddress, buffer.count, milliseconds)
      used = max(count, 0)
    }
    guard count >= 0 else {
      isSilent = true
      return
    }
    output += bytes
    screen.feed(bytes)
    let answer = screen.takeAnswer()
    if !answer.isEmpty { send(bytes: answer) }
  }

  @discardableResult private func refreshExit() -> Exit? {
    guard exit == nil else { return exit }
    var detail: Int32 = 0
    switch unsafe cpty_poll(pty, &detail) {
    case CPTY_EXITED: exit = .code(Int(detail))
    case CPTY_SIGNALLED: exit = .signal(Int(detail))
    case CPTY_LOST: exit = .code(-1)
    case CPTY_STOPPED: isStopped = true
    default: break
    }
    return exit
  }

  /// Types text.
  ///
  /// - Parameter text: the text; escape sequences are typed as they are.
  public func send(_ text: String) { send(bytes: Array(text.utf8)) }

  /// Types bytes.
  ///
  /// - Parameter bytes: the bytes.
  public func send(bytes: [UInt8]) {
    _ = unsafe bytes.withUnsafeBytes { unsafe cpty_write(pty, $0.baseAddress, $0.count) }
  }

  /// Changes the terminal's size.
  ///
  /// - Parameters:
  ///   - columns: the new width.
  ///   - rows: the new height.
  public func resize(columns: Int, rows: Int) {
    screen.resize(rows: rows, columns: columns)
    cpty_resize(pty, Int32(columns), Int32(rows))
  }

  /// Sends a signal to the program.
  ///
  /// - Parameter number: the signal.
  public func signal(_ number: Int32) {
    isStopped = false
    cpty_signal(pty, number)
  }

  /// A row's text without spaces at its end.
  ///
  /// - Parameter row: the row, from 0.
  /// - Returns: the text.
  public func line(_ row: Int) -> String { screen.line(row) }

  /// All rows.
  public var lines: [String] { (0..<screen.rows).map(screen.line) }

  /// Whether some row contains a text.
  ///
  /// - Parameter text: the text.
  /// - Returns: whether one does.
  public func contains(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

  /// The cell at a place.
  ///
  /// - Parameters:
  ///   - row: the row, from 0.
  ///   - column: the column, from 0.
  /// - Returns: the cell.
  public func cell(_ row: Int, _ column: Int) -> ScreenCell {
    screen.cell(row: row, column: column)
  }

  /// Where the text cursor stands.
  public var cursor: (row: Int, column: Int) { screen.cursor }
  /// Whether the text cursor is shown.
  ///
  /// The emulator hides it again where a place is restored that was saved while it was hidden; terminals don't.
  public var isCursorVisible: Bool { screen.isCursorVisible || isSet(mode: 25) }
  /// Whether text that is written next has neither attributes nor colours.
  public var isPlain: Bool { screen.isPlain }
  /// Whether the program is on the alternate screen, as full-screen programs are.
  public var isAlternateScreen: Bool { screen.isAlternate }
  /// Whether a mode of the terminal is set that the emulator doesn't follow, by what the program wrote.
  ///
  /// - Parameter mode: a private mode by its number, such as 2004 for marked pastes.
  /// - Returns: whether the last sequence that names it sets it.
  public func isSet(mode: Int) -> Bool {
    var isSet = false
    var rest = output[...]
    while let start = rest.firstRange(of: [0x1B, 0x5B, 0x3F]) {
      rest = rest[start.upperBound...]
      let numbers = rest.prefix { (0x30...0x39).contains($0) || $0 == 0x3B }
      rest = rest[numbers.endIndex...]
      let modes = String(decoding: numbers, as: UTF8.self).split(separator: ";").map { Int($0) }
      guard modes.contains(mode), let final = rest.first else { continue }
      if final == UInt8(ascii: "h") { isSet = true }
      if final == UInt8(ascii: "l") { isSet = false }
    }
    return isSet
  }

  /// A digest of the terminal's modes, equal before and after a program that cleans up.
  public var modes: UInt { cpty_modes(pty) }
}

/// Calls a function with the strings as a null-terminated array of C strings.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var bytes: [CChar] = []
  var starts: [Int] = []
  for string in strings {
    starts.append(bytes.count)
    bytes += string.utf8.map { CChar(bitPattern: $0) } + [0]
  }
  return unsafe bytes.withUnsafeMutableBufferPointer { storage in
    let base = storage.baseAddress
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe starts.map { start in
      unsafe base.map { unsafe $0 + start }
    }
    unsafe pointers.append(nil)
    return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0) }
  }
}
