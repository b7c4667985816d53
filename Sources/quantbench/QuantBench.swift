#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Measures the figures that the README quotes, on this machine, with the spread of each.
///
/// `quantbench [analysis|screen]…`; nothing asked for measures all.
@main
struct QuantBench {
  static let all: [(name: String, run: @Sendable () throws -> Void)] = [
    ("analysis", AnalysisBenchmark.run),
    ("screen", ScreenBenchmark.run),
  ]

  static func main() {
    let asked = CommandLine.arguments.dropFirst()
    if let unknown = asked.first(where: { name in !all.contains { $0.name == name } }) {
      print("quantbench: no benchmark \(unknown); try \(all.map(\.name).joined(separator: ", "))")
      exit(2)
    }
    print("\(Machine.processor), \(Machine.cores) cores online, load \(Machine.load)")
    for benchmark in all where asked.isEmpty || asked.contains(benchmark.name) {
      print("")
      do {
        try benchmark.run()
      } catch {
        print("quantbench: \(benchmark.name): \(error)")
        exit(1)
      }
    }
  }
}
