/// How long one kernel takes on one part, as fitted to measurements: four constants with a physical meaning.
///
/// ```text
/// t = floor + (tᵣ⁴ + tₘ⁴)^¼     tᵣ = bytes / bandwidth     tₘ = operations / rate + decoding
/// decoding = N·K·⌈batch/128⌉ / decodeRate
/// ```
///
/// The floor is what a call costs that does next to nothing. Reading and multiplying overlap, but not perfectly: the
/// fourth powers make the knee as wide as measured ones. A kernel that dequantizes decodes all weights again for each
/// tile of 128 rows, between the multiplications. Waves of tiles are left out on purpose: at 11 shapes that were not
/// fitted, models with them were further off, as today's libraries choose tiles and split K to fill the part.
public struct KernelModel: Sendable, Hashable {
  /// The time of a call that does next to nothing, in seconds.
  public var floor: Double
  /// The rate at which it reads, in bytes a second.
  public var bandwidth: Double
  /// The rate at which it multiplies, in operations a second.
  public var rate: Double
  /// The weights that it decodes in a second; nil where it decodes none.
  public var decodeRate: Double?
  /// The rate at which a batch of one reads, where another kernel serves that, in bytes a second.
  public var rowBandwidth: Double?

  /// The rows of activations that share one decoding of the weights.
  public static let tileRows = 128

  /// Creates a model.
  public init(
    floor: Double, bandwidth: Double, rate: Double, decodeRate: Double? = nil,
    rowBandwidth: Double? = nil
  ) {
    self.floor = floor
    self.bandwidth = bandwidth
    self.rate = rate
    self.decodeRate = decodeRate
    self.rowBandwidth = rowBandwidth
  }

  /// The time of a call, in seconds.
  public func seconds(_ load: LayerLoad, batch: Int) -> Double {
    if batch == 1, let rowBandwidth { return floor + load.bytes(batch: 1) / rowBandwidth }
    let reading = load.bytes(batch: batch) / bandwidth
    var computing = load.operations(batch: batch) / rate
    if let decodeRate {
      let tiles = (batch + Self.tileRows - 1) / Self.tileRows
      computing += load.weights * Double(tiles) / decodeRate
    }
    let read = reading * reading
    let computed = computing * computing
    return floor + (read * read + computed * computed).squareRoot().squareRoot()
  }
}
