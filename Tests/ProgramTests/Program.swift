#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The program under test, and where files for it lie.
enum Program {
  /// The binary, which lies beside the test bundle.
  static let path: String = {
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      var directory = URL(filePath: argument)
      while directory.path() != "/" {
        directory.deleteLastPathComponent()
        let candidate = directory.appending(path: "quantview").path()
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      }
    }
    return "no quantview beside \(CommandLine.arguments)"
  }()

  /// The path of a file in `SampleTensors`.
  static func sample(_ name: String) -> String { "\(root)/SampleTensors/\(name)" }

  private static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
  }()
}
