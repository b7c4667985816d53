internal import CSystem
internal import KernelEngine
internal import NcursesTerminal
internal import QuantCore
internal import QuantReports

/// What the program is, how it was built and what it found: the answer to `--version`.
enum VersionText {
  /// The lines; the first is the name and the version alone.
  static var text: String {
    let terminfo = TerminfoFacts()
    var lines = ["quantview \(ToolFacts.currentVersion)"]
    if let commit = unsafe build_facts_commit() {
      lines.append("commit     \(unsafe String(cString: commit))")
    }
    lines += [
      "compiler   \(compiler)",
      "runtime    \(build_facts_runtime_is_static() != 0 ? "static" : "dynamic")",
      "backend    \(ToolFacts.currentBackend); this processor runs "
        + Backend.supported.map(\.rawValue).joined(separator: ", "),
      "processor  \(processor)",
      "curses     \(terminfo.cursesVersion)",
      "terminal   \(terminfo.terminal); \(terminfo.characterSet)",
      "formats    \(FormatRegistry.families.count) families; \"quantview formats\" lists them",
    ]
    return lines.joined(separator: "\n")
  }

  private static var compiler: String {
    let clang = unsafe String(cString: build_facts_compiler())
    return swift + ", " + (clang.split(separator: "(").first.map { trimmed($0) } ?? clang)
  }

  private static var swift: String {
    if let exact = unsafe build_facts_swift() { return unsafe String(cString: exact) }
    // The language tells no more of its compiler than which version it has reached.
    #if compiler(>=6.5)
    return "Swift 6.5 or later"
    #elseif compiler(>=6.4)
    return "Swift 6.4"
    #else
    return "Swift 6.3"
    #endif
  }

  private static var processor: String {
    var buffer = [CChar](repeating: 0, count: 256)
    unsafe build_facts_processor(&buffer, UInt(buffer.count))
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.isEmpty ? "no feature that kernels ask for" : text
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
