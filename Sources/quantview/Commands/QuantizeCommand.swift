internal import ArgumentParser
internal import CommandKit
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// `quantview quantize`.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Write quantized weights to files that other software loads.",
    discussion: """
      Without --tensor every weight of two or more dimensions is quantized that the layout has a place for, but for \
      those that its runtimes don't take quantized (embeddings, heads, routers; in gguf only what llama.cpp leaves \
      out, with --dequantize nothing). Everything else is kept as it is \
      stored. A directory becomes a directory, with its configuration. --recipe says for each tensor what \
      becomes of it, as "rank" and the explorer write it.

      Layouts: \(ExportLayouts.list.map { "\($0.name) (\($0.ids); \($0.loadsIn))" }.joined(separator: ", ")).
      """)

  @OptionGroup var sources: SourceOptions
  // Taken with any file; one format is written, which --format names.
  @OptionGroup(visibility: .hidden) var formatOptions: FormatOptions
  @OptionGroup var threadOptions: ThreadOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The format that weights get; \"quantview formats\" lists them.", valueName: "ID"),
    completion: .list(FormatRegistry.all.map(\.id.description)))
  var format: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      A format for each tensor instead, from a recipe: JSON with names and patterns, or CSV with the columns name and \
      format. Tensors that it doesn't name, those it keeps, and those the layout can't hold as it says (they are \
      listed) stay as they are stored; a name of a tensor that is no matrix of numbers is an error.
      """, valueName: "FILE"), completion: .file())
  var recipe: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How they are laid down (default: the first that has a place for the format).",
      valueName: "NAME"), completion: .list(ExportLayouts.list.map(\.name)))
  var layout: String?

  @Flag(name: .long, help: "Write the decoded values in F32 instead: .safetensors or .npy.")
  var dequantize = false

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      """
      Weights of one module that match share a tensor scale, as in '*.{q,k,v}_proj.weight'. May be given \
      again.
      """, valueName: "GLOB"))
  var shareScale: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file or directory to write.", valueName: "OUT"), completion: .file())
  var output: String

  func validate() throws {
    guard output != "-" else {
      throw ValidationError("-o - is standard output; quantize writes a file or a directory")
    }
    guard (format == nil) != (recipe == nil) else {
      throw ValidationError(
        format == nil
          ? "expected --format ID, or --recipe FILE"
          : "--recipe says the formats; leave out --format")
    }
    guard recipe == nil || sources.tensor.isEmpty else {
      throw ValidationError("--recipe says which tensors are quantized; leave out --tensor")
    }
    if dequantize, let layout {
      throw ValidationError("--dequantize writes plain values; leave out --layout \(layout)")
    }
  }

  func run() throws {
    // What is misspelt is said before anything is read.
    let format = try format.map { try FormatRegistry.format(named: $0) }
    let recipe = try recipe.map { try RecipeFile($0) }
    let threads = threadOptions.count(try sources.configurationOptions.load())
    try Environment.readStandardInput(for: sources.file)
    let input = try ExportInput.open(sources.file, as: try sources.layout())
    let request = try request(format: format, recipe: recipe, of: input)
    let plan = try QuantizePlan(request, of: input)
    let inputs = sources.file + [self.recipe].compactMap(\.self)
    try Quantizer(plan, threads: threads).check(output, against: inputs)
    for note in [plan.note, plan.fusedNote].compactMap(\.self) { Console.say(note) }
    try Signals.holding { () throws(Failure) in
      if let failure = write(plan, threads: threads) { throw failure }
    }
    try Console.print(
      "\(PrintableName.escaped(output)): \(plan.quantizedCount) of \(input.checkpoint.tensors.count) tensors as "
        + "\(plan.formats.map(\.description).joined(separator: ", ")), layout \(request.layout.name)\n"
    )
  }

  private func request(
    format: (any QuantizationFormat)?, recipe: RecipeFile?, of input: ExportInput
  ) throws -> QuantizeRequest {
    if let format {
      return QuantizeRequest(
        format: format, layout: try chosenLayout(for: [format]), tensors: sources.tensor,
        sharedScales: shareScale)
    }
    let names = recipe?.rules.names.map(\.text) ?? []
    guard let (recipe, note) = try recipe?.applied(to: input.checkpoint.tensors) else {
      throw ValidationError("expected --format ID, or --recipe FILE")
    }
    if let note { Console.say(note) }
    let formats = try recipe.formats.map { try FormatRegistry.format($0) }
    return try QuantizeRequest(
      recipe: recipe, layout: try chosenLayout(for: formats), sharedScales: shareScale,
      naming: names)
  }

  private func chosenLayout(
    for formats: [any QuantizationFormat]
  ) throws(Failure) -> any ExportLayout {
    if dequantize { return ExportLayouts.dequantized }
    guard let layout else {
      return ExportLayouts.first(for: formats) ?? ExportLayouts.list[0]
    }
    guard let chosen = ExportLayouts.named(layout) else {
      let names = ExportLayouts.list.map(\.name).joined(separator: ", ")
      throw Failure(
        status: ExitStatus.usage,
        "--layout \(PrintableName.quoted(layout)): no such layout; there are \(names)")
    }
    return chosen
  }

  /// Writes the output while a bar shows how far it is.
  private func write(_ plan: QuantizePlan, threads: Int) -> Failure? {
    let total = max(1, plan.byteCount)
    let progress = Progress(totalBytes: total)
    defer { progress.erase() }
    let output = output
    return progress.wait(bytes: total, name: output) { share in
      let quantizer = Quantizer(plan, threads: threads, isCancelled: { Signals.hasArrived }) {
        share.set(name: $0.name)
        share.add(Double($0.byteCount) / Double(total))
      }
      do {
        try await quantizer.write(to: output)
        return nil
      } catch {
        return Failure(error)
          ?? Failure(status: ExitStatus.usage, "\(PrintableName.escaped(output)): \(error)")
      }
    }
  }
}
