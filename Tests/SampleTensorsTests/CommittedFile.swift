import Foundation

/// A file of `SampleTensors/` as it is committed.
enum CommittedFile {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "SampleTensors")

  static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: directory.appending(path: name)))
  }

  /// The names of what lies in the directory.
  static func names() throws -> Set<String> {
    try Set(FileManager.default.contentsOfDirectory(atPath: directory.path))
  }
}
