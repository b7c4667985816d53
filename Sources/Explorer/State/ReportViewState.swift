/// How the report that would be written is looked at, and its text.
struct ReportViewState: Sendable, Equatable {
  /// Which of the kinds of report; an index into them.
  var kind = 0
  /// Whether the folders that files lie in are left out.
  var redactsPath = false
  /// The first line and column on show.
  var top = 0
  var left = 0
  /// A file of the name exists: the next Enter replaces it.
  var mayReplace = false
  /// The text and what it was made for.
  var finished: Made?
  /// The work that makes the text; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: ExportRequest?
  /// What no text could be made for, and why.
  var failed: Failure?

  /// A text.
  struct Made: Sendable, Equatable {
    let request: ExportRequest
    let lines: [String]
    let byteCount: Int
  }

  /// A text that could not be made.
  struct Failure: Sendable, Equatable {
    let request: ExportRequest
    let reason: String
  }

  init() {}

  /// Shows the beginning of another text.
  mutating func rewind() {
    top = 0
    left = 0
    mayReplace = false
  }
}
