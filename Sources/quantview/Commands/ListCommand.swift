internal import ArgumentParser
internal import CommandKit
internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// `quantview list`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the stored tensors exactly as in the files.")

  @OptionGroup var sources: SourceOptions
  // Taken with any file; a list has no figures to compute.
  @OptionGroup(visibility: .hidden) var formatOptions: FormatOptions
  @OptionGroup(visibility: .hidden) var threadOptions: ThreadOptions

  @Flag(name: .long, help: "Print a quantview.list/1 document.")
  var json = false

  @Flag(name: .long, help: "Print what the files say about themselves too, long arrays cut.")
  var metadata = false

  @Flag(name: .long, help: "Read every tensor and print the SHA-256 of its content.")
  var sha256 = false

  func run() throws {
    // What is set has no bearing on a list; that it is wrong is said all the same.
    _ = try sources.configurationOptions.load()
    var troubles = Troubles()
    let opened = try sources.open(noting: &troubles)
    let (stored, matrices) = opened.asStored
    let surveys = opened.whole.surveys(of: matrices.map(\.name))
    let listing =
      sha256
      ? try hashed(stored, matrices, surveys)
      : try TensorListing(
        of: stored, matrices: matrices, surveys: surveys, includesMetadata: metadata)
    try Console.print(json ? listing.json() : ListText.render(listing))
    try troubles.end()
  }

  private func hashed(
    _ source: any TensorSource, _ matrices: [EncodedMatrix], _ surveys: [ScaleSurvey]
  ) throws(TensorFileError) -> TensorListing {
    let total = source.tensors.reduce(0) { $0 + $1.byteCount }
    let progress = Progress(totalBytes: total)
    let outcome = progress.wait(bytes: total, name: "sha256") { share in
      Result { () throws(TensorFileError) -> TensorListing in
        let watched = WatchedSource(source) { share.add(Double($0) / Double(max(1, total))) }
        return try TensorListing(
          of: watched, matrices: matrices, surveys: surveys, includesMetadata: metadata,
          includesHashes: true)
      }
    }
    progress.erase()
    return try outcome.get()
  }
}

extension OpenedSource {
  /// What was asked for as the files have it, weights by their parts, and those weights.
  fileprivate var asStored: (source: any TensorSource, matrices: [EncodedMatrix]) {
    let asked = Set(source.tensors.map(\.name))
    let matrices = whole.matrices.filter { asked.contains($0.name) }
    let names = asked.union(matrices.flatMap { $0.parts.map(\.name) })
    let stored = whole.stored.tensors.filter { names.contains($0.name) }
    return (SelectedSource(stored, of: whole.stored), matrices)
  }
}
