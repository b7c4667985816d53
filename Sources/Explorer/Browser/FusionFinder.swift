internal import TensorFiles

/// Finds which projections of one folder are fused when the model runs, by their labels.
struct FusionFinder {
  /// Which group a projection belongs to, and as what.
  struct Place {
    /// The number of the group's kind: what its labels share.
    let kind: Int
    /// Where it stands among those that are fused.
    let order: Int
  }

  /// What the projections of one group share.
  private struct Kind: Hashable {
    let fusion: TensorRole.Fusion
    /// What stands before the projection's own name, with its dot.
    let prefix: String
    /// What stands behind it.
    let suffix: String
  }

  private var kinds: [Kind: Int] = [:]
  private var lookedAt = 0
  /// Labels that are all different are not those of a model's layers, and looking at each would take its time.
  private static let labelLimit = 4096

  /// The place of a label; nil where nothing is fused with it.
  mutating func place(of label: Substring) -> Place? {
    guard lookedAt < Self.labelLimit else { return nil }
    lookedAt += 1
    let role = ModelPlace(name: String(label), dimensions: 2).role
    guard let fusion = role.fusion, let order = fusion.roles.firstIndex(of: role) else {
      return nil
    }
    var parts = label.split(separator: ".", omittingEmptySubsequences: false)
    let suffix = parts.count > 1 && parts.last == "weight" ? ".weight" : ""
    if !suffix.isEmpty { parts.removeLast() }
    let prefix = parts.dropLast().map { $0 + "." }.joined()
    let kind = Kind(fusion: fusion, prefix: prefix, suffix: suffix)
    let number = kinds[kind] ?? kinds.count
    kinds[kind] = number
    return Place(kind: number, order: order)
  }

  /// The label of a group as patterns have it: `self_attn.{q,k,v}_proj.weight`.
  static func label(of labels: [Substring]) -> Substring {
    let names = labels.map { Array($0) }
    let first = names.first ?? []
    let before = names.reduce(first.count) { shared, name in
      zip(first.prefix(shared), name).prefix { $0 == $1 }.count
    }
    let shortest = names.map(\.count).min() ?? 0
    let behind = names.reduce(shortest - before) { shared, name in
      zip(first.suffix(shared).reversed(), name.reversed()).prefix { $0 == $1 }.count
    }
    let own = names.map { String($0[before..<($0.count - behind)]) }.joined(separator: ",")
    return Substring(String(first.prefix(before)) + "{\(own)}" + String(first.suffix(behind)))
  }
}
