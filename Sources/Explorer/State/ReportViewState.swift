/// How the report that would be written is looked at, and its text.
struct ReportViewState: Sendable, Equatable {
  /// Which of the kinds of report; an index into them.
  var kind = 0
  /// Where the report was written; nil for the name that is usual.
  var path: String?
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

  /// The view of another tensor: what is running is remembered so that it can be cancelled.
  init(keepingWorkOf other: ReportViewState) {
    running = other.running
    asked = other.asked
  }

  /// Shows the same lines of another text.
  mutating func look(as other: ReportViewState) {
    kind = other.kind
    redactsPath = other.redactsPath
    top = other.top
    left = other.left
  }

  /// Shows the beginning of another text.
  mutating func rewind() {
    top = 0
    left = 0
    path = nil
    mayReplace = false
  }
}
