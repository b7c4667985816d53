/// The least weighted error for each number of bits, along the lower convex hull.
public struct ErrorCurve: Sendable, Hashable {
  /// A point of the curve, which some allocation attains.
  public struct Point: Sendable, Hashable {
    /// The bits of all tensors that are to be quantized.
    public let bits: Int
    /// The bits for each element of theirs.
    public let bitsPerWeight: Double
    /// The weighted error.
    public let error: Double
    /// The error in dB below what is lost where every weight becomes 0; nil where there is no error, or no signal.
    public let sqnr: Double?
  }

  /// How errors are weighed.
  public let weight: ErrorWeight
  /// The points by ascending bits and descending error; empty without tensors to quantize.
  public let points: [Point]

  /// The points up to a number of bits for each weight.
  public func upTo(bitsPerWeight limit: Double) -> ErrorCurve {
    ErrorCurve(weight: weight, points: points.filter { $0.bitsPerWeight <= limit })
  }

  /// The curve with few points: the ends, and between them those that lie evenly far apart, in bits and in dB alike.
  ///
  /// - Parameter count: How many points there may be, at least 2.
  /// - Returns: The thinned curve.
  public func thinned(to count: Int) -> ErrorCurve {
    let count = max(2, count)
    guard points.count > count, let first = points.first, let last = points.last else {
      return self
    }
    let bits = Double(max(1, last.bits - first.bits))
    let ratios = points.compactMap(\.sqnr)
    let decibels = max(1e-9, (ratios.last ?? 0) - (ratios.first ?? 0))
    func way(_ point: Point) -> Double {
      let rise = (point.sqnr ?? ratios.last ?? 0) - (ratios.first ?? 0)
      return (Double(point.bits - first.bits) / bits + rise / decibels) / 2
    }
    var kept = [first]
    for point in points.dropFirst().dropLast() where kept.count < count - 1 {
      if way(point) >= Double(kept.count) / Double(count - 1) { kept.append(point) }
    }
    return ErrorCurve(weight: weight, points: kept + [last])
  }
}
