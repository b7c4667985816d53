internal import Advisor
internal import ArgumentParser
internal import QuantReports
internal import TensorFiles

/// `quantview advise`.
struct AdviseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract: "Predict what a linear layer costs on a part, and name the recipe to choose.",
    discussion: """
      Nothing is measured. ROOFLINE is the least time that data sheets allow; ESTIMATE, where measurements of the part \
      were fitted, is what kernels are likely to take. Parts: \
      \(PartTable.builtIn.parts.map(\.name).joined(separator: ", ")).
      """)

  @Option(
    name: .long, help: ArgumentHelp("The weights, outputs before inputs.", valueName: "NxK"))
  var shape: String

  @Option(
    name: .long,
    help: ArgumentHelp("Rows of activations: sequences, or tokens of a prompt.", valueName: "M"))
  var batch: Int

  @Option(
    name: .long, help: ArgumentHelp("The part, such as H200.", valueName: "NAME"),
    completion: .list(PartTable.builtIn.parts.map(\.name)))
  var part: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A JSON file of parts that adds to the known ones or replaces figures of theirs.",
      valueName: "FILE"), completion: .file())
  var parts: String?

  @Option(
    name: .customLong("as"), help: ArgumentHelp("text or json.", valueName: "KIND"),
    completion: .list(["text", "json"]))
  var kind = "text"

  func run() throws {
    guard kind == "text" || kind == "json" else {
      throw Failure(
        status: ExitStatus.usage,
        "--as \(PrintableName.quoted(kind)): advice is written as text or json")
    }
    guard let layer = LayerShape(shape) else {
      throw Failure(
        status: ExitStatus.usage,
        "--shape \(PrintableName.quoted(shape)): expected NxK such as 4096x14336, both from 1 to"
          + " \(LayerShape.limit)")
    }
    guard (1...Advice.batchLimit).contains(batch) else {
      throw Failure(
        status: ExitStatus.usage, "--batch \(batch): expected 1 to \(Advice.batchLimit)")
    }
    var table = PartTable.builtIn
    try Environment.readStandardInput(for: [parts].compactMap(\.self))
    if let parts { table = try PartFile(try JSONFile(parts)).adding(to: table) }
    let advice = Advice(shape: layer, batch: batch, part: try table.part(named: part))
    try Console.print(kind == "json" ? AdviceJSON.json(advice) : AdviceText.text(advice))
  }
}
