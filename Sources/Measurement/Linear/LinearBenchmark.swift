public import KernelEngine
internal import QuantCore

/// Measures linear layers over normal weights, each checked before it is timed.
public struct LinearBenchmark {
  /// What is measured.
  public struct Request: Sendable, Hashable {
    /// The recipes.
    public var recipes: [LinearRecipe]
    /// Rows of the weights.
    public var outputs: Int
    /// Columns of the weights.
    public var inputs: Int
    /// Rows of the activations, one point each.
    public var batches: [Int]
    /// Whether the same weights are read over and over, from a cache where they fit.
    public var isHot: Bool
    /// Threads that work.
    public var threads: Int

    /// Creates a request.
    public init(
      recipes: [LinearRecipe], outputs: Int, inputs: Int, batches: [Int], isHot: Bool, threads: Int
    ) {
      self.recipes = recipes
      self.outputs = outputs
      self.inputs = inputs
      self.batches = batches
      self.isHot = isHot
      self.threads = threads
    }
  }

  private let engine: KernelEngine
  private let request: Request
  private let peers: [any Peer]
  private let weights: [Float]
  private let activations: [Float]

  /// Bytes of weights that no cache keeps from one product to the next.
  static let coldBytes = 256 << 20
  /// Layers so small that this many of them do not come to that are as good as hot, and said to be.
  static let mostCopies = 1024

  /// Makes weights and activations.
  ///
  /// - Parameters:
  ///   - engine: What computes our products.
  ///   - request: What is measured.
  ///   - peers: What multiplies the same matrices, for comparison.
  public init(engine: KernelEngine, request: Request, peers: [any Peer] = []) {
    self.engine = engine
    self.request = request
    self.peers = peers
    weights = Self.normal(request.outputs * request.inputs, sigma: 0.02, seed: 1)
    activations = Self.normal(
      (request.batches.max() ?? 1) * request.inputs, sigma: 1, seed: 2)
  }

  /// Measures point by point.
  ///
  /// - Parameter body: Called with the limits, and after each point with what there is; returns false to stop.
  /// - Returns: The report; a recipe that does not fit the sizes is refused in it.
  public func run(_ body: (LinearReport) -> Bool) -> LinearReport {
    var report = LinearReport(
      backend: engine.backend.rawValue, threads: request.threads,
      limits: MachineLimits(engine: engine, threads: request.threads))
    report.peers = peers.map {
      LinearReport.PeerReport(name: $0.name, remedy: $0.remedy, presence: $0.presence())
    }
    guard body(report) else { return report }
    for recipe in request.recipes {
      // Our copies of the weights are gone before a peer makes its own.
      guard measure(recipe, into: &report, body), measurePeers(of: recipe, into: &report, body)
      else { break }
    }
    return report
  }

  /// Measures our points of a recipe; whether to go on.
  private func measure(
    _ recipe: LinearRecipe, into report: inout LinearReport, _ body: (LinearReport) -> Bool
  ) -> Bool {
    var layers: [LinearLayer]
    do throws(LinearError) {
      layers = [try layer(recipe)]
    } catch {
      report.refusals.append(LinearReport.Refusal(recipe: recipe.id, reason: error.message))
      return true
    }
    // Many rows are multiplied in another way than few.
    let isChecked = [3, 30].allSatisfy { check(layers[0], batch: $0) }
    let ratio = signalToNoise(of: recipe)
    while !request.isHot, layers.count * layers[0].weightBytes < Self.coldBytes,
      layers.count < Self.mostCopies
    {
      layers.append(LinearLayer(copying: layers[0]))
    }
    for batch in request.batches {
      let point = measure(
        layers, batch: batch, isChecked: isChecked, signalToNoise: ratio)
      report.points.append(point)
      guard body(report) else { return false }
    }
    return true
  }

  /// Measures the peers' points of a recipe, on the same matrices; whether to go on.
  private func measurePeers(
    of recipe: LinearRecipe, into report: inout LinearReport, _ body: (LinearReport) -> Bool
  ) -> Bool {
    guard report.points.contains(where: { $0.recipe == recipe.id }) else { return true }
    let able = peers.indices.filter { index in
      guard case .installed = report.peers[index].presence else { return false }
      return peers[index].setting(for: recipe) != nil
    }
    guard !able.isEmpty else { return true }
    let task = PeerTask(
      recipe: recipe, request: request, weights: weights, activations: activations)
    for index in able {
      guard let setting = peers[index].setting(for: recipe) else { continue }
      var goesOn = true
      peers[index].measure(task, setting) { batch, outcome in
        report.peers[index].points.append(
          LinearReport.PeerPoint(
            recipe: recipe.id, batch: batch, setting: setting, outcome: outcome))
        goesOn = body(report)
        return goesOn
      }
      guard goesOn else { return false }
    }
    return true
  }

  private func layer(_ recipe: LinearRecipe) throws(LinearError) -> LinearLayer {
    try LinearLayer(
      recipe, weights: weights.span, outputs: request.outputs, inputs: request.inputs,
      engine: engine)
  }

  private func measure(
    _ layers: [LinearLayer], batch: Int, isChecked: Bool, signalToNoise: Double?
  ) -> LinearReport.Point {
    var y: [Float] = .inLargePages(repeating: 0, count: batch * request.outputs)
    let x = activations.span.extracting(0..<batch * request.inputs)
    var turn = 0
    // Every copy once, so that all of their pages are there.
    for layer in layers where batch == request.batches.first {
      var span = y.mutableSpan
      layer.multiply(x, batch: batch, threads: request.threads, into: &span)
    }
    // Several threads are seldom all undisturbed: the best of many short samples was.
    let duration = request.threads == 1 ? 150.0 : 500
    let samples = Samples(threads: request.threads, atLeast: 3, milliseconds: duration) {
      var span = y.mutableSpan
      layers[turn % layers.count].multiply(
        x, batch: batch, threads: request.threads, into: &span)
      turn += 1
    }
    return LinearReport.Point(
      recipe: layers[0].recipe.id, unit: layers[0].unit, outputs: request.outputs,
      inputs: request.inputs, batch: batch,
      isCold: layers.count * layers[0].weightBytes >= Self.coldBytes, isChecked: isChecked,
      weightBytes: layers[0].weightBytes, weightSignalToNoise: signalToNoise, samples: samples)
  }

  /// Whether some outputs of a batch are the products of the decoded operands, within F32's rounding.
  private func check(_ layer: LinearLayer, batch: Int) -> Bool {
    let values = Self.normal(batch * request.inputs, sigma: 1, seed: 3)
    var y = [Float](repeating: 0, count: batch * request.outputs)
    var span = y.mutableSpan
    layer.multiply(values.span, batch: batch, threads: 1, into: &span)
    let x = layer.recipe.activations.decoded(values.span, columns: request.inputs)
    let w = layer.recipe.weights.decoded(weights.span, columns: request.inputs)
    // A run of outputs from either end and from the middle.
    let some = Set(
      [0, request.outputs / 2, request.outputs - 8].flatMap { first in
        (max(0, first)..<min(max(0, first) + 8, request.outputs))
      })
    for row in 0..<batch {
      for output in some {
        var sum = 0.0
        var magnitude = 0.0
        for k in 0..<request.inputs {
          let product =
            Double(x[row * request.inputs + k]) * Double(w[output * request.inputs + k])
          sum += product
          magnitude += product.magnitude
        }
        let error = (Double(y[row * request.outputs + output]) - sum).magnitude
        // Errors of a thousand roundings add up like a walk, to some dozens of the largest.
        guard error <= magnitude * 0x1p-18 else { return false }
      }
    }
    return true
  }

  private func signalToNoise(of recipe: LinearRecipe) -> Double? {
    let decoded = recipe.weights.decoded(weights.span, columns: request.inputs)
    var statistics = ErrorStatistics()
    statistics.add(original: weights.span, decoded: decoded.span)
    return statistics.signalToNoise
  }

  /// Normal numbers: sums of twelve uniform ones from a multiplicative congruential generator.
  private static func normal(_ count: Int, sigma: Float, seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      var sum: Float = -6
      for _ in 0..<6 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Float(state >> 40) * 0x1p-24 + Float(state >> 16 & 0xffffff) * 0x1p-24
      }
      return sigma * sum
    }
  }
}
