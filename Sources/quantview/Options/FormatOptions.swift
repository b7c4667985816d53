internal import ArgumentParser
internal import CommandKit
internal import QuantCore
internal import TensorFiles

/// Which formats to measure.
struct FormatOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Formats to compare (default: mxfp4,nvfp4,int4-g128); \"quantview formats\" lists them.",
      valueName: "a,b,c"), completion: .list(FormatRegistry.all.map(\.id.description)))
  var formats: String?

  /// What of the configuration's formats finds no room side by side, in a sentence; nil where all do.
  ///
  /// - Parameters:
  ///   - limit: How many are shown.
  ///   - configuration: What stands where none is asked for.
  /// - Returns: The sentence.
  func leftOut(beyond limit: Int, _ configuration: Configuration) -> String? {
    guard formats == nil, let usual = configuration[Settings.formats], usual.count > limit
    else { return nil }
    let others = usual.dropFirst(limit).map(\.description).joined(separator: ", ")
    return "of the configuration's \(usual.count) formats the first \(limit) are shown, without "
      + "\(others); report takes all"
  }

  /// The formats asked for, each once.
  ///
  /// - Parameters:
  ///   - limit: How many there may be; of those that the configuration names the first ones are taken.
  ///   - configuration: What stands where none is asked for.
  /// - Returns: The formats in the order asked for.
  /// - Throws: `UnknownFormat`, or `Failure` where there are too many.
  func chosen(
    atMost limit: Int? = nil, _ configuration: Configuration
  ) throws -> [any QuantizationFormat] {
    var seen: Set<FormatID> = []
    var chosen: [any QuantizationFormat] = []
    let usual = configuration[Settings.formats] ?? FormatRegistry.defaults
    let texts =
      formats.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      ?? usual.prefix(limit ?? usual.count).map(\.description)
    for text in texts {
      let id = text.filter { $0 != " " }
      guard !id.isEmpty else {
        throw Failure(
          status: ExitStatus.usage,
          "--formats \(PrintableName.quoted(formats ?? "")): expected ids with one comma between two,"
            + " as in mxfp4,nvfp4; found none in a place")
      }
      let format = try FormatRegistry.format(named: id)
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
