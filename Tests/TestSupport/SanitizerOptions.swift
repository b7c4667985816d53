#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What a sanitizer that watches the tests was told, for the programs that they start; empty where none watches.
///
/// Without it a program under test would leave its signals to the sanitizer, and go on after a report.
public let sanitizerOptions = ProcessInfo.processInfo.environment.filter {
  ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
}
