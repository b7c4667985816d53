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
  /// What stands before the first tensor whatever the report says; empty for most.
  public let opening: String
  /// Whether the rest is that of the tensors one after the other, so that each can be written once it is known.
  public let isStreamed: Bool
  /// Whether it shows pictures that a tensor's report alone does not hold.
  public let hasPictures: Bool
  private let renderer: @Sendable (ReportDocument) -> String

  init(
    id: String, fileSuffix: String, otherSuffixes: [String] = [], summary: String,
    opening: String = "",
    isStreamed: Bool = false, hasPictures: Bool = false,
    renderer: @escaping @Sendable (ReportDocument) -> String
  ) {
    self.otherSuffixes = otherSuffixes
    self.opening = opening
    self.isStreamed = isStreamed
    self.hasPictures = hasPictures
    self.id = id
    self.fileSuffix = fileSuffix
    self.summary = summary
    self.renderer = renderer
  }

  /// Writes a report down.
  ///
  /// - Parameter document: What the report says.
  /// - Returns: The text in full, ending in a line end; the same for the same document.
  public func render(_ document: ReportDocument) -> String { opening + renderer(document) }

  /// Writes down what follows the opening: of a streamed report the part of the document's tensors.
  public func rest(of document: ReportDocument) -> String { renderer(document) }

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
