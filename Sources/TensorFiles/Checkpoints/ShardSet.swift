internal import Dispatch
internal import Synchronization

/// The files that should make up one checkpoint, of which some may be missing or broken.
///
/// Whoever knows what should be there makes one: an index of shards, the numbers in `-00001-of-00005`, the count of
/// parts in the header of a split GGUF file. `open` opens what can be opened, and says of the rest, in one line, what
/// is not there. That line goes into `SourceDescription.faults`: commands say it, do what they can with what is left,
/// and exit with 3; the explorer and reports show it.
struct ShardSet {
  /// A file that should be there.
  struct Shard: Hashable {
    /// The path that it has, or would have.
    var path: String
    /// Whether it is there.
    var isPresent: Bool
    /// How many tensors it should hold; nil where nobody says.
    var tensorCount: Int?
  }

  /// A part that could be opened, and which of the shards it is.
  struct Part {
    let index: Int
    let source: any TensorSource
  }

  /// Where it is said which files there should be: an index, a directory, a first part.
  let path: String
  /// The files in their order.
  var shards: [Shard]

  /// Opens what can be opened.
  ///
  /// - Parameters:
  ///   - progress: Told of the first parts, and after how many of the shards they end; called on any thread.
  ///   - opener: Opens one file.
  /// - Returns: The parts in the order of the shards, at least one, and what is wrong with the others; nil where
  ///   nothing is.
  /// - Throws: A `TensorFileError` where no shard can be opened.
  func open(
    progress: (@Sendable ([Part], Int) -> Void)? = nil,
    with opener: @Sendable (String) throws(TensorFileError) -> any TensorSource
  ) throws(TensorFileError) -> (parts: [Part], fault: TensorFileError?) {
    let outcomes = outcomes(opener, progress)
    let parts = Self.parts(among: outcomes)
    let broken = zip(shards, outcomes).compactMap { shard, outcome in
      if case .failure(let error) = outcome { (shard: shard, error: error) } else { nil }
    }
    let fault = fault(broken)
    if parts.isEmpty {
      // The only file's own error says it best.
      if shards.count == 1, let only = broken.first { throw only.error }
      throw fault ?? TensorFileError(.unreadable, path: path, "there are no files of tensors")
    }
    return (parts, fault)
  }

  private typealias Outcome = Result<any TensorSource, TensorFileError>

  private static func parts(among outcomes: some Sequence<Outcome?>) -> [Part] {
    outcomes.enumerated().compactMap { index, outcome in
      if case .success(let source) = outcome { Part(index: index, source: source) } else { nil }
    }
  }

  /// What became of each shard; nil for those that are missing.
  private func outcomes(
    _ opener: @Sendable (String) throws(TensorFileError) -> any TensorSource,
    _ progress: (@Sendable ([Part], Int) -> Void)?
  ) -> [Outcome?] {
    let paths = shards.map { $0.isPresent ? $0.path : nil }
    let state = Mutex((outcomes: [Outcome?](repeating: nil, count: paths.count), first: 0))
    // Headers are read from the file system one after the other else, and there may be hundreds.
    DispatchQueue.concurrentPerform(iterations: paths.count) { index in
      guard let path = paths[index] else { return }
      let outcome: Outcome
      do throws(TensorFileError) {
        outcome = .success(try opener(path))
      } catch {
        outcome = .failure(error)
      }
      let (parts, count) = state.withLock { state -> ([Part], Int) in
        state.outcomes[index] = outcome
        let before = state.first
        while state.first < paths.count,
          paths[state.first] == nil || state.outcomes[state.first] != nil
        { state.first += 1 }
        guard progress != nil, state.first > before else { return ([], 0) }
        return (Self.parts(among: state.outcomes[..<state.first]), state.first)
      }
      if !parts.isEmpty { progress?(parts, count) }
    }
    return state.withLock { $0.outcomes }
  }

  /// What is missing or broken, in one line; nil where nothing is.
  private func fault(_ broken: [(shard: Shard, error: TensorFileError)]) -> TensorFileError? {
    let missing = shards.filter { !$0.isPresent }
    let absent = missing + broken.map(\.shard)
    guard !absent.isEmpty else { return nil }
    let counts = absent.compactMap(\.tensorCount)
    let tensors = counts.count == absent.count ? counts.reduce(0, +) : nil
    let rest = tensors.map { "; \(grouped($0)) tensor\($0 == 1 ? "" : "s") not shown" } ?? ""
    if missing.isEmpty, broken.count == 1, let only = broken.first?.error {
      return TensorFileError(
        only.kind, path: only.path, byteOffset: only.byteOffset,
        only.detail + "; 1 of \(shards.count) shards" + rest)
    }
    var clauses: [String] = []
    if !missing.isEmpty {
      clauses.append(
        "\(missing.count) of \(shards.count) shards missing: \(Self.names(of: missing.map(\.path)))"
      )
    }
    if let first = broken.first {
      let place = first.error.byteOffset.map { "byte \($0): " } ?? ""
      clauses.append(
        "\(broken.count) of \(shards.count) can't be read: "
          + Self.names(of: broken.map(\.shard.path)) + " (\(place)\(first.error.detail))")
    }
    return TensorFileError(
      broken.first?.error.kind ?? .unreadable, path: path, clauses.joined(separator: "; ") + rest)
  }

  /// The first names, without folders, and how many more there are.
  private static func names(of paths: [String]) -> String {
    let shown = 3
    let names = paths.prefix(shown).map {
      PrintableName.quoted(String($0.split(separator: "/").last ?? ""))
    }
    let more = paths.count > shown ? " and \(paths.count - shown) more" : ""
    return names.joined(separator: ", ") + more
  }
}

/// A count with a comma between thousands.
func grouped(_ count: Int) -> String {
  var text = String(count)
  var place = text.utf8.count - 3
  while place > 0 {
    text.insert(",", at: text.utf8.index(text.utf8.startIndex, offsetBy: place))
    place -= 3
  }
  return text
}
