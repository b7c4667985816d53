/// A screen with a keyboard.
///
/// All of it is used from one thread; only the waker may leave it.
public protocol Terminal: AnyObject {
  /// How many columns and rows there are now.
  var size: Size { get }
  /// What it can show.
  var traits: TerminalTraits { get }
  /// Ends a wait from another thread.
  var waker: Waker { get }

  /// Shows a frame; only what changed since the last one is written.
  ///
  /// - Parameter frame: the frame; beyond the terminal's size it is cut.
  func present(_ frame: Frame)

  /// Writes the last frame again, all of it, because something else wrote to the screen.
  func redraw()

  /// Has the mouse reported from now on, or no more; a terminal without one does nothing.
  ///
  /// - Parameter isOn: whether clicks and the wheel are reported.
  func reportMouse(_ isOn: Bool)

  /// Writes a control sequence that leaves the screen alone, in one piece.
  ///
  /// - Parameter bytes: the sequence.
  func send(_ bytes: [UInt8])

  /// Gives the terminal back and stops the process until it is continued; then `resumed` is reported.
  func suspend()

  /// Waits for the next event.
  ///
  /// - Parameter timeout: how long to wait; nil waits without end.
  /// - Returns: the event; nil if the time is up or the waker was called.
  func nextEvent(timeout: Duration?) -> TerminalEvent?
}

/// What a terminal reports.
public enum TerminalEvent: Sendable, Hashable {
  /// A key was pressed.
  case key(Key)
  /// The mouse was pressed, or its wheel turned.
  case mouse(MouseEvent)
  /// Text was pasted; a terminal that can't tell reports keys.
  case pasted(String)
  /// The size changed; several changes in a row are reported once.
  case resized(Size)
  /// The process goes on after it was stopped; the last frame was shown again.
  case resumed
  /// A signal asks the program to end: restore the screen, then raise it again.
  case terminated(signal: Int32)
}

/// What the mouse did, and where.
public struct MouseEvent: Sendable, Hashable {
  /// What it did.
  public enum Action: Sendable, Hashable {
    /// The first button went down.
    case press
    /// The wheel turned away from the user.
    case wheelUp
    /// The wheel turned towards the user.
    case wheelDown
  }

  /// What it did.
  public let action: Action
  /// The cell that it pointed at.
  public let point: Point

  /// Makes an event.
  ///
  /// - Parameters:
  ///   - action: what the mouse did.
  ///   - point: the cell that it pointed at.
  public init(_ action: Action, at point: Point) {
    self.action = action
    self.point = point
  }
}

/// Ends a terminal's wait from any thread.
public struct Waker: Sendable {
  private let action: @Sendable () -> Void

  /// Makes a waker.
  ///
  /// - Parameter action: what ends the wait; may be called from any thread, any number of times.
  public init(_ action: @escaping @Sendable () -> Void) {
    self.action = action
  }

  /// Ends the wait that goes on, or else the next one.
  public func wake() { action() }
}
