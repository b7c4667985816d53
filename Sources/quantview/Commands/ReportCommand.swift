internal import ArgumentParser
internal import CommandKit
internal import Figures
internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// `quantview report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Measure tensors and write a report.")

  @OptionGroup var sources: SourceOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var threadOptions: ThreadOptions

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "text, markdown, html, json, jsonl or csv (default: what OUT's suffix says, else text).",
      valueName: "KIND"), completion: .list(ReportFormat.all.map(\.id)))
  var kind: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to this file; - is standard output.", valueName: "OUT"),
    completion: .file())
  var output: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "Exit with 1 if any tensor crosses it, as in 'nvfp4.sqnr_db<18'. May be given again.",
      valueName: "ID.METRIC OP NUMBER"),
    completion: .list(
      FormatRegistry.all.map { "\($0.id)." } + ReportField.all.map { ".\($0.name)" }))
  var failIf: [String] = []

  @Flag(
    name: .long,
    help: "Add what repairs of FP4 gain: even, mse, mbs, Hadamard, row factors, 4over6, sweep.")
  var repairs = false

  @Flag(
    name: .long,
    help: "Add what layers of the tensors' sizes cost on this machine, as bench measures it.")
  var kernels = false

  @Flag(name: .long, help: "Name the files without the folders that they lie in.")
  var redactPaths = false

  func run() throws {
    let configuration = try sources.configurationOptions.load()
    let threads = threadOptions.count(configuration)
    let formats = try formatOptions.chosen(configuration)
    let renderer = try renderer()
    let ids = formats.map { $0.id }
    let conditions = try failIf.map { try FailCondition($0, formats: ids) }
    if let output, output != "-" { try AtomicFile.check(output, against: sources.file) }
    var troubles = Troubles()
    let opened = try sources.open(noting: &troubles)
    if let output, output != "-" { try AtomicFile.check(output, against: opened.files) }
    let skipped = try skippedTensors(of: opened)
    let beside = repairs ? FP4Repair.formats.filter { !ids.contains($0) } : []
    let more = try beside.map { try FormatRegistry.format($0) }
    try refuse(formats, for: opened.source.tensors)
    let maker = ReportMaker(
      opened.source, formats: formats, more: more, threads: threads,
      source: redactPaths ? opened.source.description.redacted : opened.source.description,
      skipped: skipped, showsRepairs: repairs, showsKernels: kernels)
    var gates = conditions.map { FailGate($0) }
    try maker.write(renderer, to: output, noting: &troubles) { report in
      for index in gates.indices { gates[index].look(at: report) }
    }
    sayKind()
    for line in gates.compactMap(\.failure) {
      troubles.add(Failure(status: ExitStatus.crossed, line))
    }
    try troubles.end()
  }

  /// Says that a file is text where its name asks for something that there is not.
  private func sayKind() {
    guard kind == nil, let output, output != "-", ReportFormat.suited(toPath: output) == nil,
      let file = output.split(separator: "/").last, file.dropFirst().contains(".")
    else { return }
    let others = ReportFormat.all.map(\.id).filter { $0 != ReportFormat.text.id }
    Console.say(
      "\(PrintableName.quoted(output)): no kind of report ends so, it is text; "
        + "--as \(others.joined(separator: ", ")) writes another")
  }

  private func renderer() throws(Failure) -> ReportFormat {
    guard let kind else { return output.flatMap { ReportFormat.suited(toPath: $0) } ?? .text }
    guard let format = ReportFormat.named(kind) else {
      let names = ReportFormat.all.map(\.id).joined(separator: ", ")
      throw Failure(
        status: ExitStatus.usage,
        "--as \(PrintableName.quoted(kind)): no such kind of report; there are \(names)")
    }
    return format
  }

  /// Says which tensors are left out; that is an error where they were named, or where nothing else is there.
  private func skippedTensors(of opened: OpenedSource) throws(Failure) -> [TensorDescriptor] {
    let skipped = opened.source.tensors.filter { !$0.isAnalysable }
    guard !skipped.isEmpty else { return [] }
    let types = StoredType.all.filter { $0.encoding != nil }.map(\.name).joined(separator: ", ")
    if let named = opened.named.first(where: { !$0.isAnalysable }) {
      throw Failure(
        status: ExitStatus.usage,
        "--tensor \(PrintableName.quoted(named.name)): \(named.type) can't be analysed; \(types) can"
      )
    }
    let names = skipped.prefix(3).map { "\(PrintableName.quoted($0.name)) (\($0.type))" }
    let rest = skipped.count - names.count
    let list = names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    guard skipped.count < opened.source.tensors.count else {
      throw Failure(
        status: ExitStatus.usage,
        "no tensor can be analysed: \(list); \(types) can, quantview list shows all")
    }
    Console.say("not analysed: \(list); \(types) can be")
    return skipped
  }

  /// Says which formats can't hold which tensors; that is an error where no format can hold any.
  private func refuse(
    _ formats: [any QuantizationFormat], for tensors: [TensorDescriptor]
  ) throws(Failure) {
    let tensors = tensors.filter { $0.isAnalysable && $0.elementCount > 0 }
    var lines: [String] = []
    var isHeld = tensors.isEmpty
    for format in formats {
      let refused = tensors.compactMap { tensor in
        format.refusal(rows: tensor.rows, columns: tensor.columns).map { (tensor, $0) }
      }
      isHeld = isHeld || refused.count < tensors.count
      guard let (tensor, reason) = refused.first else { continue }
      let rest = refused.count > 1 ? " and \(refused.count - 1) more" : ""
      lines.append("\(format.id) \(reason): \(PrintableName.quoted(tensor.name))\(rest)")
    }
    guard isHeld else {
      throw Failure(status: ExitStatus.usage, lines.joined(separator: "; "))
    }
    for line in lines { Console.say(line) }
  }
}
