internal import ArgumentParser
internal import KernelEngine
internal import Measurement
internal import QuantReports

/// `quantview bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this machine encodes and measures, beside what its memory allows.",
    discussion: """
      Every kernel is checked against its definition before it is timed. All backends that the processor runs are \
      measured, unless QUANTVIEW_BACKEND names one.
      """)

  @Flag(name: .long, help: "Measure the kernels.")
  var kernels = false

  @Option(name: .customLong("as"), help: ArgumentHelp("text or json.", valueName: "kind"))
  var kind = "text"

  func validate() throws {
    guard kernels else { throw ValidationError("bench needs to know what to measure: --kernels") }
    guard kind == "text" || kind == "json" else {
      throw ValidationError("--as \(kind): a benchmark is written as text or json")
    }
  }

  func run() throws {
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
