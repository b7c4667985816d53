extension FormatRegistry {
  /// A format under each of its family's rules, with the same options.
  ///
  /// - Parameter id: The identifier of one of them.
  /// - Returns: The format itself, then every other rule that takes its options; the default rule without its name.
  public static func rules(of id: FormatID) -> [any QuantizationFormat] {
    var plain = id
    plain.rule = nil
    let usual = (try? format(plain))?.rule
    let ids = (family(of: id)?.rules ?? []).map { rule in
      var other = id
      other.rule = rule == usual ? nil : rule
      return other
    }
    guard let asked = try? format(id) else { return [] }
    let others = ids.compactMap { try? format($0) }.filter { $0.rule != asked.rule }
    return [asked] + others
  }
}
