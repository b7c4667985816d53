import Foundation

/// What the threads of a process are doing, by the system's letters.
struct ThreadStates {
  private let letters: [Character]

  /// Asks the system, where it tells: on Linux.
  ///
  /// - Parameter process: its number.
  init(of process: Int) {
    let folder = "/proc/\(process)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    letters = threads.compactMap { thread in
      let text = try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)
      // The name before the state stands in parentheses and may hold some itself.
      return text?.split(separator: ")").last?.first { $0 != " " }
    }
  }

  /// Whether no thread runs, waits for a core, or waits for a disk.
  var areAtRest: Bool { !letters.contains { "RD".contains($0) } }
}
