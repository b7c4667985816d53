internal import KernelEngine

/// What made a report: version, backend and date, the latter two left out where bytes are to be reproducible.
public struct ToolFacts: Sendable, Hashable {
  /// The version of quantview.
  public static let currentVersion = "0.1.0"
  /// What computes: the kind of processor that the kernels in use were compiled for.
  public static var currentBackend: String { KernelEngine.shared.backend.rawValue }

  /// The version of quantview.
  public let version: String
  /// What computed the figures; nil in a reproducible report.
  public let backend: String?
  /// The date in UTC as `2026-11-21T05:00:00Z`; nil in a reproducible report.
  public let date: String?

  /// States the facts of this program.
  ///
  /// - Parameters:
  ///   - secondsSince1970: The time now, in seconds.
  ///   - sourceDateEpoch: The environment's `SOURCE_DATE_EPOCH`. Where it is set and not empty neither date nor
  ///     backend is stated, so that the bytes are the same at any time and on any machine.
  public init(secondsSince1970: Int, sourceDateEpoch: String?) {
    let isReproducible = sourceDateEpoch.map { !$0.isEmpty } ?? false
    version = Self.currentVersion
    backend = isReproducible ? nil : Self.currentBackend
    date = isReproducible ? nil : utcText(secondsSince1970: secondsSince1970)
  }

  /// Facts without date and backend.
  public static let reproducible = ToolFacts(secondsSince1970: 0, sourceDateEpoch: "0")

  /// The program, what computed, and when, on one line.
  var line: String {
    let backend = backend.map { " (\($0))" } ?? ""
    return "quantview \(version)\(backend)" + (date.map { ", \($0)" } ?? "")
  }
}
