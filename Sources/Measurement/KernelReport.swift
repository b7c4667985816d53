/// How fast the kernels of one backend are, beside what memory allows.
public struct KernelReport: Sendable, Hashable {
  /// The backend that ran.
  public let backend: String
  /// What memory allows, measured in the same run.
  public let limits: Limits
  /// The kernels.
  public let points: [Point]

  /// How fast memory is read by one thread, in bytes a second.
  public struct Limits: Sendable, Hashable {
    /// From main memory.
    public let memory: Double
    /// From the second cache.
    public let cache: Double
  }

  /// One kernel.
  public struct Point: Sendable, Hashable {
    /// What it does.
    public let name: String
    /// How many weights it went through each time.
    public let weights: Int
    /// The bytes that it has to read, and where they lie.
    public let bytes: Int
    /// Whether what it reads lies in the second cache, not in main memory.
    public let isCached: Bool
    /// Whether it gave what its definition gives, before it was timed.
    public let isChecked: Bool
    /// How long it took.
    public let durations: Durations

    /// Weights a second, by the shortest duration.
    public var rate: Double { Double(weights) / durations.minimum * 1e3 }

    /// Which share of the limit the bytes read are.
    public func share(of limits: Limits) -> Double {
      Double(bytes) / durations.minimum * 1e3 / (isCached ? limits.cache : limits.memory)
    }
  }
}
