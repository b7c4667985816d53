import Foundation

/// What the threads of a process and of its children are doing, by the system's letters.
struct ThreadStates {
  private let letters: [Character]

  /// Asks the system, where it tells: on Linux.
  ///
  /// - Parameter process: its number.
  init(of process: Int) {
    var letters: [Character] = []
    var waiting = [process]
    while let next = waiting.popLast() {
      let folder = "/proc/\(next)/task"
      for thread in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        func text(_ name: String) -> String? {
          try? String(contentsOfFile: "\(folder)/\(thread)/\(name)", encoding: .utf8)
        }
        // The name before the state stands in parentheses and may hold some itself.
        if let letter = text("stat")?.split(separator: ")").last?.first(where: { $0 != " " }) {
          letters.append(letter)
        }
        waiting += text("children")?.split(separator: " ").compactMap { Int($0) } ?? []
      }
    }
    self.letters = letters
  }

  /// Whether no thread runs, waits for a core, or waits for a disk.
  var areAtRest: Bool { !letters.contains { "RD".contains($0) } }
}
