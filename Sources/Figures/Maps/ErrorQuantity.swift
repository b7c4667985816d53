public import QuantAnalysis

/// What a map of errors says of each tile.
public enum ErrorQuantity: String, Sendable, Hashable, CaseIterable {
  /// The signal-to-noise ratio, in dB.
  case sqnr = "SQNR"
  /// The largest |error|, drawn by its binary logarithm.
  case largest = "max |error|"
  /// The share of the elements that are not zero but decode to zero.
  case flushed = "flushed to 0"

  /// Whether a lower level is the worse one.
  public var isWorseLow: Bool { self == .sqnr }

  /// Where some elements stand on the scale that is drawn.
  ///
  /// - Parameter errors: The errors of some elements.
  /// - Returns: SQNR in dB, the binary logarithm of max |e|, or a share of one. Infinite on the good side where
  ///   nothing is lost, on the bad one where a decoded value overflowed; nil where nothing was measured, and
  ///   for zeros that stay zero.
  public func level(of errors: ErrorCell) -> Double? {
    guard errors.count > 0 else { return nil }
    switch self {
    case .sqnr:
      if errors.isExact { return errors.signal > 0 ? .infinity : nil }
      return errors.sqnr ?? -.infinity
    case .largest:
      if errors.isExact, errors.signal == 0 { return nil }
      return errors.largest.isFinite ? binaryLogarithm(errors.largest) : .infinity
    case .flushed:
      return errors.flushedShare
    }
  }

  /// A level in words, with its unit.
  public func text(_ level: Double?) -> String {
    guard let level else { return FigureText.undefined }
    switch self {
    case .sqnr:
      if level == .infinity { return "exact" }
      return level.isFinite ? FigureText.number(level) + " dB" : "overflow"
    case .largest:
      if level == -.infinity { return "exact" }
      return level.isFinite ? FigureText.number(powerOfTwo(level)) : "overflow"
    case .flushed:
      return FigureText.percent(level)
    }
  }
}

/// What of which slots a map of errors shows.
public enum ErrorReading: Sendable, Hashable {
  /// A quantity of one format.
  case quantity(ErrorQuantity)
  /// The SQNR of one format minus that of another, in dB.
  case difference

  /// Where some elements stand on the scale that is drawn.
  ///
  /// - Parameters:
  ///   - errors: What the format makes of them, or the first of two.
  ///   - other: What the second format makes of them; counts for differences only.
  /// - Returns: The level. A difference is infinite where only one of the two is exact or overflows, zero where
  ///   both are.
  public func level(of errors: ErrorCell, minus other: ErrorCell? = nil) -> Double? {
    switch self {
    case .quantity(let quantity): return quantity.level(of: errors)
    case .difference:
      guard let other, let first = ErrorQuantity.sqnr.level(of: errors),
        let second = ErrorQuantity.sqnr.level(of: other)
      else { return nil }
      return first == second ? 0 : first - second
    }
  }

  /// A level in words, with its unit and, for differences, its sign.
  public func text(_ level: Double?) -> String {
    switch self {
    case .quantity(let quantity): return quantity.text(level)
    case .difference:
      guard let level else { return FigureText.undefined }
      guard level.isFinite else { return level > 0 ? "+exact" : "-exact" }
      return (level > 0 ? "+" : "") + FigureText.number(level) + " dB"
    }
  }

  /// How much a level deserves a look: the worst first, the largest difference first.
  func weight(_ level: Double) -> Double {
    switch self {
    case .quantity(let quantity): quantity.isWorseLow ? -level : level
    case .difference: level.magnitude
    }
  }
}
