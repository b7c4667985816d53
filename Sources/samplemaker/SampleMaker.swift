import Foundation

/// The program: makes every sample and writes it, whole or not at all.
enum SampleMaker {
  static let usage = "usage: samplemaker [DIRECTORY]   (default: SampleTensors)"

  /// Writes the samples and says so.
  ///
  /// - Parameter arguments: The program's name and at most one directory, which is made if it is missing.
  /// - Returns: The exit code: 0 done, 2 wrong usage or a file that can't be written.
  static func run(arguments: [String]) -> Int32 {
    let operands = arguments.dropFirst()
    if operands.count > 1 || operands.contains(where: { $0.hasPrefix("-") }) {
      complain(usage)
      return 2
    }
    let directory = URL(filePath: operands.first ?? "SampleTensors", directoryHint: .isDirectory)
    for file in SampleFile.all() {
      do {
        try write(file, into: directory)
      } catch {
        let path = directory.appending(path: file.name).path
        complain("samplemaker: can't write \(path): \(error.localizedDescription)")
        return 2
      }
      print("\(file.name): \(file.bytes.count) bytes")
    }
    return 0
  }

  /// Writes a file beside its place and then renames it, so that it appears whole or not at all.
  private static func write(_ file: SampleFile, into directory: URL) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data(file.bytes).write(to: directory.appending(path: file.name), options: .atomic)
  }

  private static func complain(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }
}
