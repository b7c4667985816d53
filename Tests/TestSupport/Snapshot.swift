public import TerminalKit
public import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Compares a frame with a file in `Snapshots/` beside the test.
///
/// The file has the rows of text, a line of dashes, and the style mask, both without what is empty at the
/// rows' ends. `RECORD_SNAPSHOTS=1` rewrites it; a missing or rewritten snapshot fails the test, so that
/// a new one is never green unseen.
///
/// - Parameters:
///   - frame: what was drawn.
///   - name: the file's name, without `.txt`.
///   - file: the test's file; its folder holds `Snapshots/`.
///   - sourceLocation: where a difference is reported.
public func assertSnapshot(
  _ frame: Frame, named name: String, file: StaticString = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  assertSnapshot(
    text: snapshotText(of: frame), named: name, file: file, sourceLocation: sourceLocation)
}

/// Compares text with a file in `Snapshots/` beside the test, as frames are compared.
///
/// - Parameters:
///   - text: what was written.
///   - name: the file's name, without `.txt`.
///   - file: the test's file; its folder holds `Snapshots/`.
///   - sourceLocation: where a difference is reported.
public func assertSnapshot(
  text: String, named name: String, file: StaticString = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(filePath: "\(file)").deletingLastPathComponent().appending(path: "Snapshots")
  let path = folder.appending(path: name + ".txt")
  let recorded = try? String(contentsOf: path, encoding: .utf8)
  let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"
  if recorded == text { return }
  guard isRecording || recorded == nil else {
    Issue.record(
      "\(difference(from: recorded ?? "", to: text, name))", sourceLocation: sourceLocation)
    return
  }
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: path)
    Issue.record(
      "recorded Snapshots/\(name).txt: look at it, then run again", sourceLocation: sourceLocation)
  } catch {
    Issue.record("can't write Snapshots/\(name).txt: \(error)", sourceLocation: sourceLocation)
  }
}

/// A frame as text: rows, dashes, style mask.
///
/// - Parameter frame: the frame.
/// - Returns: the text, with a line end after each row.
public func snapshotText(of frame: Frame) -> String {
  let mask = frame.styleMask.map { row in
    String(row.reversed().drop { $0 == "n" }.reversed())
  }
  let rule = String(repeating: "-", count: frame.size.columns)
  return (frame.lines + [rule] + mask).map { $0 + "\n" }.joined()
}

private func difference(from expected: String, to found: String, _ name: String) -> String {
  let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let found = found.split(separator: "\n", omittingEmptySubsequences: false)
  var report = ["Snapshots/\(name).txt differs (RECORD_SNAPSHOTS=1 rewrites it):"]
  for row in 0..<max(expected.count, found.count) {
    let old = row < expected.count ? expected[row] : nil
    let new = row < found.count ? found[row] : nil
    guard old != new else { continue }
    if let old { report.append("\(row + 1) - \(old)") }
    if let new { report.append("\(row + 1) + \(new)") }
  }
  return report.joined(separator: "\n")
}
