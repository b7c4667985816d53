internal import KernelEngine
internal import NcursesTerminal
internal import QuantReports
internal import TensorFiles

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What the program takes from its surroundings besides the command line.
enum Environment {
  /// A variable's value; nil where it is not set.
  static func value(of name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Checks that the backend that `QUANTVIEW_BACKEND` names can be had.
  static func checkBackend() throws(BackendError) {
    guard let name = value(of: Backend.variable) else { return }
    _ = try Backend.chosen(by: [Backend.variable: name])
  }

  /// Reads standard input to its end where a path stands for it, and says how much has come where that takes long.
  ///
  /// - Parameter paths: The files to be opened.
  /// - Throws: `Failure`, or an error that it can be made from.
  static func readStandardInput(for paths: [String]) throws {
    guard paths.contains(StandardInput.path), !StandardInput.isRead else { return }
    guard isatty(STDIN_FILENO) != 1 else {
      throw Failure(
        status: ExitStatus.usage,
        "standard input is a terminal; pipe a file into it, as in cat weights.bin | quantview -")
    }
    let line = StatusLine()
    defer { line.erase() }
    try StandardInput.read(keepingIn: value(of: "TMPDIR")) { line.show(bytesRead: $0) }
  }

  /// The date of today, or that of `SOURCE_DATE_EPOCH`, as `2026-11-21`.
  static var date: String {
    let seconds = value(of: "SOURCE_DATE_EPOCH").flatMap { Int($0) } ?? time(nil)
    return ToolFacts(secondsSince1970: seconds, sourceDateEpoch: nil).date.map {
      String($0.prefix(10))
    } ?? ""
  }

  /// What a report that is written now says of the tool.
  static var tool: ToolFacts {
    ToolFacts(
      secondsSince1970: time(nil), sourceDateEpoch: value(of: "SOURCE_DATE_EPOCH"))
  }
}
