internal import ArgumentParser
internal import CommandKit
internal import TensorFiles

/// Where defaults of the other options come from.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file of defaults, or none (default: ~/.config/quantview/config).",
      valueName: "path|none"),
    completion: .file())
  var config: String?

  /// Reads the user's defaults.
  ///
  /// - Parameter readsUsual: Whether a file that nobody named is read.
  /// - Returns: What is set; nothing where there is no file.
  /// - Throws: `Failure` where the file can't be read, or a `ConfigurationError` about a line of it.
  func load(readsUsual: Bool = true) throws -> Configuration {
    switch ConfigurationPlace(config, environment: Environment.value) {
    case .none: return Configuration()
    case .usual(let path):
      guard readsUsual, TextFile.exists(path) else { return Configuration() }
      return try Configuration(try read(path), table: Settings.table)
    case .named(let path): return try Configuration(try read(path), table: Settings.table)
    }
  }

  private func read(_ path: String) throws(Failure) -> TextFile {
    do throws(TensorFileError) {
      return try TextFile(path)
    } catch {
      // It is a part of the environment, and none of what was to be read.
      throw Failure(status: ExitStatus.usage, error.description)
    }
  }
}
