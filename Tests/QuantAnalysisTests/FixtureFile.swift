import Foundation

/// A file of `Tests/Fixtures`.
enum FixtureFile {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  static func path(_ name: String) -> String {
    directory.appending(path: name).path
  }

  static func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: directory.appending(path: name))
  }

  /// The names of a folder's files without their suffix, in order.
  static func stems(in folder: String, suffix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
    return names.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }
}
