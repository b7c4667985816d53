/// A way to write a report down.
///
/// A new one is one file with a renderer and one row in `all`.
public struct ReportFormat: Sendable {
  /// The name as `--as` takes it.
  public let id: String
  /// The suffix of a file of this kind, without its dot.
  public let fileSuffix: String
  /// Further suffixes that ask for it.
  let otherSuffixes: [String]
  /// What it is good for, in a few words.
  public let summary: String
  /// Whether it shows pictures that a tensor's report alone does not hold.
  public let hasPictures: Bool
  /// How it is written: at once, or tensor by tensor.
  public let rendering: Rendering

  /// How a report is written.
  public enum Rendering: Sendable {
    /// At once, when everything is known.
    case whole(@Sendable (ReportDocument) -> String)
    /// Tensor by tensor, so that each can be written and forgotten once it is known.
    case streamed(Streaming)
  }

  /// Writes a report tensor by tensor.
  ///
  /// - Parameters:
  ///   - head: What the report says before its first tensor; its own tensors are not looked at.
  ///   - next: Hands out the next tensor's part; nil after the last.
  ///   - put: Takes the next piece of the text, and says whether anybody wants another.
  public typealias Streaming =
    @Sendable (
      _ head: ReportDocument, _ next: () -> ReportPart?, _ put: (String) -> Bool
    ) -> Void

  init(
    id: String, fileSuffix: String, otherSuffixes: [String] = [], summary: String,
    hasPictures: Bool = false, rendering: Rendering
  ) {
    self.otherSuffixes = otherSuffixes
    self.hasPictures = hasPictures
    self.id = id
    self.fileSuffix = fileSuffix
    self.summary = summary
    self.rendering = rendering
  }

  /// Writes a report down.
  ///
  /// - Parameter document: What the report says.
  /// - Returns: The text in full, ending in a line end; the same for the same document.
  public func render(_ document: ReportDocument) -> String {
    switch rendering {
    case .whole(let render): return render(document)
    case .streamed(let write):
      var text = ""
      var indices = document.tensors.indices.makeIterator()
      write(document) {
        indices.next().map { ReportPart(document, $0) }
      } _: {
        text += $0
        return true
      }
      return text
    }
  }

  /// A page for reading.
  public static let text = TextReport.format
  /// For pull requests and notebooks.
  public static let markdown = MarkdownReport.format
  /// A page to send: one file with pictures.
  public static let html = HTMLReport.format
  /// For programs.
  public static let json = JSONReport.format
  /// For programs that read line by line.
  public static let jsonLines = JSONLinesReport.format
  /// For spreadsheets.
  public static let csv = CSVReport.format

  /// Every way, in the order of the help.
  public static let all: [ReportFormat] = [text, markdown, json, jsonLines, csv, html]

  /// The way with the given name; nil where there is none.
  public static func named(_ id: String) -> ReportFormat? { all.first { $0.id == id } }

  /// The way that a file's suffix asks for; nil where it asks for none.
  public static func suited(toPath path: String) -> ReportFormat? {
    all.first { format in
      ([format.fileSuffix, format.id] + format.otherSuffixes).contains {
        path.lowercased().hasSuffix("." + $0)
      }
    }
  }
}
