internal import Charts

/// How the numbers of a table of elements are written: all with the same decimals, in units of one power of ten.
public struct BlockNumbers: Sendable, Hashable {
  /// The power of ten by which numbers are divided: 0, or a multiple of 3 where they are small or large.
  public let exponent: Int
  private let integerDigits: Int

  /// Chooses the power for some numbers by the largest finite one.
  public init(_ values: [Float]) {
    let largest = values.lazy.filter(\.isFinite).map { Double($0.magnitude) }.max() ?? 0
    var exponent = 0
    if largest > 0, largest < 0.1 || largest >= 10_000 {
      let decade = Self.decade(of: largest)
      exponent = (decade >= 0 ? decade / 3 : (decade - 2) / 3) * 3
    }
    self.exponent = exponent
    let scaled = largest > 0 ? Self.decade(of: largest) - exponent : 0
    integerDigits = max(1, scaled + 1)
  }

  /// The power that a number's first digit stands for.
  private static func decade(of value: Double) -> Int {
    var decade = Int(binaryLogarithm(value) * 0.301_029_995_663_981_2)
    while power(decade) > value { decade -= 1 }
    while power(decade + 1) <= value { decade += 1 }
    return decade
  }

  private static func power(_ exponent: Int) -> Double {
    let factor = (0..<abs(exponent)).reduce(1.0) { power, _ in power * 10 }
    return exponent < 0 ? 1 / factor : factor
  }

  /// A number in a field of some width, its sign included; what is not finite by its name.
  public func text(_ value: Double, width: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let scaled = exponent >= 0 ? value / Self.power(exponent) : value * Self.power(-exponent)
    let decimals = min(max(width - 2 - integerDigits, 0), 6)
    let text = FigureText.fixed(scaled, decimals: decimals)
    // One that is larger than those that the power was chosen for.
    return text.count <= width ? text : shortNumber(scaled, digits: max(1, width - 6))
  }

  /// What the numbers are to be multiplied by; nil for 1.
  public var factor: String? { exponent == 0 ? nil : "1e\(exponent)" }
}
