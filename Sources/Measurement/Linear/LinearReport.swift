public import KernelEngine

/// What linear layers cost on this machine.
public struct LinearReport: Sendable {
  /// The backend that ran, and whether by dot instructions.
  public let backend: String
  /// Threads that worked.
  public let threads: Int
  /// What the machine allows, measured before the points.
  public let limits: MachineLimits
  /// The points, recipe by recipe, in the order in which they were measured.
  public internal(set) var points: [Point] = []
  /// The peers, in the order in which they were asked for; none where they were not.
  public internal(set) var peers: [PeerReport] = []

  /// One recipe at one batch.
  public struct Point: Sendable, Hashable {
    /// The recipe's identifier.
    public let recipe: String
    /// The unit that multiplies.
    public let unit: KernelEngine.Unit
    /// Rows of the weights.
    public let outputs: Int
    /// Columns of the weights.
    public let inputs: Int
    /// Rows of the activations.
    public let batch: Int
    /// Whether the weights were read from main memory, as a model's are.
    public let isCold: Bool
    /// Whether the product was compared with that of the decoded operands before it was timed.
    public let isChecked: Bool
    /// What is read of the weights, in bytes.
    public let weightBytes: Int
    /// 10·log10(Σw²/Σ(w - ŵ)²) of the weights, in dB; nil where none is lost.
    public let weightSignalToNoise: Double?
    /// How long it took.
    public let samples: Samples

    /// Operations a second, two to each multiplication with addition, by the shortest duration.
    public var operations: Double {
      2 * Double(outputs) * Double(inputs) * Double(batch) / samples.minimum * 1e3
    }
    /// Bytes of weights a second, by the shortest duration.
    public var weightRate: Double { Double(weightBytes) / samples.minimum * 1e3 }
    /// Rows of activations a second, by the shortest duration.
    public var tokens: Double { Double(batch) / samples.minimum * 1e3 }

    /// The shortest time that the limits allow, in milliseconds, and whether it is memory that says so.
    public func bound(by limits: MachineLimits) -> (milliseconds: Double, isMemory: Bool) {
      let memory = Double(weightBytes) / limits.read * 1e3
      guard let rate = limits.units[unit] else { return (memory, true) }
      let work = 2 * Double(outputs) * Double(inputs) * Double(batch) / rate * 1e3
      return (max(memory, work), memory >= work)
    }
  }
}
