internal import Advisor
internal import ArgumentParser
internal import CommandKit
internal import QuantAnalysis
internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// `quantview rank`.
struct RankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract: "Rank a model's tensors by their error, and choose a format for each.",
    discussion: """
      Every tensor is measured in each of --formats, and the worst stand first. Norms, embeddings, heads, routers and \
      tensors of one dimension stay as they are stored; --keep and --quantize say otherwise.

      With --budget or --fit a format is chosen for every other tensor, or that it stays as it is, so that the \
      weighted error is least. A budget is in bits for each weight on average over the tensors that are not kept, scales \
      included, and is met to three decimals; --fit counts the bytes of all tensors.

      What was measured is kept in the cache directory, so that a run that was stopped goes on where it was.
      """)

  @OptionGroup var sources: SourceOptions
  @OptionGroup var formatOptions: FormatOptions

  @Flag(
    name: .long,
    help: "Measure every rule of each of the formats, as mxfp4, mxfp4:rceil, mxfp4:even and so on.")
  var allRules = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "ID.METRIC as in nvfp4.sqnr_db, sigma, bytes or name (default: the first format's sqnr_db).",
      valueName: "METRIC"))
  var by: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Choose formats that take so many bits a weight on average.", valueName: "BITS"))
  var budget: Double?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Choose formats with which all tensors take so many bytes, as in 24GB or 22.5GiB.",
      valueName: "BYTES"))
  var fit: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How errors are weighed: relative (to each tensor's weights) or sse (all alike).",
      valueName: "KIND"),
    completion: .list(ErrorWeight.allCases.map(\.rawValue)))
  var weight = ErrorWeight.relative.rawValue

  @OptionGroup var markOptions: MarkOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Read only evenly spread rows, about so many bytes of each tensor, as in 1MiB.",
      valueName: "BYTES"))
  var sample: String?

  @Option(
    name: .long,
    help: ArgumentHelp("List only the worst N tensors as text.", valueName: "N"))
  var top: Int?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "text, json or csv (default: what OUT's suffix says, else text).", valueName: "KIND"),
    completion: .list(RankKind.allCases.map(\.rawValue)))
  var kind: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      Write the chosen formats as a recipe instead: \
      \(RecipeExport.kinds.map { "\($0.name) (\($0.summary))" }.joined(separator: ", ")). \
      Tensors that the program can't hold as chosen get the best of what it holds, or stay.
      """, valueName: "NAME"),
    completion: .list(RecipeExport.kinds.map(\.name)))
  var recipeFor: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to this file; - is standard output.", valueName: "OUT"),
    completion: .file())
  var output: String?

  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var threadOptions: ThreadOptions

  func run() throws {
    let configuration = try sources.configurationOptions.load()
    let formats = try formats(configuration)
    try checkRecipe()
    let kind = try RankKind(kind, output: output)
    let request = RankRequest(
      formats: formats,
      metric: try RankMetric(by ?? "sqnr_db", formats: formats),
      weight: try errorWeight(), limit: try limit(), sampleBytes: try sampleBytes(),
      threads: threadOptions.count(configuration))
    if let top, top < 1 {
      throw Failure(status: ExitStatus.usage, "--top \(top): expected 1 or more tensors")
    }
    if let output, output != "-" { try AtomicFile.check(output, against: sources.file) }
    var troubles = Troubles()
    let opened = try sources.open(noting: &troubles)
    if let output, output != "-" { try AtomicFile.check(output, against: opened.files) }
    let maker = RankMaker(
      opened.source, request: request, rules: try markOptions.rules(for: opened.source),
      store: cacheOptions.store(of: sources.file))
    var document = try maker.document(noting: &troubles)
    if let recipeFor {
      if let text = try recipeText(&document, for: recipeFor) {
        try Console.write(text, to: output)
      }
    } else {
      let (document, top) = (document, top)
      try Console.write(to: output) { put throws(FileWriteError) in
        try kind.write(document, top: top, to: put)
      }
    }
    if let shortage = document.shortage {
      let asked = fit.map { "--fit \($0)" } ?? budget.map { "--budget \($0)" } ?? ""
      troubles.add(Failure(status: ExitStatus.usage, "\(asked): \(shortage)"))
    }
    try troubles.end()
  }

  /// The formats asked for, or every rule of each of them.
  private func formats(_ configuration: Configuration) throws -> [any QuantizationFormat] {
    let chosen = try formatOptions.chosen(configuration)
    guard allRules else { return chosen }
    var seen: Set<FormatID> = []
    return chosen.flatMap { FormatRegistry.rules(of: $0.id) }.filter {
      seen.insert($0.id).inserted
    }
  }

  private func errorWeight() throws(Failure) -> ErrorWeight {
    guard let weight = ErrorWeight(rawValue: weight) else {
      let names = ErrorWeight.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        status: ExitStatus.usage,
        "--weight \(PrintableName.quoted(weight)): no such kind of weight; there are \(names)")
    }
    return weight
  }

  private func limit() throws(Failure) -> RankDocument.Limit? {
    guard budget == nil || fit == nil else {
      throw Failure(
        status: ExitStatus.usage, "--budget and --fit both limit the size; give one of them")
    }
    if let budget {
      guard budget > 0, budget <= 64 else {
        throw Failure(
          status: ExitStatus.usage,
          "--budget \(budget): expected bits for each weight, more than 0 and at most 64")
      }
      return .bitsPerWeight(budget)
    }
    guard let fit else { return nil }
    let size = try Self.size(fit, of: "--fit")
    // Nobody fits a model in less than a megabyte without a word for it.
    if size.count < 1_000_000, !size.hasUnit {
      throw Failure(
        status: ExitStatus.usage,
        "--fit \(size.text): expected a size with its unit, \(size.count) bytes hold no model; "
          + "did you mean \(size.text)GB?")
    }
    return .memory(size)
  }

  private func sampleBytes() throws(Failure) -> Int? {
    guard let sample else { return nil }
    return try Self.size(sample, of: "--sample").count
  }

  private static func size(_ text: String, of option: String) throws(Failure) -> ByteSize {
    guard let size = ByteSize(text) else {
      throw Failure(
        status: ExitStatus.usage,
        "\(option) \(PrintableName.quoted(text)): expected a size, as in 24GB, 22.5GiB or 1048576")
    }
    return size
  }
}

/// How a ranking is written down.
enum RankKind: String, CaseIterable {
  case text, json, csv

  /// The kind that was asked for, or that an output's suffix asks for.
  init(_ name: String?, output: String?) throws(Failure) {
    guard let name else {
      self = Self.allCases.first { output?.lowercased().hasSuffix(".\($0)") ?? false } ?? .text
      return
    }
    guard let kind = RankKind(rawValue: name) else {
      let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        status: ExitStatus.usage,
        "--as \(PrintableName.quoted(name)): no such kind of ranking; there are \(names)")
    }
    self = kind
  }

  /// Writes a ranking down, piece by piece.
  ///
  /// - Parameters:
  ///   - document: The ranking.
  ///   - top: How many tensors a page lists; nil for all.
  ///   - put: Receives the pieces in order.
  /// - Throws: What `put` throws.
  func write(
    _ document: RankDocument, top: Int?, to put: (String) throws(FileWriteError) -> Void
  ) throws(FileWriteError) {
    switch self {
    case .text: try RankText.write(document, top: top, to: put)
    case .json: try RankJSON.write(document, to: put)
    case .csv: try RankCSV.write(document, to: put)
    }
  }
}
