internal import QuantCore

/// Names one piece of background work; later ones have higher numbers.
public struct WorkID: Sendable, Hashable {
  /// The number.
  public let number: Int
}

/// What is being computed, and what waits for it.
public struct Work: Sendable, Equatable {
  /// An analysis that runs.
  public struct Running: Sendable, Hashable {
    /// Its name; events of others are stale.
    public let id: WorkID
    /// The tensor's index.
    public let tensor: Int
    /// Which share is done, 0…1.
    public internal(set) var done: Double
  }

  /// The analysis that runs; nil where none does.
  public internal(set) var running: Running?
  /// Whether all tensors are to be analysed, not only those on show.
  public internal(set) var wantsAll = false
  /// Whether the user stopped the work; the next key that asks for something lifts it.
  public internal(set) var isPaused = false {
    didSet { if !isPaused { stoppedAt = nil } }
  }
  /// How far the analysis was that the user stopped; nil where none was.
  public internal(set) var stoppedAt: Double?
  /// Whether the next ^C ends the program.
  public internal(set) var isQuitArmed = false
  /// How far the search for tensors to analyse has come.
  var swept = Swept(formats: [])
  private var lastNumber = 0

  /// The first tensors, of which everything in some formats is known or can't be.
  struct Swept: Sendable, Hashable {
    let formats: [FormatID]
    var count = 0
  }

  /// Creates the state in which nothing runs.
  public init() {}

  /// As nothing runs, and what ran under earlier numbers is stale.
  var atRest: Work {
    var rest = Work()
    rest.lastNumber = lastNumber
    rest.isPaused = isPaused
    return rest
  }

  mutating func nextID() -> WorkID {
    lastNumber += 1
    return WorkID(number: lastNumber)
  }
}
