internal import ArgumentParser
internal import QuantReports
internal import TensorFiles

/// `quantview diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two reports that were written as JSON or JSON lines.",
    discussion: """
      A is the earlier report, B the later one. Every scalar of each tensor and format that is not the same to the last \
      bit is listed with its change, B - A, and that over |A|.

      A threshold is ID.METRIC OP NUMBER about B's figures, as in 'nvfp4.sqnr_db<18'; with .change or .relative behind \
      the metric it is about the change, as in 'nvfp4.sqnr_db.change<-0.1' or 'mxfp4.mse.relative>0.01'. Differences \
      alone are no failure: the exit status is 1 only where a threshold is crossed.
      """)

  @Argument(
    help: ArgumentHelp("The earlier report.", valueName: "A.json"), completion: .file())
  var a: String

  @Argument(
    help: ArgumentHelp("The later report.", valueName: "B.json"), completion: .file())
  var b: String

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "Exit with 1 if any tensor crosses it, as in 'nvfp4.sqnr_db.change<-0.1'. May be given again.",
      valueName: "ID.METRIC OP NUMBER"))
  var failIf: [String] = []

  @Option(
    name: .customLong("as"), help: ArgumentHelp("text, markdown or json.", valueName: "kind"))
  var kind = "text"

  func run() throws {
    guard ["text", "markdown", "json"].contains(kind) else {
      throw Failure(
        status: ExitStatus.usage,
        "--as \(PrintableName.quoted(kind)): no such kind of comparison; there are text, markdown, json"
      )
    }
    let diff = ReportDiff(from: try StoredReport(a), to: try StoredReport(b))
    let conditions = try failIf.map { try DiffCondition($0, of: diff) }
    var troubles = Troubles()
    try Console.print(text(of: diff))
    for line in conditions.compactMap({ $0.failure(in: diff) }) {
      troubles.add(Failure(status: ExitStatus.crossed, line))
    }
    try troubles.end()
  }

  private func text(of diff: ReportDiff) -> String {
    switch kind {
    case "json": DiffJSON.text(diff, tool: Environment.tool)
    case "markdown": DiffText.markdown(diff)
    default: DiffText.text(diff)
    }
  }
}
