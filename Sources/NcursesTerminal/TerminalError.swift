/// Why the terminal can't be used, in one line.
public enum TerminalError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Standard input or standard output is something else, such as a pipe.
  case notATerminal(stream: String)
  /// Standard input was read, and there is no terminal to read keys from.
  case noKeys
  /// The variable TERM is missing or empty.
  case unnamed
  /// Terminfo has no entry for the terminal's type.
  case unknown(name: String)
  /// The terminal can't move its cursor.
  case immobile(name: String)
  /// The system refused something.
  case system(action: String, errno: Int32)

  /// What is wrong and what to try.
  public var description: String {
    switch self {
    case .notATerminal(let stream):
      "\(stream) is not a terminal; run it in a terminal, or try --plain"
    case .noKeys:
      "standard input was read, and there is no terminal to take keys from; try --plain"
    case .unnamed:
      "TERM is not set; try TERM=xterm-256color or --plain"
    case .unknown(let name):
      "TERM=\(name) is unknown to terminfo; try TERM=xterm-256color or --plain"
    case .immobile(let name):
      "TERM=\(name) can't move its cursor; try TERM=xterm-256color or --plain"
    case .system(let action, let errno):
      "can't \(action) (errno \(errno)); try --plain"
    }
  }
}
