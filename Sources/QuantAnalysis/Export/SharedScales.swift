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
  ///   - weights: The weights that are quantized, and their formats.
  /// - Returns: For each pattern and each module that has more than one match, the names of the matches.
  /// - Throws: `QuantizeError` where the format has no tensor scale or a pattern matches nothing.
  static func groups(
    _ patterns: [String], among weights: [(name: String, format: any QuantizationFormat)]
  ) throws(QuantizeError) -> [[String]] {
    guard !patterns.isEmpty else { return [] }
    let formats = Dictionary(weights.map { ($0.name, $0.format) }) { first, _ in first }
    var groups: [[String]] = []
    var taken: Set<String> = []
    for text in patterns {
      let alternatives = alternatives(of: text).map { NamePattern($0) }
      let matches = weights.map(\.name).filter { name in
        alternatives.contains { $0.matches(name) }
      }
      guard !matches.isEmpty else {
        throw QuantizeError(
          "--share-scale \(PrintableName.quoted(text)): no weight that is quantized has this name")
      }
      for name in matches {
        guard let format = formats[name], !Self.hasTensorScale(format) else { continue }
        throw QuantizeError(
          "--share-scale: \(format.id) has no tensor scale to share; nvfp4 has one")
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
      for names in order.compactMap({ byParent[$0] }) where names.count > 1 {
        let ids = Set(names.compactMap { formats[$0]?.id })
        guard ids.count == 1 else {
          throw QuantizeError(
            "--share-scale \(PrintableName.quoted(text)): \(NamedTensors.list(names)) have different formats"
          )
        }
        groups.append(names)
      }
    }
    return groups
  }

  private static func hasTensorScale(_ format: any QuantizationFormat) -> Bool {
    format.tensorBits(rows: 1, columns: 128) > 0 && format.foreknowledge == .summary
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
