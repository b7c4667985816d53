public import QuantCore

/// A format for every tensor that is to be quantized, such that the weighted error is least within a number of bits.
public struct Allocation: Sendable, Hashable {
  /// What one tensor gets.
  public struct Choice: Sendable, Hashable {
    /// Which tensor: an index into the ranking's tensors.
    public let tensor: Int
    /// The format; nil where it stays as it is stored.
    public let format: FormatID?
    /// The bits that it takes then.
    public let bits: Int
    /// Its weighted error.
    public let error: Double
  }

  /// How errors are weighed.
  public let weight: ErrorWeight
  /// The most bits that the choices may take together.
  public let limit: Int
  /// A choice for each tensor that is to be quantized, in the order of the ranking.
  public let choices: [Choice]
  /// The elements of those tensors.
  public let elements: Int
  /// The bits that the choices take together.
  public let bits: Int
  /// The weighted error of all choices.
  public let error: Double
  /// No choice within the limit has a smaller weighted error than this: the optimum lies between both.
  public let lowerBound: Double
  /// The weighted error where every weight becomes 0.
  let signal: Double

  /// The bits for each element; nil where there are none.
  public var bitsPerWeight: Double? { elements > 0 ? Double(bits) / Double(elements) : nil }

  /// By which share of its error the allocation could be worse than the best, at most; 0 where it is the best.
  public var gap: Double { error > 0 ? max(0, (error - lowerBound) / error) : 0 }

  /// How far the error could lie above the least that is possible, as a share of that; nil where that may be nothing.
  public var excess: Double? {
    guard error > lowerBound else { return 0 }
    return lowerBound > 0 ? error / lowerBound - 1 : nil
  }

  /// The error in dB below what is lost where every weight becomes 0; nil where there is no error, or no signal.
  public var sqnr: Double? { Self.decibels(signal: signal, error: error) }

  /// 10·log10(signal/error), in dB.
  static func decibels(signal: Double, error: Double) -> Double? {
    ErrorStatistics.signalToNoise(signal: signal, noise: error)
  }
}
