internal import ArgumentParser
internal import QuantCore
internal import TensorFiles

/// Which formats to measure.
struct FormatOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Formats to compare (default: mxfp4,nvfp4,int4-g128); \"quantview formats\" lists them.",
      valueName: "a,b,c"))
  var formats: String?

  /// The formats asked for, each once.
  ///
  /// - Parameter limit: How many there may be.
  /// - Returns: The formats in the order asked for.
  /// - Throws: `UnknownFormat`, or `Failure` where there are too many.
  func chosen(atMost limit: Int? = nil) throws -> [any QuantizationFormat] {
    var seen: Set<FormatID> = []
    var chosen: [any QuantizationFormat] = []
    let texts =
      formats.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      ?? FormatRegistry.defaults.map(\.description)
    for text in texts {
      let format = try FormatRegistry.format(named: text.filter { $0 != " " })
      if seen.insert(format.id).inserted { chosen.append(format) }
    }
    if let limit, chosen.count > limit {
      throw Failure(
        status: ExitStatus.usage,
        "--formats names \(chosen.count) formats; \(limit) fit side by side, report takes any number"
      )
    }
    return chosen
  }
}
