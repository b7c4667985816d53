/// Finds a kernel's constants from measurements of it.
///
/// With r = model/measured, the sum of ((r − 1/r)/2)², which is ln(r)² for small errors, is made as small as it gets by
/// a search that takes the same steps everywhere: each free constant in turn is multiplied and divided by a factor,
/// whatever lowers the sum is kept, and where nothing does the factor becomes its square root, from 2 down to 1 + 10⁻⁷.
/// No rate rises above the part's own limit.
public struct KernelFit: Sendable, Hashable {
  /// The constants.
  public let model: KernelModel
  /// The largest factor between model and measurement among the points, at least 1.
  public let spread: Double
  /// How many points there were.
  public let points: Int

  /// Fits a kernel that multiplies what it reads.
  ///
  /// - Parameters:
  ///   - points: Measurements; for the floor to be told from the bandwidth, of more than one size.
  ///   - recipe: What was multiplied.
  ///   - part: The part on which.
  ///   - floor: The floor where it is known, in seconds; else it is fitted.
  public init?(points: [CostPoint], recipe: LayerRecipe, part: Part, floor: Double? = nil) {
    guard let unit = Execution(of: recipe, on: part)?.unit, let peak = part.peaks[unit.rate]?.value
    else { return nil }
    let start = KernelModel(
      floor: floor ?? 4e-6, bandwidth: 0.9 * part.bandwidth.value, rate: 0.75 * peak)
    self.init(
      points.map { Call($0, recipe) }, start: start,
      free: floor == nil ? [.floor, .bandwidth, .rate] : [.bandwidth, .rate],
      limits: (part.bandwidth.value, peak))
  }

  /// Fits a kernel that dequantizes: floor and rate are those of the kernel that multiplies BF16.
  ///
  /// A batch of one is served by another kernel and gives `rowBandwidth` alone.
  public init?(
    dequantizing points: [CostPoint], recipe: LayerRecipe, part: Part, plain: KernelModel
  ) {
    var start = KernelModel(
      floor: plain.floor, bandwidth: 0.9 * part.bandwidth.value, rate: plain.rate, decodeRate: 2e12)
    let calls = points.map { Call($0, recipe) }
    if let row = calls.first(where: { $0.batch == 1 }) {
      start.rowBandwidth = row.load.bytes(batch: 1) / max(row.seconds - plain.floor, 1e-9)
    }
    self.init(
      calls, start: start, free: [.bandwidth, .decodeRate],
      limits: (part.bandwidth.value, plain.rate))
  }

  private init?(
    _ calls: [Call], start: KernelModel, free: [Constant],
    limits: (bandwidth: Double, rate: Double)
  ) {
    guard !calls.isEmpty else { return nil }
    var model = start
    var best = Self.misfit(model, calls)
    var factor = 2.0
    while factor > 1 + 1e-7 {
      var hasImproved = false
      for constant in free {
        for change in [factor, 1 / factor] {
          let trial = constant.changing(model, by: change)
          guard trial.bandwidth <= limits.bandwidth, trial.rate <= limits.rate else { continue }
          let misfit = Self.misfit(trial, calls)
          guard misfit < best else { continue }
          model = trial
          best = misfit
          hasImproved = true
        }
      }
      if !hasImproved { factor = factor.squareRoot() }
    }
    self.model = model
    points = calls.count
    spread = calls.map { max($0.ratio(to: model), 1 / $0.ratio(to: model)) }.max() ?? 1
  }

  private static func misfit(_ model: KernelModel, _ calls: [Call]) -> Double {
    calls.reduce(0) { sum, call in
      let ratio = call.ratio(to: model)
      let distance = (ratio - 1 / ratio) / 2
      return sum + distance * distance
    }
  }

  /// A constant that is looked for.
  private enum Constant {
    case floor, bandwidth, rate, decodeRate

    func changing(_ model: KernelModel, by factor: Double) -> KernelModel {
      var model = model
      switch self {
      case .floor: model.floor *= factor
      case .bandwidth: model.bandwidth *= factor
      case .rate: model.rate *= factor
      case .decodeRate: model.decodeRate = model.decodeRate.map { $0 * factor }
      }
      return model
    }
  }

  /// A measured call, its load worked out once.
  private struct Call {
    let load: LayerLoad
    let batch: Int
    let seconds: Double

    init(_ point: CostPoint, _ recipe: LayerRecipe) {
      load = LayerLoad(recipe, shape: point.shape)
      batch = point.batch
      seconds = point.seconds
    }

    func ratio(to model: KernelModel) -> Double { model.seconds(load, batch: batch) / seconds }
  }
}
