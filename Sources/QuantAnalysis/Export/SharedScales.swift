internal import QuantCore
internal import TensorFiles

/// Which weights share a tensor scale.
///
/// Runtimes fuse the projections of one module (query, key and value; gate and up) into one matrix, which then has
/// one tensor scale.
enum SharedScales {
  /// The groups that patterns make.
  ///
  /// - Parameters:
  ///   - patterns: Patterns such as `*.{q,k,v}_proj.weight`.
  ///   - names: The weights that are quantized.
  ///   - format: Their format.
  /// - Returns: For each pattern and each module that has more than one match, the names of the matches.
  /// - Throws: `QuantizeError` where the format has no tensor scale or a pattern matches nothing.
  static func groups(
    _ patterns: [String], among names: [String], format: any QuantizationFormat
  ) throws(QuantizeError) -> [[String]] {
    guard !patterns.isEmpty else { return [] }
    guard format.tensorBits(rows: 1, columns: 128) > 0, format.foreknowledge == .summary else {
      throw QuantizeError("--share-scale: \(format.id) has no tensor scale to share; nvfp4 has one")
    }
    var groups: [[String]] = []
    var taken: Set<String> = []
    for text in patterns {
      let alternatives = alternatives(of: text).map { NamePattern($0) }
      let matches = names.filter { name in alternatives.contains { $0.matches(name) } }
      guard !matches.isEmpty else {
        throw QuantizeError(
          "--share-scale \(PrintableName.quoted(text)): no weight that is quantized has this name")
      }
      if let twice = matches.first(where: { !taken.insert($0).inserted }) {
        throw QuantizeError(
          "--share-scale \(PrintableName.quoted(text)): \(PrintableName.quoted(twice)) shares a scale already"
        )
      }
      var byParent: [String: [String]] = [:]
      var order: [String] = []
      for name in matches {
        let parent = WeightNames.parent(of: name)
        if byParent[parent] == nil { order.append(parent) }
        byParent[parent, default: []].append(name)
      }
      groups += order.compactMap { byParent[$0] }.filter { $0.count > 1 }
    }
    return groups
  }

  /// A pattern without braces for each choice that braces leave: `{q,k}_proj` is `q_proj` and `k_proj`.
  static func alternatives(of text: String) -> [String] {
    guard let close = text.firstIndex(of: "}"),
      let open = text[..<close].lastIndex(of: "{")
    else { return [text] }
    let choices = text[text.index(after: open)..<close]
      .split(separator: ",", omittingEmptySubsequences: false)
    return choices.flatMap { choice in
      alternatives(of: String(text[..<open]) + choice + text[text.index(after: close)...])
    }
  }
}
