internal import CKernels
internal import Dispatch
internal import QuantCore

/// A linear layer over packed weights: `y[batch, outputs] = x[batch, inputs] · W[outputs, inputs]ᵀ`.
///
/// Both operands are multiplied as their formats decode them, products are added up in 32-bit integers, exactly, or in
/// F32. Activations are quantized within the product. One layer serves one caller at a time.
@safe
public final class LinearLayer {
  /// How the layer is computed.
  public let recipe: LinearRecipe
  /// Rows of the weights.
  public let outputs: Int
  /// Columns of the weights.
  public let inputs: Int
  /// The unit that multiplies: without dot instructions BF16 is multiplied as F32.
  public var unit: KernelEngine.Unit {
    if plan.isInteger { return .int8 }
    return table.isDot && plan.layout != ck_layout_f32 ? .bf16 : .f32
  }
  /// What a product reads of the weights, in bytes: codes, scales and zero points.
  public var weightBytes: Int { weights.byteCount }

  private let engine: KernelEngine
  let plan: LinearPlan
  let table: LinearTable
  let weights: PackedWeights
  let activations: PackedActivations
  let group: Int
  let ones = Buffer<Float>()
  /// A decoded panel for each thread.
  var panels: [Buffer<UInt8>] = []

  /// Rows from which on it pays to decode a panel once for all tiles.
  static let manyRows = 24
  /// Bytes of panels that tiles share one after the other: what a second-level cache holds beside the activations.
  static let sharedBytes = 1 << 19
  /// Threads that a product can use.
  public static let mostThreads = 64

  /// Packs weights.
  ///
  /// - Parameters:
  ///   - recipe: How the layer is computed.
  ///   - weights: `[outputs, inputs]`, row-major, finite.
  ///   - outputs: Rows of the weights, at least 1.
  ///   - inputs: Columns of the weights, a multiple of 32 and of the recipe's groups.
  ///   - engine: What computes.
  /// - Throws: `LinearError` where the sizes do not fit the recipe.
  public init(
    _ recipe: LinearRecipe, weights: Span<Float>, outputs: Int, inputs: Int,
    engine: KernelEngine = .shared
  ) throws(LinearError) {
    precondition(weights.count == outputs * inputs, "as many weights as there are places")
    let plan = try LinearPlan(recipe)
    let encoded = plan.format?.encoded(weights, columns: inputs, engine: engine)
    group = try Self.group(of: recipe, plan: plan, outputs: outputs, inputs: inputs)
    try Self.checkScales(
      of: plan, encoded: encoded, weights: weights, inputs: inputs, engine: engine)
    self.recipe = recipe
    self.outputs = outputs
    self.inputs = inputs
    self.engine = engine
    self.plan = plan
    table = LinearTable(engine.backend)
    self.weights = try PackedWeights(
      weights, encoded: encoded, plan: plan, outputs: outputs, inputs: inputs, group: group)
    activations = PackedActivations(plan: plan, inputs: inputs, group: group)
    makeOnes()
  }

  /// The same layer over weights in memory of their own, so that they are read from there and not from a cache.
  public init(copying other: LinearLayer) {
    recipe = other.recipe
    outputs = other.outputs
    inputs = other.inputs
    engine = other.engine
    plan = other.plan
    table = other.table
    group = other.group
    weights = PackedWeights(copying: other.weights)
    activations = PackedActivations(plan: other.plan, inputs: other.inputs, group: other.group)
    makeOnes()
  }

  /// The scales of a panel that holds products already.
  private func makeOnes() {
    ones.reserve(Int(ck_panel))
    for index in 0..<Int(ck_panel) { unsafe ones.base[index] = 1 }
  }

  /// Multiplies activations.
  ///
  /// - Parameters:
  ///   - x: `[batch, inputs]`, row-major, finite.
  ///   - batch: Rows of the activations, at least 1.
  ///   - threads: How many threads work, at most `mostThreads`.
  ///   - y: Receives `[batch, outputs]`.
  public func multiply(
    _ x: Span<Float>, batch: Int, threads: Int = 1, into y: inout MutableSpan<Float>
  ) {
    precondition(x.count == batch * inputs && y.count == batch * outputs, "room for the product")
    activations.pack(
      x, rows: batch, tileRows: plan.isInteger && group < inputs ? 8 : 12, threads: threads,
      engine: engine, table: table)
    let factor = weights.factor * activations.factor
    let workers = max(1, min(threads, Self.mostThreads, weights.panels))
    while panels.count < workers { panels.append(Buffer<UInt8>()) }
    unsafe y.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // Workers share what does not change meanwhile, and write where no other does.
      nonisolated(unsafe) let layer = self
      let target = unsafe Target(base: base)
      if workers == 1 {
        multiply(panels: 0..<weights.panels, worker: 0, factor: factor, into: target)
        return
      }
      let count = weights.panels
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        let share = count * worker / workers..<count * (worker + 1) / workers
        unsafe layer.multiply(panels: share, worker: worker, factor: factor, into: target)
      }
    }
  }

  /// Where products go; workers write columns of their own.
  @safe
  struct Target: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
  }

  /// Lends what codes stand for, as tiles want it.
  func withValues(_ body: (UnsafeRawPointer?) -> Void) {
    if plan.isInteger {
      let bytes = plan.values.map { UInt8(truncatingIfNeeded: $0) }
      unsafe bytes.withUnsafeBytes { unsafe body($0.baseAddress) }
    } else {
      unsafe plan.values.withUnsafeBytes { unsafe body($0.baseAddress) }
    }
  }

  /// The part of a tile that its panel says.
  func tile(_ panel: Int, values: UnsafeRawPointer?, factor: Float) -> ck_tile {
    let zeros = unsafe weights.zeros.map {
      unsafe UnsafePointer($0.base + panel * weights.groups * Int(ck_panel))
    }
    return unsafe ck_tile(
      layout: plan.layout, rows: 0, panels: 1, groups: plan.format == nil ? 1 : weights.groups,
      steps: (plan.format == nil ? inputs : group) / plan.span,
      weights: UnsafePointer(weights.codes.base + panel * weights.panelBytes),
      activations: UnsafePointer(activations.packed.base), values: values,
      scale_type: weights.scaleType,
      scales: UnsafePointer(weights.scales.base + panel * weights.scaleBytes),
      activation_scales: nil,
      offset_kind: plan.hasZeros
        ? ck_offset_zeros : plan.isInteger ? ck_offset_constant : ck_offset_none,
      offset: Int32(plan.offset), zeros: zeros, integer_sums: nil, float_sums: nil,
      factor: factor, outputs: ones.base, output_stride: Int(ck_panel),
      ahead: nil, ahead_stride: 0)
  }

  /// Bytes of a panel of BF16.
  var widenedBytes: Int { 2 * Int(ck_panel) * inputs }

  /// Decodes a tile's panel to BF16, with its scales where products hold them.
  func widen(_ tile: inout ck_tile, worker: Int) {
    // Scales that are multiplied beforehand leave no groups, unless activations have scales of theirs.
    let isMultiplied = plan.holdsWeightProducts && !hasActivationScales
    let room = panels[worker]
    unsafe table.pointee.widen(
      tile.layout, tile.weights, tile.values, tile.groups, tile.steps, tile.scale_type,
      isMultiplied ? tile.scales : nil, room.base)
    unsafe tile.layout = ck_layout_bf16
    unsafe tile.weights = UnsafePointer(room.base)
    unsafe tile.steps = group / 2
    if isMultiplied {
      unsafe tile.groups = 1
      unsafe tile.steps = inputs / 2
      unsafe tile.scale_type = ck_group_f32
      unsafe tile.scales = UnsafeRawPointer(ones.base).assumingMemoryBound(to: UInt8.self)
    }
  }

  private var hasActivationScales: Bool {
    switch plan.activations {
    case .f32, .bf16: false
    case .integers: true
    case .floats(_, let isScaled): isScaled
    }
  }

  /// The part of a tile that its rows say.
  func place(_ rows: Range<Int>, in tile: inout ck_tile) {
    let groups = inputs / group
    let first = rows.lowerBound
    unsafe tile.rows = Int32(rows.count)
    unsafe tile.activations = UnsafePointer(activations.packed.base + first * activations.words)
    unsafe tile.activation_scales =
      hasActivationScales ? UnsafePointer(activations.scales.base + first * groups) : nil
    unsafe tile.integer_sums = UnsafePointer(activations.integerSums.base + first * groups)
    unsafe tile.float_sums = UnsafePointer(activations.floatSums.base + first * groups)
  }

  /// Refuses formats with factors beside their blocks' scales, which products do not take; activations are probed.
  private static func checkScales(
    of plan: LinearPlan, encoded: EncodedBand?, weights: Span<Float>, inputs: Int,
    engine: KernelEngine
  ) throws(LinearError) {
    var found: [(any QuantizationFormat, EncodedBand)] = []
    if let format = plan.format, let encoded { found.append((format, encoded)) }
    switch plan.activations {
    case .f32, .bf16: break
    case .integers(let format), .floats(let format, _):
      let probe = weights.extracting(0..<min(weights.count, 8 * inputs))
      found.append((format, format.encoded(probe, columns: inputs, engine: engine)))
    }
    for (format, band) in found where !band.hasPlainScales {
      throw LinearError("\(format.id): factors beside the blocks' scales are not multiplied here")
    }
  }

  /// The inputs for which one scale holds on either side.
  private static func group(
    of recipe: LinearRecipe, plan: LinearPlan, outputs: Int, inputs: Int
  ) throws(LinearError) -> Int {
    var group = inputs
    var formats: [any QuantizationFormat] = []
    if let format = plan.format { formats.append(format) }
    switch plan.activations {
    case .f32, .bf16: break
    case .integers(let format), .floats(let format, _): formats.append(format)
    }
    for format in formats {
      if let refusal = format.refusal(rows: outputs, columns: inputs) {
        throw LinearError("\(format.id) \(refusal)")
      }
      group = min(group, format.blockShape(rows: outputs, columns: inputs).columns)
    }
    guard inputs % 32 == 0, inputs % group == 0, group % plan.span == 0 else {
      let wanted = group < inputs ? max(32, group) : 32
      throw LinearError("\(recipe.id) needs a multiple of \(wanted) inputs, found \(inputs)")
    }
    return group
  }
}
