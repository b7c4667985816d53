/// A way to write a report down.
///
/// A new one is one file with a renderer and one row in `all`.
public struct ReportFormat: Sendable {
  /// The name as `--as` takes it.
  public let id: String
  /// The suffix of a file of this kind, without its dot.
  public let fileSuffix: String
  /// What it is good for, in a few words.
  public let summary: String
  private let renderer: @Sendable (ReportDocument) -> String

  init(
    id: String, fileSuffix: String, summary: String,
    renderer: @escaping @Sendable (ReportDocument) -> String
  ) {
    self.id = id
    self.fileSuffix = fileSuffix
    self.summary = summary
    self.renderer = renderer
  }

  /// Writes a report down.
  ///
  /// - Parameter document: What the report says.
  /// - Returns: The text in full, ending in a line end; the same for the same document.
  public func render(_ document: ReportDocument) -> String { renderer(document) }

  /// A page for reading.
  public static let text = TextReport.format
  /// For pull requests and notebooks.
  public static let markdown = MarkdownReport.format
  /// For programs.
  public static let json = JSONReport.format

  /// Every way, in the order of the help.
  public static let all: [ReportFormat] = [text, markdown, json]

  /// The way with the given name; nil where there is none.
  public static func named(_ id: String) -> ReportFormat? { all.first { $0.id == id } }

  /// The way that a file's suffix asks for; nil where it asks for none.
  public static func suited(toPath path: String) -> ReportFormat? {
    all.first { format in
      [format.fileSuffix, format.id].contains { path.lowercased().hasSuffix("." + $0) }
    }
  }
}
