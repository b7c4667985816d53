/// A range of values, how it is laid out, and the places on it that carry a label.
public struct Axis: Sendable, Equatable {
  /// A labelled place on an axis.
  public struct Tick: Sendable, Equatable {
    /// The value at the tick.
    public var value: Double
    /// What is written there, such as `0.06` or `10^6`.
    public var label: String

    /// Makes a tick.
    ///
    /// - Parameters:
    ///   - value: the value at the tick.
    ///   - label: what is written there; by default the value with four significant digits at most.
    public init(value: Double, label: String? = nil) {
      self.value = value
      self.label = label ?? shortNumber(value)
    }
  }

  /// The values from one end of the axis to the other.
  public var range: ClosedRange<Double>
  /// How values are laid out.
  public var scale: Scale
  /// The labelled places, in ascending order.
  public var ticks: [Tick]

  /// Makes an axis with ticks at given places.
  ///
  /// - Parameters:
  ///   - range: the values from end to end.
  ///   - scale: how values are laid out.
  ///   - ticks: the labelled places, in ascending order.
  public init(_ range: ClosedRange<Double>, scale: Scale = .linear, ticks: [Tick]) {
    self.range = range
    self.scale = scale
    self.ticks = ticks
  }

  /// Makes an axis with ticks at round numbers.
  ///
  /// - Parameters:
  ///   - range: the values from end to end.
  ///   - scale: how values are laid out.
  ///   - count: about how many ticks to place.
  public init(_ range: ClosedRange<Double>, scale: Scale = .linear, tickCount count: Int = 5) {
    let ticks =
      switch scale {
      case .linear: Axis.ticks(in: range, count: count)
      case .log10:
        Axis.decadeTicks(in: scale.lowerBound(of: range)...range.upperBound, count: count)
      }
    self.init(range, scale: scale, ticks: ticks)
  }

  /// An axis for counts that starts where a bar of one count is still seen.
  ///
  /// - Parameters:
  ///   - largest: the largest count; anything below one counts as one.
  ///   - scale: linear from zero, or logarithmic from one half.
  ///   - count: about how many ticks to place.
  /// - Returns: the axis.
  public static func counts(upTo largest: Double, scale: Scale, tickCount count: Int = 5) -> Axis {
    let top = largest.isFinite ? max(largest, 1) : 1
    return Axis((scale == .log10 ? 0.5 : 0)...top, scale: scale, tickCount: count)
  }

  /// Where a value stands between the ends.
  ///
  /// - Parameter value: the value; beyond an end it stands at that end.
  /// - Returns: 0…1.
  public func position(of value: Double) -> Double {
    scale.position(of: value, in: range)
  }

  /// Ticks at multiples of 1, 2 or 5 times a power of ten.
  ///
  /// - Parameters:
  ///   - range: the values from end to end; without a finite width there is one tick at most.
  ///   - count: how many ticks to aim for; the result has between half and about twice as many.
  /// - Returns: the ticks within the range, in ascending order.
  public static func ticks(in range: ClosedRange<Double>, count: Int) -> [Tick] {
    let low = range.lowerBound
    let width = range.upperBound - low
    guard count > 0, low.isFinite, width.isFinite else { return [] }
    let step = roundStep(width / Double(count))
    guard width > 0, step > 0 else { return [Tick(value: low)] }
    let first = (low / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    // Beyond 2^52 multiples of the step can't be told from one another.
    guard first.magnitude < 0x1p52, last.magnitude < 0x1p52, last >= first else { return [] }
    return (0...Int(min(last - first, 1000))).map { Tick(value: (first + Double($0)) * step) }
  }

  /// Ticks at powers of ten, labelled `10^n`, thinned to about `count`; round numbers where the range
  /// holds fewer than two powers.
  ///
  /// - Parameters:
  ///   - range: the values from end to end, above zero.
  ///   - count: how many ticks to aim for.
  /// - Returns: the ticks within the range, in ascending order.
  public static func decadeTicks(in range: ClosedRange<Double>, count: Int) -> [Tick] {
    guard count > 0, range.lowerBound > 0, range.upperBound.isFinite else { return [] }
    let first = Int((decimalLogarithm(range.lowerBound) - 1e-9).rounded(.up))
    let last = Int((decimalLogarithm(range.upperBound) + 1e-9).rounded(.down))
    guard last > first else {
      return ticks(in: range, count: count).filter { $0.value > 0 }
    }
    let stride = max(1, (last - first + count) / count)
    return Swift.stride(from: last, through: first, by: -stride).reversed().map {
      Tick(value: powerOfTen($0), label: decadeLabel($0))
    }
  }

  /// Ticks at powers of two, labelled `2^n`, thinned to about `count`.
  ///
  /// - Parameters:
  ///   - range: the values from end to end, above zero.
  ///   - count: how many ticks to aim for.
  /// - Returns: the ticks within the range, in ascending order.
  public static func octaveTicks(in range: ClosedRange<Double>, count: Int) -> [Tick] {
    guard count > 0, range.lowerBound > 0, range.upperBound.isFinite else { return [] }
    let octaves = decimalLogarithm(2)
    let first = Int((decimalLogarithm(range.lowerBound) / octaves - 1e-9).rounded(.up))
    let last = Int((decimalLogarithm(range.upperBound) / octaves + 1e-9).rounded(.down))
    guard last >= first else { return [] }
    let stride = max(1, (last - first + count) / count)
    return Swift.stride(from: last, through: first, by: -stride).reversed().map {
      Tick(value: Double(sign: .plus, exponent: $0, significand: 1), label: "2^\($0)")
    }
  }

  private static func decadeLabel(_ exponent: Int) -> String {
    switch exponent {
    case 0: "1"
    case 1: "10"
    default: "10^\(exponent)"
    }
  }

  /// The nearest of 1, 2, 5 and 10 times a power of ten that is not below the width.
  private static func roundStep(_ width: Double) -> Double {
    guard width > 0, width.isFinite else { return 0 }
    let power = powerOfTen(Int(decimalLogarithm(width).rounded(.down)))
    guard power > 0 else { return 0 }
    for factor in [1.0, 2, 5] where factor * power >= width * (1 - 1e-9) {
      return factor * power
    }
    return 10 * power
  }
}
