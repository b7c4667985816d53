extension LinearReport {
  /// What came of one peer.
  public struct PeerReport: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// What installs it.
    public let remedy: String
    /// Whether it was there, and in which version.
    public let presence: PeerPresence
    /// Its points, in the order in which they were measured.
    public internal(set) var points: [PeerPoint] = []
  }

  /// One product of a peer.
  public struct PeerPoint: Sendable, Hashable {
    /// The recipe that it is the peer of.
    public let recipe: String
    /// Rows of the activations.
    public let batch: Int
    /// How it multiplied.
    public let setting: PeerSetting
    /// What came of it.
    public let outcome: PeerOutcome
  }

  /// A point of ours beside one of a peer.
  public struct Comparison: Sendable, Hashable {
    /// How we stand.
    public enum Standing: String, Sendable, Hashable {
      /// Ours is faster.
      case ahead
      /// The shortest durations differ by less than a fiftieth.
      case level
      /// They differ, but the middle eight tenths of both samples meet.
      case undecided
      /// Theirs is faster.
      case behind
    }

    /// The peer's name.
    public let peer: String
    /// Our point.
    public let ours: Point
    /// The peer's point.
    public let theirs: PeerPoint

    /// What the peer measured; nil where it failed.
    public var measurement: PeerMeasurement? {
      guard case .measured(let measurement) = theirs.outcome else { return nil }
      return measurement
    }

    /// The peer's shortest duration over ours, above 1 where we are faster; nil where it failed.
    public var ratio: Double? {
      measurement.map { $0.samples.minimum / ours.samples.minimum }
    }

    /// How we stand; nil where the peer failed.
    public var standing: Standing? {
      guard let measurement, let ratio else { return nil }
      if (ratio - 1).magnitude < 0.02 { return .level }
      if measurement.samples.spread.overlaps(ours.samples.spread) { return .undecided }
      return ratio > 1 ? .ahead : .behind
    }
  }

  /// Our points beside those of the peers: in the order of ours, then of the peers.
  public var comparisons: [Comparison] {
    points.flatMap { point in
      peers.flatMap { peer in
        peer.points.filter { $0.recipe == point.recipe && $0.batch == point.batch }.map {
          Comparison(peer: peer.name, ours: point, theirs: $0)
        }
      }
    }
  }
}
