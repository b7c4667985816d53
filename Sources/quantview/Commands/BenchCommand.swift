internal import ArgumentParser
internal import KernelEngine
internal import Measurement
internal import QuantReports
internal import TensorFiles

/// `quantview bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure on this machine what each format costs to multiply with.",
    discussion: """
      A recipe is WEIGHTS@ACTIVATIONS, both format ids, or bf16, or f32; quantizing the activations is part of the \
      time. Each is compared with the product of the decoded operands before it is timed, beside the limits of memory \
      and units measured in the same run. Weights come from memory, as a model's do, unless --hot is given. \
      QUANTVIEW_BACKEND forces baseline, avx2, avx512 or neon.

      Recipes: \(LinearRecipe.offered.joined(separator: ", ")); others can be put together of the same formats.

      --peers multiplies the same matrices by what is installed of \(Self.peerNames) and \
      prints the ratios, also where they are not in our favour. Libraries for Python are looked for by --python.

      --kernels measures encoding, decoding and statistics instead, on every backend. --attention measures attention in \
      8 bits against F64, on seeded samples beside published errors, or on tensors named q, k and v of a file.
      """)

  @Flag(name: .long, help: "Measure encoding, decoding and statistics.")
  var kernels = false

  @Flag(name: .long, help: "Measure the error and the time of attention in 8 bits.")
  var attention = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --attention: a file with tensors named q, k and v, [heads, tokens, dimension].",
      valueName: "FILE"), completion: .file())
  var qkv: String?

  @Option(
    name: .long, help: ArgumentHelp("With --attention: the samples' seed (1).", valueName: "N"))
  var seed: UInt64?

  @Flag(name: .long, help: "With --attention: no query attends to keys behind it.")
  var causal = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Recipes, such as int4-g128@bf16, or \(LinearRecipe.aliases.map(\.key).joined(separator: ", ")).",
      valueName: "a,b"),
    completion: .list(
      LinearRecipe.aliases.map(\.key) + LinearRecipe.offered
        + AttentionRecipe.offered.map(\.id)))
  var recipes: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Outputs and inputs of the layer (4096x4096); of attention heads, tokens and dimension (\(Self.usualHeads)).",
      valueName: "NxK|HxTxD"))
  var shape: String?

  @Option(name: .long, help: ArgumentHelp("Rows of activations.", valueName: "1,2,4…"))
  var batches: String?

  @Flag(name: .long, help: "Read the same weights over and over, from a cache where they fit.")
  var hot = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "1: throughput by precision; 2: 8-bit activations against weight-only over the batch.",
      valueName: "1|2"),
    completion: .list(["1", "2"]))
  var figure: Int?

  @Option(name: .long, help: ArgumentHelp("Threads that work.", valueName: "N"))
  var threads = 1

  @Flag(
    name: .long,
    help:
      "Multiply the same matrices by OpenBLAS, oneDNN, onnxruntime and openvino, where they are installed."
  )
  var peers = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Python for --peers; otherwise QUANTVIEW_PYTHON, or python3.", valueName: "PATH"),
    completion: .file())
  var python: String?

  @Option(
    name: .customLong("as"), help: ArgumentHelp("text or json.", valueName: "KIND"),
    completion: .list(["text", "json"]))
  var kind = "text"

  private static var peerNames: String {
    Peers.all(python: "").map(\.name).joined(separator: ", ")
  }

  func validate() throws {
    guard kind == "text" || kind == "json" else {
      throw ValidationError("--as \(kind): a benchmark is written as text or json")
    }
    if let figure, SurveyFigure(rawValue: figure) == nil {
      throw ValidationError("--figure \(figure): there are figures 1 and 2")
    }
    guard (1...LinearLayer.mostThreads).contains(threads) else {
      throw ValidationError("--threads \(threads): from 1 to \(LinearLayer.mostThreads)")
    }
    guard !peers || (!kernels && !attention && figure == nil) else {
      throw ValidationError("--peers goes with none of --kernels, --attention and --figure")
    }
    guard !kernels || figure == nil else {
      throw ValidationError("--kernels does not go with --figure")
    }
    guard python == nil || peers else { throw ValidationError("--python goes with --peers") }
    if attention {
      try validateAttention()
    } else {
      for (name, isGiven) in [("--qkv", qkv != nil), ("--seed", seed != nil), ("--causal", causal)]
      where isGiven { throw ValidationError("\(name) belongs to --attention") }
      if !kernels { _ = try request() }
    }
  }

  func run() throws {
    guard !kernels else { return try measureKernels() }
    guard !attention else { return try measureAttention() }
    let request = try request()
    let interpreter = python ?? Environment.value(of: "QUANTVIEW_PYTHON") ?? "python3"
    let benchmark = LinearBenchmark(
      engine: .shared, request: request, peers: peers ? Peers.all(python: interpreter) : [])
    let total = request.recipes.count * request.batches.count
    let report = benchmark.run { found in
      let others = found.peers.map(\.points.count).reduce(0, +)
      Self.show(
        "measured \(found.points.count) of \(total) points"
          + (others > 0 ? " and \(others) of peers" : ""))
      return true
    }
    Self.show("")
    guard !report.points.isEmpty || report.refusals.isEmpty else {
      throw Failure(status: ExitStatus.usage, report.refusals[0].reason)
    }
    if kind == "json" {
      try Console.print(LinearTable.json(report))
    } else if let number = figure.flatMap({ SurveyFigure(rawValue: $0) }) {
      try Console.print(LinearFigure.text(report, number))
    } else {
      try Console.print(LinearTable.text(report))
    }
    if let refusal = report.refusals.first {
      throw Failure(status: ExitStatus.usage, refusal.reason)
    }
    if report.points.contains(where: { !$0.isChecked }) {
      throw Failure(
        status: ExitStatus.usage,
        "a product differs from that of its decoded operands; please report this")
    }
  }

  /// Says on the terminal's last line how far it is, where a terminal watches standard error.
  static func show(_ text: String) {
    let terminal = DescriptorWriter.standardError
    guard terminal.isTerminal else { return }
    let line = "\r" + String(repeating: " ", count: 60) + "\r"
    // A line that can't be drawn is no reason to stop.
    try? terminal.write(line + text)
  }

  private func request() throws -> LinearBenchmark.Request {
    let number = figure.flatMap { SurveyFigure(rawValue: $0) }
    let usual = ["bf16@bf16", "int4-g128@bf16", "int8-row@int8-row", "int4-g128@int8-g128"]
    let names =
      recipes.map { $0.split(separator: ",").map(String.init) }
      ?? number?.recipes ?? usual + ["mxfp4@int8-g32", "nvfp4@bf16"]
    guard !names.isEmpty else { throw ValidationError("--recipes: names, such as a16w4,a8w8") }
    let shape = shape ?? "4096x4096"
    let sides = shape.split(separator: "x").map { Int($0) }
    guard sides.count == 2, let outputs = sides[0], let inputs = sides[1], outputs > 0, inputs > 0,
      outputs <= 1 << 17, inputs <= 1 << 17, outputs * inputs <= 1 << 28
    else {
      throw ValidationError(
        "--shape \(shape): outputs x inputs, such as 4096x4096, at most 2^17 each and 2^28 weights")
    }
    let counts = try batches.map { try Self.batches($0) } ?? number?.batches ?? [1, 4, 16, 64, 256]
    do {
      return LinearBenchmark.Request(
        recipes: Self.once(try names.map { try LinearRecipe(named: $0) }), outputs: outputs,
        inputs: inputs, batches: Self.once(counts), isHot: hot, threads: threads)
    } catch let error as LinearError {
      throw ValidationError(error.message)
    }
  }

  /// Each once, where it came first.
  private static func once<Item: Hashable>(_ items: [Item]) -> [Item] {
    var seen: Set<Item> = []
    return items.filter { seen.insert($0).inserted }
  }

  private static func batches(_ text: String) throws -> [Int] {
    let counts = text.split(separator: ",").map { Int($0) }
    guard !counts.isEmpty, counts.allSatisfy({ ($0 ?? 0) >= 1 && ($0 ?? 0) <= 4096 }) else {
      throw ValidationError("--batches \(text): numbers from 1 to 4096, such as 1,2,4")
    }
    return counts.compactMap(\.self)
  }

  private func measureKernels() throws {
    let isForced = Environment.value(of: Backend.variable).map { !$0.isEmpty } ?? false
    let backends = isForced ? [KernelEngine.shared.backend] : Backend.supported.reversed()
    let reports = backends.compactMap { KernelEngine($0) }.map { KernelBenchmark(engine: $0).run() }
    try Console.print(kind == "json" ? KernelTable.json(reports) : KernelTable.text(reports))
    if reports.contains(where: { $0.points.contains { !$0.isChecked } }) {
      throw Failure(
        status: ExitStatus.usage, "a kernel differs from its definition; please report this")
    }
  }
}
