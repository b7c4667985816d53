/// The least time that a part's limits allow for a call: a prediction from data sheets, never a measurement.
///
/// The longer one of reading at full bandwidth and multiplying at the unit's dense peak. Launching, quantizing
/// activations and dequantizing weights cost nothing here.
public struct Roofline: Sendable, Hashable {
  /// Which limit the time is.
  public enum Bound: String, Sendable, Hashable {
    case memory
    case compute
  }

  /// What is moved and multiplied.
  public let load: LayerLoad
  /// How fast the memory is read, in bytes a second.
  public let bandwidth: Double
  /// The unit's dense peak, in operations a second.
  public let peak: Double

  /// The roofline of a recipe; nil where the part does not carry it out.
  public init?(_ recipe: LayerRecipe, shape: LayerShape, part: Part) {
    guard let execution = Execution(of: recipe, on: part),
      let peak = part.peaks[execution.unit.rate]?.value
    else { return nil }
    load = LayerLoad(recipe, shape: shape)
    bandwidth = part.bandwidth.value
    self.peak = peak
  }

  /// The time that moving the bytes takes, in seconds.
  public func memorySeconds(batch: Int) -> Double { load.bytes(batch: batch) / bandwidth }

  /// The time that the operations take, in seconds.
  public func computeSeconds(batch: Int) -> Double { load.operations(batch: batch) / peak }

  /// The time of a call, in seconds.
  public func seconds(batch: Int) -> Double {
    max(memorySeconds(batch: batch), computeSeconds(batch: batch))
  }

  /// Which limit it is; memory where both are equal.
  public func bound(batch: Int) -> Bound {
    computeSeconds(batch: batch) > memorySeconds(batch: batch) ? .compute : .memory
  }

  /// The smallest batch that is bound by compute; nil where none up to `limit` is.
  ///
  /// With B weight bytes and e bytes a row of activations and sums, the first M above
  /// B/bandwidth / (2NK/peak − e/bandwidth).
  public func ridge(limit: Int = 1 << 20) -> Int? {
    let each = 2 * load.weights / peak - load.rowBytes / bandwidth
    guard each > 0 else { return nil }
    let exact = load.weightBytes / bandwidth / each
    guard exact < Double(limit) else { return nil }
    let batch = Int(exact)
    return (max(1, batch - 1)...batch + 2).first { bound(batch: $0) == .compute }
  }
}
