public import KernelEngine

/// Measures attention: the error of each recipe against F64, and its time; each is checked before it is timed.
public struct AttentionBenchmark {
  /// What is measured.
  public struct Request: Sendable {
    /// The recipes.
    public var recipes: [AttentionRecipe]
    /// Q, K and V, one set after the other.
    public var inputs: [(source: AttentionSource, input: AttentionInput)]
    /// Threads that work.
    public var threads: Int
    /// How long each recipe is repeated at least, in milliseconds.
    public var milliseconds: Double

    /// Creates a request.
    public init(
      recipes: [AttentionRecipe] = AttentionRecipe.offered,
      inputs: [(source: AttentionSource, input: AttentionInput)], threads: Int,
      milliseconds: Double = 150
    ) {
      self.recipes = recipes
      self.inputs = inputs
      self.threads = threads
      self.milliseconds = milliseconds
    }

    /// Points that there will be.
    public var count: Int { recipes.count * inputs.count }

    /// Seeded samples of all kinds in one shape.
    ///
    /// - Throws: An `AttentionError` of the sizes.
    public static func samples(
      shape: AttentionShape, seed: UInt64
    ) throws(AttentionError) -> [(source: AttentionSource, input: AttentionInput)] {
      var inputs: [(source: AttentionSource, input: AttentionInput)] = []
      for samples in AttentionSamples.allCases {
        inputs.append(
          (source: .samples(samples, seed: seed), input: try samples.input(shape, seed: seed)))
      }
      return inputs
    }
  }

  private let engine: KernelEngine
  private let request: Request

  /// Prepares nothing yet.
  public init(engine: KernelEngine = .shared, request: Request) {
    self.engine = engine
    self.request = request
  }

  /// Measures point by point.
  ///
  /// - Parameter body: Called with the limits, and after each point with what there is; returns false to stop.
  /// - Returns: The report.
  public func run(_ body: (AttentionReport) -> Bool) -> AttentionReport {
    var report = AttentionReport(
      backend: engine.backend.rawValue, threads: request.threads,
      limits: MachineLimits(engine: engine, threads: request.threads))
    guard body(report) else { return report }
    for (source, input) in request.inputs {
      report.sets.append(AttentionReport.Set(source: source, shape: input.shape))
      let exact = Attention.exact(input, threads: request.threads, engine: engine)
      for recipe in request.recipes {
        let point = measure(recipe, input, exact: exact)
        report.sets[report.sets.count - 1].points.append(point)
        guard body(report) else { return report }
      }
    }
    return report
  }

  private func measure(
    _ recipe: AttentionRecipe, _ input: AttentionInput, exact: [Double]
  ) -> AttentionReport.Point {
    let shape = input.shape
    let attention = Attention(recipe, shape: shape, engine: engine)
    var result: [Float] = .inLargePages(repeating: 0, count: exact.count)
    var span = result.mutableSpan
    attention.attend(input, threads: request.threads, into: &span)
    let isChecked = attention.agrees(with: result.span, of: input)
    let accuracy = AttentionAccuracy(result.span, with: exact.span)
    let samples = Samples(
      threads: request.threads, atLeast: 3, milliseconds: request.milliseconds
    ) {
      var span = result.mutableSpan
      attention.attend(input, threads: request.threads, into: &span)
    }
    return AttentionReport.Point(
      recipe: recipe, units: attention.units, isChecked: isChecked, accuracy: accuracy,
      samples: samples, operations: 2 * Double(shape.products), tokens: shape.queries)
  }
}
