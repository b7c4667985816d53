internal import ArgumentParser
internal import CommandKit
internal import QuantAnalysis
internal import QuantReports
internal import TensorFiles

/// `quantview check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare a quantized checkpoint with its original, weight by weight.",
    discussion: """
      What is stored in QUANTIZED is decoded and measured as report measures it. Exit status 3 where a tensor of \
      ORIGINAL is missing, has another shape or can't be compared.

      The total is the root of the mean of every tensor's relative squared error, each weighed by its elements, so that \
      no tensor hides the others by its size. Tensors are paired by name; between a GGUF file and a Hugging Face \
      directory by what the names mean, and the order in which llama.cpp keeps queries and keys is undone.
      """)

  @Argument(
    help: ArgumentHelp("The quantized file or directory.", valueName: "QUANTIZED"),
    completion: .file())
  var quantized: String

  @Option(
    name: .long,
    help: ArgumentHelp("The file or directory that it was made from.", valueName: "ORIGINAL"),
    completion: .file())
  var against: String

  @OptionGroup var threadOptions: ThreadOptions

  @OptionGroup var configurationOptions: ConfigurationOptions

  @Option(
    name: .customLong("as"), help: ArgumentHelp("text or json.", valueName: "KIND"),
    completion: .list(["text", "json"]))
  var kind = "text"

  func run() throws {
    guard kind == "text" || kind == "json" else {
      throw Failure(
        status: ExitStatus.usage,
        "--as \(PrintableName.quoted(kind)): no such kind of report; there are text, json")
    }
    let threads = threadOptions.count(try configurationOptions.load())
    try Environment.readStandardInput(for: [quantized, against])
    let left = try TensorFile.open(quantized)
    let right = try TensorFile.open(against)
    var troubles = Troubles()
    for fault in left.description.faults + right.description.faults { troubles.add(Failure(fault)) }
    let report: CheckReport
    do {
      report = try compare(left, right, threads: threads)
    } catch let error as QuantizeError {
      for note in error.notes { Console.say(note) }
      throw error
    }
    for note in report.quantized.notes + [report.swap].compactMap(\.self) { Console.say(note) }
    let document = CheckDocument(tool: Environment.tool, report: report)
    try Console.print(kind == "json" ? document.json : document.text)
    if !report.isWhole { throw ExitStatus(code: ExitStatus.unreadable) }
    try troubles.end()
  }

  private func compare(
    _ left: any TensorSource, _ right: any TensorSource, threads: Int
  ) throws -> CheckReport {
    let bytes = max(1, try Checker(left, against: right, threads: 1).byteCount)
    let progress = Progress(totalBytes: bytes)
    defer { progress.erase() }
    let outcome: Result<CheckReport, any Error> = progress.wait(bytes: bytes, name: quantized) {
      share in
      do {
        let checker = try Checker(left, against: right, threads: threads, isCancelled: { false }) {
          share.set(name: $0.name)
          share.add(Double($0.byteCount) / Double(bytes))
        }
        return .success(try await checker.report())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
