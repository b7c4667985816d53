/// Sums and counts of what quantization did to the elements, gathered row by row and mergeable in order.
///
/// With x the F32 value, d the decoded value and e = x - d in F64, over the elements that are not excluded.
public struct ErrorStatistics: Sendable, Hashable {
  /// n: how many elements were measured.
  public package(set) var count = 0
  /// Σx².
  public package(set) var signal: Double = 0
  /// Σe².
  public package(set) var noise: Double = 0
  /// Σd².
  public package(set) var decodedEnergy: Double = 0
  /// Σde, which is small beside Σd², so that Σxd loses nothing by it.
  public package(set) var crossed: Double = 0
  /// Σe.
  public package(set) var errorSum: Double = 0
  /// max |e|.
  public package(set) var largestError: Double = 0
  /// How many x ≠ 0 became d = 0.
  public package(set) var flushedCount = 0
  /// The signed errors by sign, exponent and top four mantissa bits.
  public package(set) var histogram = LogHistogram()

  /// Creates the statistics of nothing.
  public init() {}

  /// Adds a row, or a piece of one that begins at a multiple of 16 columns.
  ///
  /// - Parameters:
  ///   - original: The values x.
  ///   - decoded: The values d; NaN marks an element that is excluded.
  ///
  /// Σx² and Σe² are added up as those of blocks are: sixteen columns at a time, then those sums.
  public mutating func add(original: Span<Float>, decoded: Span<Float>) {
    var signal = LaneSums()
    var noise = LaneSums()
    var decodedEnergy = LaneSums()
    var crossed = LaneSums()
    var errorSum = LaneSums()
    var measured = 0
    var flushed = 0
    var largest = largestError
    for left in stride(from: 0, to: original.count, by: LaneSums.count) {
      var signals = LaneSums()
      var noises = LaneSums()
      for index in left..<min(left + LaneSums.count, original.count)
      where !decoded[index].isNaN {
        let x = Double(original[index])
        let d = Double(decoded[index])
        let error = x - d
        signals.add(x * x, lane: index)
        noises.add(error * error, lane: index)
        decodedEnergy.add(d * d, lane: index)
        crossed.add(d * error, lane: index)
        errorSum.add(error, lane: index)
        largest = max(largest, error.magnitude)
        measured += 1
        flushed += d == 0 && x != 0 ? 1 : 0
        histogram.add(error)
      }
      signal.add(signals, column: left)
      noise.add(noises, column: left)
    }
    count += measured
    flushedCount += flushed
    largestError = largest
    self.signal += signal.total
    self.noise += noise.total
    self.decodedEnergy += decodedEnergy.total
    self.crossed += crossed.total
    self.errorSum += errorSum.total
  }

  /// Adds the statistics of what follows.
  public mutating func merge(_ next: ErrorStatistics) {
    count += next.count
    flushedCount += next.flushedCount
    largestError = max(largestError, next.largestError)
    signal += next.signal
    noise += next.noise
    decodedEnergy += next.decodedEnergy
    crossed += next.crossed
    errorSum += next.errorSum
    histogram.merge(next.histogram)
  }
}

extension ErrorStatistics {
  /// Σxd: Σd² + Σde.
  public var product: Double { decodedEnergy + crossed }

  /// Σe²/n; nil for no elements or where a decoded value overflowed.
  public var meanSquaredError: Double? { ratio(noise, Double(count)) }

  /// √(Σe²/n).
  public var rootMeanSquaredError: Double? { meanSquaredError?.squareRoot() }

  /// √(Σe²/Σx²); nil where there is no signal.
  public var relativeFrobenius: Double? { ratio(noise, signal)?.squareRoot() }

  /// 10·log10(Σx²/Σe²), in dB; nil where there is no signal, no error, or an overflow.
  public var signalToNoise: Double? { Self.signalToNoise(signal: signal, noise: noise) }

  /// 10·log10(signal/noise), in dB; nil where either is zero or the noise is infinite.
  public static func signalToNoise(signal: Double, noise: Double) -> Double? {
    guard signal > 0, noise > 0, noise.isFinite else { return nil }
    return 10 * .log10(signal / noise)
  }

  /// Σxd/√(Σx²·Σd²); nil where either energy is zero.
  public var cosine: Double? {
    // Rounding alone can lead beyond what Cauchy and Schwarz allow.
    ratio(product, signal.squareRoot() * decodedEnergy.squareRoot()).map { min(max($0, -1), 1) }
  }

  /// Σxd/Σx²; nil where there is no signal.
  public var slope: Double? { ratio(product, signal) }

  /// Σe/n.
  public var meanError: Double? { ratio(errorSum, Double(count)) }

  /// max |e|; nil for no elements or where a decoded value overflowed.
  public var maximumError: Double? {
    count > 0 && largestError.isFinite ? largestError : nil
  }

  private func ratio(_ numerator: Double, _ denominator: Double) -> Double? {
    let quotient = numerator / denominator
    return denominator > 0 && quotient.isFinite ? quotient : nil
  }
}
