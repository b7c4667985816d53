/// By which figure the ranking is sorted.
enum RankingOrder: String, Sendable, CaseIterable {
  case sqnr, flushed, sigma, size, role, choice, name

  /// What it is called above the table.
  ///
  /// - Parameters:
  ///   - slot: The selected slot.
  ///   - isReversed: Whether the order is the other way round.
  /// - Returns: The figure, and what stands first.
  func title(slot: String, isReversed: Bool) -> String {
    let (what, usual, other) = words
    let figure = self == .sqnr || self == .flushed ? "\(what) of \(slot)" : what
    return "\(figure), \(isReversed ? other : usual) first"
  }

  private var words: (String, String, String) {
    switch self {
    case .sqnr: ("SQNR", "worst", "best")
    case .flushed: ("share to zero", "largest", "smallest")
    case .sigma: ("sigma", "largest", "smallest")
    case .size: ("size", "largest", "smallest")
    case .role: ("role", "first letters", "last letters")
    case .choice: ("choice", "fewest bits", "most bits")
    case .name: ("file's order", "first", "last")
    }
  }

  var next: RankingOrder {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

/// How many bits the model may take.
enum RankingLimit: Sendable, Hashable {
  /// So many for each element that is quantized.
  case bits(Double)
  /// As many as the memory has for the whole model.
  case memory
}
