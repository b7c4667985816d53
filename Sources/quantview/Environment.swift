internal import KernelEngine
internal import QuantReports

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

  /// What a report that is written now says of the tool.
  static var tool: ToolFacts {
    ToolFacts(
      secondsSince1970: time(nil), sourceDateEpoch: value(of: "SOURCE_DATE_EPOCH"))
  }
}
