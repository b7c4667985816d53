internal import Figures
public import Measurement

/// The layers to measure on this machine.
public struct KernelRequest: Sendable, Hashable {
  /// What they share; measurements under other conditions are another picture.
  public struct Conditions: Sendable, Hashable {
    /// Rows of the weights.
    public let outputs: Int
    /// Columns of the weights.
    public let inputs: Int
    /// Whether the same weights are read over and over.
    public let isHot: Bool
    /// Whether all threads work that the program was given; else one.
    public let usesAllThreads: Bool
  }

  /// What they share.
  public let conditions: Conditions
  /// The names of the recipes.
  public let recipes: [String]
  /// The batches.
  public let batches: [Int]
}

/// What measuring layers found.
public enum KernelEvent: Sendable {
  /// There are more points.
  case progress(LinearReport)
  /// All points are there.
  case finished(LinearReport)
}

/// How the measured layers are looked at, and what is known of them.
public struct KernelState: Sendable, Equatable {
  /// Which recipes are on show.
  enum Choice: Sendable, Hashable {
    /// Those of the slots' formats.
    case slots
    /// Those of a figure of the survey.
    case figure(SurveyFigure)
  }

  var choice = Choice.slots
  var quantity = KernelQuantity.operations
  var isHot = false
  var usesAllThreads = false
  /// Whether the layer is the usual square, not as large as the tensor.
  var isUsualSize = false
  /// The recipe that stands out.
  var selected = 0
  /// Which batch of those on show the table is of.
  var place = 0
  /// What was measured, by its conditions.
  var known: [KernelRequest.Conditions: LinearReport] = [:]
  /// The work that measures; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: KernelRequest?

  init() {}
}
