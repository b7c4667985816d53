/// How far a result is from attention in F64; nil where a result is not finite, or there is nothing to compare with.
public struct AttentionAccuracy: Sendable, Hashable {
  /// √(Σe²/n) over all values of the result.
  public let rmse: Double?
  /// Σ|e| / Σ|o|.
  public let relativeL1: Double?
  /// Σoô / √(Σo²Σô²).
  public let cosine: Double?

  /// What is known already.
  init(rmse: Double?, relativeL1: Double?, cosine: Double?) {
    self.rmse = rmse
    self.relativeL1 = relativeL1
    self.cosine = cosine
  }

  /// Compares.
  init(_ result: Span<Float>, with exact: Span<Double>) {
    var (squares, errors, magnitudes) = (0.0, 0.0, 0.0)
    var (crossed, mine, theirs) = (0.0, 0.0, 0.0)
    for place in 0..<min(result.count, exact.count) {
      let (found, wanted) = (Double(result[place]), exact[place])
      let error = found - wanted
      squares += error * error
      errors += error.magnitude
      magnitudes += wanted.magnitude
      crossed += found * wanted
      mine += found * found
      theirs += wanted * wanted
    }
    func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
    rmse = finite((squares / Double(exact.count)).squareRoot())
    relativeL1 = finite(errors / magnitudes)
    cosine = finite(crossed / (mine * theirs).squareRoot())
  }
}
