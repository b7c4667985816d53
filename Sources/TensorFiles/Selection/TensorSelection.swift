/// The tensors of a source that names and patterns ask for, in the order of the source.
public struct TensorSelection: Sendable {
  /// The tensors asked for; all of them where no pattern was given.
  public let tensors: [TensorDescriptor]
  /// Those of them that were asked for by their very name.
  public let named: [TensorDescriptor]

  /// Selects tensors.
  ///
  /// - Parameters:
  ///   - patterns: Names or patterns, each of which has to match; a name that is one comes before the pattern
  ///     that it could be.
  ///   - source: Where the tensors are. What weights are made of is looked at where no tensor answers.
  ///   - option: The option that the patterns were given with, for messages.
  /// - Throws: `UnmatchedPattern` about the first that matches nothing.
  public init(
    _ patterns: [String], of source: any TensorSource, option: String = "--tensor"
  ) throws(UnmatchedPattern) {
    guard !patterns.isEmpty else {
      tensors = source.tensors
      named = []
      return
    }
    // What is shown comes first; a part of a weight is found only where nothing else has its name.
    let shown = source.tensors
    let all = shown + ((source as? MatrixSource)?.parts ?? [])
    let ranges = [shown.indices, shown.count..<all.count]
    var chosen: Set<Int> = []
    var named: [TensorDescriptor] = []
    for text in patterns {
      let name = ByteName(text)
      if let index = all.firstIndex(where: { ByteName($0.name) == name }) {
        chosen.insert(index)
        named.append(all[index])
        continue
      }
      let pattern = NamePattern(text)
      let matches = ranges.lazy.map { range in range.filter { pattern.matches(all[$0].name) } }
        .first { !$0.isEmpty }
      guard let matches else {
        throw UnmatchedPattern(
          text, near: nearest(to: text, among: all.map(\.name)), option: option)
      }
      chosen.formUnion(matches)
    }
    tensors = all.indices.filter { chosen.contains($0) }.map { all[$0] }
    self.named = named
  }
}

/// Says that no tensor answers to a name or pattern, and which names are like it.
public struct UnmatchedPattern: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name or pattern.
  public let pattern: String
  /// Names that are like it, the most alike first; empty where the source has no tensor.
  public let near: [String]

  /// The option that it was given with.
  public let option: String

  init(_ pattern: String, near: [String], option: String) {
    self.pattern = pattern
    self.near = near
    self.option = option
  }

  /// One line for the user.
  public var description: String {
    let names = near.map { PrintableName.quoted($0) }.joined(separator: ", ")
    return "\(option) \(PrintableName.quoted(pattern)): no tensor has this name"
      + (near.isEmpty ? "; there is none at all" : "; near it: \(names)")
  }
}

/// The names that hold something most like a text: fewest edits, then shortest.
private func nearest(to text: String, among names: [String], limit: Int = 3) -> [String] {
  // Looking at so many takes no longer than a moment, whatever they are.
  let names = names.prefix(20_000)
  let wanted = Array(text.lowercased().unicodeScalars.filter { !"*?".unicodeScalars.contains($0) })
  let scored = names.enumerated().map { index, name in
    let scalars = Array(name.lowercased().unicodeScalars.prefix(300))
    let edits = editsToHold(wanted.prefix(100), in: scalars)
    return (edits: edits, length: scalars.count, index: index)
  }
  let best = scored.sorted { ($0.edits, $0.length, $0.index) < ($1.edits, $1.length, $1.index) }
  return best.prefix(limit).map { names[$0.index] }
}

/// How many scalars have to be inserted, deleted or replaced to make a text a part of another.
private func editsToHold(_ text: ArraySlice<Unicode.Scalar>, in whole: [Unicode.Scalar]) -> Int {
  // The part may begin and end anywhere, so what lies before and behind it costs nothing.
  var previous = [Int](repeating: 0, count: whole.count + 1)
  for (row, scalar) in text.enumerated() {
    var current = [row + 1]
    for (column, other) in whole.enumerated() {
      let replaced = previous[column] + (scalar == other ? 0 : 1)
      current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
    }
    previous = current
  }
  return previous.min() ?? 0
}
