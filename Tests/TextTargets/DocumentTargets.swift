internal import Advisor
internal import CommandKit
internal import FileTargets
internal import QuantReports
internal import TensorFiles

/// A user's configuration.
struct ConfigurationTarget: FuzzTarget {
  let name = "configuration"
  private static let table: [any SettingRow] = [
    Setting<Int>(
      "threads", usual: "1", help: "How many threads.", expected: "a number", read: { Int($0) }),
    Setting<Bool>("mouse", oneOf: ["off", "on"], help: "Whether clicks count.") { $0 == "on" },
  ]

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let file = try TextFile(try scratch.write(bytes, to: "config"))
    do throws(ConfigurationError) {
      _ = try Configuration(file, table: Self.table)
      return true
    } catch {
      try ShownText.checkError(error)
      return false
    }
  }
}

/// A user's file of parts.
struct PartsTarget: FuzzTarget {
  let name = "parts"

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let path = try scratch.write(bytes, to: "parts.json")
    do throws(TensorFileError) {
      _ = try PartFile(try JSONFile(path)).adding(to: .builtIn)
      return true
    } catch {
      try ShownText.checkError(error)
      return false
    }
  }
}

/// Two reports with a zero byte between them, and behind another one a threshold.
struct ReportTarget: FuzzTarget {
  let name = "report"

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    let earlier = try scratch.write(Array(parts[0]), to: "a.json")
    let later = try scratch.write(Array(parts.count > 1 ? parts[1] : parts[0]), to: "b.json")
    let diff: ReportDiff
    do throws(TensorFileError) {
      diff = ReportDiff(from: try StoredReport(earlier), to: try StoredReport(later))
    } catch {
      try ShownText.checkError(error)
      return false
    }
    try ShownText.check(DiffText.text(diff), "the comparison", allowing: "\n")
    try ShownText.check(DiffText.markdown(diff), "the comparison", allowing: "\n")
    guard parts.count > 2 else { return true }
    var crossing: String?
    do throws(FailConditionError) {
      let condition = try DiffCondition(String(decoding: parts[2], as: UTF8.self), of: diff)
      crossing = condition.failure(in: diff)
    } catch {
      try ShownText.checkError(error)
    }
    // The program's console sees to it that what it quotes is harmless.
    if let crossing { try ShownText.check(PrintableName.line(crossing), "a threshold") }
    return true
  }
}
