public import KernelEngine

/// A library that multiplies the same matrices, for comparison; a file and a row in `Peers.all`.
public protocol Peer: Sendable {
  /// What it is called.
  var name: String { get }
  /// What installs it.
  var remedy: String { get }

  /// Looks whether it is there; that it is not is no error.
  func presence() -> PeerPresence

  /// How it computes the product of a recipe; nil where it has no such product.
  func setting(for recipe: LinearRecipe) -> PeerSetting?

  /// Multiplies batch by batch; each product is checked, then timed.
  ///
  /// - Parameters:
  ///   - task: The matrices, and how often they are multiplied.
  ///   - setting: That of the task's recipe.
  ///   - body: Called with each batch and what came of it; returns false to stop.
  func measure(
    _ task: PeerTask, _ setting: PeerSetting, _ body: (_ batch: Int, PeerOutcome) -> Bool)
}

/// Whether a peer can be measured.
public enum PeerPresence: Sendable, Hashable {
  /// It can; its version.
  case installed(version: String)
  /// It can't; what is missing.
  case absent(reason: String)
}

/// How a peer computes the product of one recipe.
public struct PeerSetting: Sendable, Hashable {
  /// What it is told, and what its time leaves out.
  public let text: String
  /// The largest error that counts as right: the root of the mean square over that of the exact product.
  public let bound: Double

  /// Creates a setting.
  public init(text: String, bound: Double) {
    self.text = text
    self.bound = bound
  }
}

/// What came of one batch.
public enum PeerOutcome: Sendable, Hashable {
  case measured(PeerMeasurement)
  /// Why there is no time, in one line.
  case failed(String)
}

/// How long a peer took.
public struct PeerMeasurement: Sendable, Hashable {
  /// How long it took.
  public let samples: Samples
  /// Whether the weights were read from main memory: copies in turns, more than a cache holds.
  public let isCold: Bool
  /// Whether the weights lie in large pages.
  public let hasLargePages: Bool
  /// The root of the mean square of the error over that of the exact product.
  public let error: Double
  /// What a call takes whose product is next to nothing, in milliseconds, where calls come from another language.
  public let callMilliseconds: Double?

  /// Creates a measurement.
  public init(
    samples: Samples, isCold: Bool, hasLargePages: Bool, error: Double,
    callMilliseconds: Double? = nil
  ) {
    self.samples = samples
    self.isCold = isCold
    self.hasLargePages = hasLargePages
    self.error = error
    self.callMilliseconds = callMilliseconds
  }
}
