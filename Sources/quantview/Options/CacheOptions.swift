internal import ArgumentParser
internal import CommandKit
internal import QuantAnalysis

/// Where results are kept between runs.
struct CacheOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Where results are kept between runs, or none (default: ~/.cache/quantview).",
      valueName: "DIR|none"),
    completion: .directory)
  var cache: String?

  /// The figures that were kept of a model; nil where none are to be kept.
  ///
  /// - Parameter paths: The model's files as they were named.
  /// - Returns: The store.
  func store(of paths: [String]) -> FigureStore? {
    switch CachePlace(cache, environment: Environment.value) {
    case .none: nil
    case .directory(let directory): FigureStore(directory: directory, paths: paths)
    }
  }
}
