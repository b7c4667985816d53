import Foundation

/// What the figures were measured on.
enum Machine {
  static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// The processor's name, as the kernel gives it.
  static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown processor"
  }

  /// The load average over one minute.
  static var load: String {
    let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
    return text.split(separator: " ").first.map { String($0) } ?? "unknown"
  }

  /// A process's resident memory that belongs to no file, in MiB; nil where the kernel does not say.
  static func privateMegabytes(of process: Int) -> Int? {
    guard
      let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    else { return nil }
    return kilobytes / 1024
  }
}
