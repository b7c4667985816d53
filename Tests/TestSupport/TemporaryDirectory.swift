#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A directory that lives as long as one test.
public struct TemporaryDirectory: Sendable {
  /// The directory's path.
  public let path: String

  /// The path of a file in the directory.
  public func path(of name: String) -> String { "\(path)/\(name)" }

  /// Writes a file into the directory.
  ///
  /// - Parameters:
  ///   - bytes: The whole content.
  ///   - name: The file's name.
  /// - Returns: The file's path.
  /// - Throws: What the system says.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: path(of: name)))
    return path(of: name)
  }

  /// Writes a text file into the directory.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(text.utf8, to: name)
  }
}

/// A path that nothing else has, in the system's directory for temporary files.
///
/// Programs show paths, and tests look for words in what programs show. The letters are such that no word, no number
/// and no hexadecimal digit comes of them.
public func unusedTemporaryPath() -> String {
  let name = String((0..<20).compactMap { _ in "gjkqvwyz".randomElement() })
  return FileManager.default.temporaryDirectory.appending(path: "quantview-\(name)").path()
}

/// Runs `body` with a fresh directory and removes it afterwards.
public func withTemporaryDirectory<Result>(
  _ body: (TemporaryDirectory) throws -> Result
) throws -> Result {
  let path = unusedTemporaryPath()
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(TemporaryDirectory(path: path))
}

/// The bytes of a whole file.
public func bytes(ofFile path: String) throws -> [UInt8] {
  try [UInt8](Data(contentsOf: URL(filePath: path)))
}
