#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What the program may take where a test holds it to a second and 200 MB.
public enum Allowance {
  /// How many times longer things take than in a build for users: 1, 20 where nothing is optimised, and what
  /// `QUANTVIEW_TEST_SLOWNESS` says where a sanitizer watches.
  public static let slowness: Int = {
    if let watched { return watched }
    #if DEBUG
    return 20
    #else
    return 1
    #endif
  }()

  /// The bytes that a process may have of its own; nil under a sanitizer, whose shadow memory is beyond any bound.
  public static let memory: Int? = watched == nil ? 200 << 20 : nil

  private static let watched = ProcessInfo.processInfo.environment["QUANTVIEW_TEST_SLOWNESS"]
    .flatMap { Int($0) }
}
