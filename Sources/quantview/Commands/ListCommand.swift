internal import ArgumentParser
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

  @Flag(name: .long, help: "Read every tensor and print the SHA-256 of its content.")
  var sha256 = false

  func run() throws {
    var troubles = Troubles()
    let source = try sources.open(noting: &troubles).source
    let listing = sha256 ? try hashed(source) : try TensorListing(of: source)
    try Console.print(json ? listing.json() : ListText.render(listing))
    try troubles.end()
  }

  private func hashed(_ source: any TensorSource) throws(TensorFileError) -> TensorListing {
    let total = source.tensors.reduce(0) { $0 + $1.byteCount }
    let progress = Progress(totalBytes: total)
    let outcome = progress.wait(bytes: total, name: "sha256") { share in
      Result { () throws(TensorFileError) -> TensorListing in
        let watched = WatchedSource(source) { share.add(Double($0) / Double(max(1, total))) }
        return try TensorListing(of: watched, includesHashes: true)
      }
    }
    progress.erase()
    return try outcome.get()
  }
}
