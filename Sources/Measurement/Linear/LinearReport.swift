public import KernelEngine

/// What linear layers cost on this machine.
public struct LinearReport: Sendable, Hashable {
  /// The backend that ran, and whether by dot instructions.
  public let backend: String
  /// Threads that worked.
  public let threads: Int
  /// What the machine allows, measured before the points.
  public let limits: MachineLimits
  /// The points, recipe by recipe, in the order in which they were measured.
  public internal(set) var points: [Point] = []
  /// The recipes that could not be measured, in the order in which they were asked for.
  public internal(set) var refusals: [Refusal] = []
  /// The peers, in the order in which they were asked for; none where they were not.
  public internal(set) var peers: [PeerReport] = []

  /// A recipe that does not fit what was asked.
  public struct Refusal: Sendable, Hashable {
    /// The recipe's identifier.
    public let recipe: String
    /// Why, in one line.
    public let reason: String

    /// Creates a refusal.
    public init(recipe: String, reason: String) {
      self.recipe = recipe
      self.reason = reason
    }
  }

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - backend: The backend that ran.
  ///   - threads: Threads that worked.
  ///   - limits: What the machine allows.
  ///   - points: The points.
  ///   - refusals: The recipes that could not be measured.
  public init(
    backend: String, threads: Int, limits: MachineLimits, points: [Point] = [],
    refusals: [Refusal] = []
  ) {
    self.backend = backend
    self.threads = threads
    self.limits = limits
    self.points = points
    self.refusals = refusals
  }

  /// The same with what another report found; its points take the place of earlier ones, of limits the larger count.
  ///
  /// - Parameter newer: A report of the same backend and number of threads.
  /// - Returns: What both found.
  public func adding(_ newer: LinearReport) -> LinearReport {
    let known = Set(newer.points.map { PointKey(recipe: $0.recipe, batch: $0.batch) })
    let kept = points.filter { !known.contains(PointKey(recipe: $0.recipe, batch: $0.batch)) }
    let refused = Set(newer.refusals.map(\.recipe))
    var report = LinearReport(
      backend: newer.backend, threads: newer.threads, limits: limits.joined(with: newer.limits),
      points: kept + newer.points,
      refusals: refusals.filter { !refused.contains($0.recipe) } + newer.refusals)
    report.peers = newer.peers.isEmpty ? peers : newer.peers
    return report
  }

  private struct PointKey: Hashable {
    let recipe: String
    let batch: Int
  }

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

    /// Creates a point.
    public init(
      recipe: String, unit: KernelEngine.Unit, outputs: Int, inputs: Int, batch: Int, isCold: Bool,
      isChecked: Bool, weightBytes: Int, weightSignalToNoise: Double?, samples: Samples
    ) {
      self.recipe = recipe
      self.unit = unit
      self.outputs = outputs
      self.inputs = inputs
      self.batch = batch
      self.isCold = isCold
      self.isChecked = isChecked
      self.weightBytes = weightBytes
      self.weightSignalToNoise = weightSignalToNoise
      self.samples = samples
    }

    /// Operations a second, two to each multiplication with addition, by the shortest duration.
    public var operations: Double {
      2 * Double(outputs) * Double(inputs) * Double(batch) / samples.minimum * 1e3
    }
    /// Bytes of weights a second, by the shortest duration.
    public var weightRate: Double { Double(weightBytes) / samples.minimum * 1e3 }
    /// Rows of activations a second, by the shortest duration.
    public var tokens: Double { Double(batch) / samples.minimum * 1e3 }

    /// The shortest time that the limits allow, in milliseconds, and whether it is memory that says so.
    ///
    /// Weights that a cache may hold are not bound by memory; where the unit's limit is not known either the time is 0.
    public func bound(by limits: MachineLimits) -> (milliseconds: Double, isMemory: Bool) {
      let memory = isCold ? Double(weightBytes) / limits.read * 1e3 : 0
      guard let rate = limits.units[unit] else { return (memory, isCold) }
      let work = 2 * Double(outputs) * Double(inputs) * Double(batch) / rate * 1e3
      return (max(memory, work), memory >= work)
    }
  }
}
