import CNcurses

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What curses and terminfo say of the terminal that the process was started in, found without touching it.
public struct TerminfoFacts: Sendable, Hashable {
  /// The version of curses that runs.
  public let cursesVersion: String
  /// What is known of the terminal, in a few words.
  public let terminal: String
  /// The character set of the locale.
  public let characterSet: String

  /// Looks the terminal up.
  public init() {
    cursesVersion = unsafe String(cString: cn_version())
    let isUTF8 = cn_locale_is_utf8()
    characterSet = isUTF8 ? "UTF-8" : unsafe String(cString: nl_langinfo(Int32(CODESET)))
    guard let name = environmentVariable("TERM") else {
      terminal = "TERM is not set"
      return
    }
    guard unsafe cn_read_terminfo(name) else {
      terminal = "\(name), unknown to terminfo"
      return
    }
    let colours = unsafe cn_number("colors")
    let motion = hasCursorMotion() ? "" : ", no cursor motion"
    terminal = "\(name), \(colours > 0 ? "\(colours) colours" : "no colours")\(motion)"
  }
}
