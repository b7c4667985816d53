import CNcurses
import CSystem
public import TerminalKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The terminal that the process was started in, through ncurses.
///
/// There is one at a time, and one thread uses it. Whatever ends the process, a crash included, the
/// terminal is given back as it was.
@safe public final class NcursesTerminal: Terminal {
  /// What the user asked for; nil leaves it to the terminal.
  public struct Options: Sendable, Hashable {
    /// How many colours to use at most; overrides NO_COLOR.
    public var colours: ColourDepth?
    /// Which characters pictures may be made of; blocks need UTF-8 all the same.
    public var glyphs: GlyphLevel?
    /// For which background colours are chosen; `auto` asks the variable COLORFGBG.
    public var theme: Theme

    /// Makes options.
    ///
    /// - Parameters:
    ///   - colours: how many colours to use at most.
    ///   - glyphs: which characters pictures may be made of.
    ///   - theme: for which background colours are chosen.
    public init(
      colours: ColourDepth? = nil, glyphs: GlyphLevel? = nil, theme: Theme = .auto
    ) {
      self.colours = colours
      self.glyphs = glyphs
      self.theme = theme
    }
  }

  /// How many columns and rows there are now.
  public internal(set) var size: Size
  /// What it can show.
  public let traits: TerminalTraits
  /// Ends a wait from another thread; harmless once the terminal is given back.
  public var waker: Waker { Waker { signal_pipe_wake() } }

  let canvas: CursesCanvas
  let signalPipe: Int32
  let keyWindow: UnsafeMutableRawPointer
  /// What was typed and pasted, and not reported yet.
  var pendingInput: ArraySlice<TerminalEvent> = []
  /// The pasted text that is still arriving.
  var paste: Paste?

  /// The signals that end a program, and after which the terminal must be given back.
  static let endings = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU]
  private static let signals = endings + [SIGWINCH, SIGCONT, SIGTSTP]

  private init(traits: TerminalTraits, signalPipe: Int32, keyWindow: UnsafeMutableRawPointer) {
    unsafe self.keyWindow = keyWindow
    self.traits = traits
    self.signalPipe = signalPipe
    canvas = CursesCanvas(traits: traits)
    size = Size(columns: Int(cn_columns()), rows: Int(cn_rows()))
    adoptWindowSize()
  }

  /// Takes the terminal, runs a function with it, and gives it back as it was.
  ///
  /// - Parameters:
  ///   - options: what the user asked for.
  ///   - body: what to do with the terminal; it must not be kept beyond.
  /// - Returns: what the function returned.
  /// - Throws: `TerminalError` if the terminal can't be used; nothing was written to it then.
  public static func run<Result>(
    _ options: Options = Options(), _ body: (NcursesTerminal) -> Result
  ) throws(TerminalError) -> Result {
    let name = try checkedName()
    let guarded = terminal_guard_arm(STDOUT_FILENO)
    guard guarded == 0 else {
      throw .system(action: "read the terminal's modes", errno: guarded)
    }
    defer { terminal_guard_disarm() }
    // Before curses starts, so that it leaves these signals alone.
    let pipe = unsafe signal_pipe_open(signals, signals.count)
    guard pipe >= 0 else { throw .system(action: "make a pipe", errno: errno) }
    defer { signal_pipe_close() }
    let isUTF8 = cn_locale_is_utf8()
    if !followsEnvironment() { cn_forget_environment_size() }
    // Asked of terminfo first, since curses writes to the terminal as soon as it starts.
    guard unsafe cn_read_terminfo(name) else { throw .unknown(name: name) }
    guard hasCursorMotion() else { throw .immobile(name: name) }
    guard unsafe cn_start(name) else { throw .unknown(name: name) }
    armRestoreString()
    terminal_guard_set_active(1)
    defer {
      leave()
      message_keeper_end()
    }
    _ = message_keeper_begin()
    let escapeDelay: Int32 = environmentVariable("ESCDELAY") == nil ? 25 : -1
    guard let keys = unsafe cn_prepare(escapeDelay) else {
      throw .system(action: "start curses", errno: ENOMEM)
    }
    cn_mark_pastes(true)
    let traits = TerminalTraits(detectedFor: name, isUTF8: isUTF8, options: options)
    return body(unsafe NcursesTerminal(traits: traits, signalPipe: pipe, keyWindow: keys))
  }

  /// Has keys come from the terminal where standard input is something else, such as a pipe that was read to its
  /// end.
  ///
  /// - Throws: `TerminalError` if the process has no terminal.
  public static func takeKeysFromTerminal() throws(TerminalError) {
    guard isatty(STDIN_FILENO) != 1 else { return }
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0, dup2(terminal, STDIN_FILENO) == STDIN_FILENO else {
      throw .noKeys
    }
    if terminal != STDIN_FILENO { close(terminal) }
  }

  private static func checkedName() throws(TerminalError) -> String {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "standard output") }
    guard let name = environmentVariable("TERM") else { throw .unnamed }
    return name
  }

  /// Whether LINES and COLUMNS tell the size: where the kernel doesn't, and they are sizes of a terminal.
  private static func followsEnvironment() -> Bool {
    var columns: Int32 = 0
    var rows: Int32 = 0
    if unsafe cn_window_size(&columns, &rows) { return false }
    let limits = [("LINES", mostRows), ("COLUMNS", mostColumns)]
    return limits.allSatisfy { name, most in
      environmentVariable(name).map { Int32($0).map { 1...most ~= $0 } ?? false } ?? true
    }
  }

  // No person sees more cells than this, and each of them costs memory.
  private static let mostColumns: Int32 = 1000
  private static let mostRows: Int32 = 500

  /// Shows a frame; only what changed since the last one is written.
  ///
  /// - Parameter frame: the frame; beyond the terminal's size it is cut.
  public func present(_ frame: Frame) { canvas.show(frame, size: size) }

  /// Writes the last frame again, all of it, because something else wrote to the screen.
  public func redraw() { canvas.repaint() }

  /// Has clicks and the wheel reported from now on, or no more.
  ///
  /// Curses itself ends it on leaving and takes it up on coming back.
  ///
  /// - Parameter isOn: whether they are reported.
  public func reportMouse(_ isOn: Bool) { cn_report_mouse(isOn) }

  /// Writes a control sequence that leaves the screen alone, in one piece.
  ///
  /// - Parameter bytes: the sequence.
  public func send(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { raw in
      let characters = unsafe raw.assumingMemoryBound(to: CChar.self)
      unsafe cn_send(characters.baseAddress, raw.count)
    }
  }

  /// Gives the terminal back and stops the process group until it is continued.
  ///
  /// In an orphaned group, which no shell would continue, nothing stops and the screen is shown again.
  public func suspend() {
    NcursesTerminal.leave()
    signal_pipe_stop_group(SIGTSTP)
    resume()
    pendingEvents.append(.resumed)
  }

  /// Gives the terminal back, until the next flush.
  private static func leave() {
    cn_mark_pastes(false)
    cn_leave()
    terminal_guard_set_active(0)
  }

  /// Enters curses again after a stop and shows the last frame.
  func resume() {
    terminal_guard_set_active(1)
    cn_reenter()
    cn_mark_pastes(true)
    canvas.repaint()
    mayHaveMissedResize = true
  }

  /// Whether the size may have changed while no signal of it could reach us.
  var mayHaveMissedResize = false
  /// Events that wait to be reported before anything else.
  var pendingEvents: ArraySlice<TerminalEvent> = []

  /// Follows the size that the kernel reports.
  ///
  /// - Returns: whether it differs from the size known so far.
  @discardableResult func adoptWindowSize() -> Bool {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard unsafe cn_window_size(&columns, &rows) else { return false }
    columns = min(columns, NcursesTerminal.mostColumns)
    rows = min(rows, NcursesTerminal.mostRows)
    let found = Size(columns: Int(columns), rows: Int(rows))
    guard found != size, cn_resize(columns, rows) else { return false }
    size = found
    canvas.forget()
    return true
  }

  /// Ends the process by a signal with its default action, so that its parent learns the cause.
  ///
  /// - Parameter signal: the signal, as reported by `terminated`; call this after `run` has returned.
  public static func endProcess(by signal: Int32) -> Never {
    signal_pipe_die(signal)
  }
}
