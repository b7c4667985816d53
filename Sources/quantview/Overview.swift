internal import QuantReports
internal import TensorFiles

/// The overview that stands in for the explorer where there is no terminal.
enum Overview {
  /// Prints the tensors as soon as each is analysed.
  ///
  /// - Parameters:
  ///   - exploration: The tensors and formats.
  ///   - troubles: Told of tensors that could not be read.
  /// - Throws: A `FileWriteError` where standard output takes no more.
  static func print(_ exploration: Exploration, noting troubles: inout Troubles) throws {
    let source = exploration.source
    let overview = OverviewText(
      of: source.description, tensors: source.tensors, formats: exploration.formats)
    let analysis = Analysis(
      of: source, formats: exploration.formats, threads: exploration.threads)
    guard try Console.print(overview.header) else { return }
    for tensor in source.tensors {
      do {
        let report = tensor.isAnalysable ? try analysis.report(of: tensor) : nil
        analysis.progress.erase()
        guard try Console.print(overview.entry(of: tensor, report)) else { return }
      } catch let error as TensorFileError {
        analysis.progress.erase()
        troubles.add(Failure(error))
      }
    }
  }
}
