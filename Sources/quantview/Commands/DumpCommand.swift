internal import ArgumentParser
internal import CommandKit
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// `quantview dump`.
struct DumpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump",
    abstract: "Write the codes, scales or errors of one quantized tensor.",
    discussion: """
      codes: one number an element of the [rows, columns] view: integers as they are (i1), float codes as stored (u1).
      scales: one number a block: E8M0 and E4M3 as stored (u1), others as numbers (f2, f4).
      zeros: one number a block, where there are zero points: what codes count from, integers (u1) or HQQ's numbers (f2).
      errors: two numbers a block (f8): the sum of its squared errors, and its SQNR in dB, which is NaN where it \
      is undefined. As csv a line a block: row and column of its first element, then the two, or nothing.
      scales-128x4: the scales of one byte in the order of tensor cores, tiles of 128 rows and 4 blocks padded with \
      zeros: [tile rows, tile columns, 32, 16] (u1).
      """)

  @OptionGroup var sources: SourceOptions
  @OptionGroup(visibility: .hidden) var formatOptions: FormatOptions
  @OptionGroup var threadOptions: ThreadOptions

  @Option(
    name: .long,
    help: ArgumentHelp("The format; \"quantview formats\" lists them.", valueName: "ID"),
    completion: .list(FormatRegistry.all.map(\.id.description)))
  var format: String

  @Option(
    name: .long,
    help: ArgumentHelp("scales, codes, zeros, errors or scales-128x4.", valueName: "NUMBERS"),
    completion: .list(DumpRequest.Content.allCases.map(\.rawValue)))
  var what: String

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "npy or csv (default: what OUT's suffix says, else npy).", valueName: "KIND"),
    completion: .list(["npy", "csv"]))
  var kind: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to this file; - is standard output, for csv.", valueName: "OUT"), completion: .file())
  var output: String

  func run() throws {
    let configuration = try sources.configurationOptions.load()
    let format = try FormatRegistry.format(named: format)
    let content = try content()
    let form = try form()
    if output != "-" { try AtomicFile.check(output, against: sources.file) }
    var troubles = Troubles()
    let source = try sources.open(noting: &troubles).source
    let tensor = try only(source.tensors)
    let threads = threadOptions.count(configuration)
    let request = try DumpRequest(tensor: tensor, format: format, content: content, form: form)
    try Signals.holding { () throws(Failure) in
      let outcome = write(request, of: source, threads: threads)
      if let note = try outcome.get() { Console.say(note) }
    }
    try troubles.end()
  }

  private func content() throws(Failure) -> DumpRequest.Content {
    guard let content = DumpRequest.Content(rawValue: what) else {
      let names = DumpRequest.Content.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        status: ExitStatus.usage,
        "--what \(PrintableName.quoted(what)): no such numbers; there are \(names)")
    }
    return content
  }

  private func form() throws(Failure) -> DumpRequest.Form {
    let suffix = output.lowercased().hasSuffix(".csv") || output == "-" ? "csv" : "npy"
    guard let form = DumpRequest.Form(rawValue: kind ?? suffix) else {
      throw Failure(
        status: ExitStatus.usage,
        "--as \(PrintableName.quoted(kind ?? "")): no such kind of file; there are npy, csv")
    }
    guard form == .csv || output != "-" else {
      throw Failure(
        status: ExitStatus.usage, "-o -: an npy file is not for standard output; --as csv is")
    }
    return form
  }

  /// The one tensor that is dumped.
  private func only(_ tensors: [TensorDescriptor]) throws(Failure) -> TensorDescriptor {
    guard tensors.count == 1, let tensor = tensors.first else {
      throw Failure(
        status: ExitStatus.usage,
        "\(tensors.count) tensors match, and one is dumped; --tensor names it")
    }
    guard tensor.isAnalysable else {
      throw Failure(
        status: ExitStatus.usage,
        "--tensor \(PrintableName.quoted(tensor.name)): \(tensor.type) can't be analysed")
    }
    return tensor
  }

  private func write(
    _ request: DumpRequest, of source: any TensorSource, threads: Int
  ) -> Result<String?, Failure> {
    let output = output
    let bytes = Dumper(request, of: source, threads: threads).byteCount
    let progress = Progress(totalBytes: max(1, bytes))
    defer { progress.erase() }
    return progress.wait(bytes: bytes, name: request.tensor.name) { share in
      let dumper = Dumper(
        request, of: source, threads: threads, isCancelled: { Signals.hasArrived }
      ) { share.add(Double($0.byteCount) / Double(max(1, bytes))) }
      do {
        return .success(
          output == "-" ? try await dumper.print() : try await dumper.write(to: output))
      } catch let error as FileWriteError where error.kind == .closed {
        return .success(nil)
      } catch {
        return .failure(
          Failure(error)
            ?? Failure(status: ExitStatus.usage, "\(PrintableName.escaped(output)): \(error)"))
      }
    }
  }
}
