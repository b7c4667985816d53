internal import CKernels
internal import QuantCore

/// The arithmetic of a recipe: how weights are laid out, and what activations have to be.
struct LinearPlan: Sendable {
  /// What activations meet the weights as.
  enum Activations: Sendable {
    case f32
    case bf16
    /// Signed bytes with a scale for each group.
    case integers(any QuantizationFormat)
    /// BF16 with a scale for each group, or with scales that their products with codes hold exactly.
    case floats(any QuantizationFormat, isScaled: Bool)
  }

  let layout: ck_layout
  let activations: Activations
  /// The format of the weights; nil for those that are not quantized.
  let format: (any QuantizationFormat)?
  /// What codes stand for in the layout: BF16, or unsigned bytes.
  let values: [UInt16]
  /// What unsigned bytes are above the integers that they stand for.
  let offset: Int
  /// What the products of bytes are worth.
  let unit: Float
  /// Whether each block of weights has a zero point.
  let hasZeros: Bool

  /// The plan of a recipe.
  init(_ recipe: LinearRecipe) throws(LinearError) {
    switch (recipe.weights, recipe.activations) {
    case (.f32, .f32):
      self.init(layout: ck_layout_f32, activations: .f32)
    case (.bf16, .bf16):
      self.init(layout: ck_layout_bf16, activations: .bf16)
    case (.quantized(let weights), .bf16):
      try self.init(weights, floats: .bf16)
    case (.quantized(let weights), .quantized(let activations)):
      try Self.check(activations, of: recipe)
      if Self.isInteger(activations.element) {
        try self.init(weights, integers: activations)
      } else {
        let isScaled = !Self.holdsProducts(activations)
        try self.init(weights, floats: .floats(activations, isScaled: isScaled))
      }
    default:
      throw LinearError(
        "\(recipe.id): there is no such product; \(recipe.weights.name) goes with "
          + (recipe.weights.name == "f32" ? "f32" : "bf16 or a quantized format"))
    }
  }

  private init(layout: ck_layout, activations: Activations) {
    self.layout = layout
    self.activations = activations
    format = nil
    values = []
    offset = 0
    unit = 1
    hasZeros = false
  }

  /// Weights whose codes are looked up as BF16.
  private init(
    _ format: any QuantizationFormat, floats activations: Activations
  ) throws(LinearError) {
    let grid = try Self.grid(of: format)
    hasZeros = Self.hasZeros(format)
    if hasZeros, case .floats = activations {
      throw LinearError("\(format.id) has zero points: it goes with bf16 or int8 activations")
    }
    guard grid.allSatisfy({ BFloat16.decode(BFloat16.encode($0)) == $0 }) else {
      throw LinearError("\(format.id): its values are not BF16, as the products need them")
    }
    let count: Int
    switch grid.count {
    case ...4: (layout, count) = (ck_layout_pairs_bf16, 4)
    case ...8: (layout, count) = (ck_layout_triples_bf16, 8)
    case ...16: (layout, count) = (ck_layout_nibbles_bf16, 16)
    default: (layout, count) = (ck_layout_bytes_bf16, 256)
    }
    let padding = Array(repeating: UInt16(0), count: max(0, count - grid.count))
    values = grid.map { BFloat16.encode($0) } + padding
    self.activations = activations
    self.format = format
    offset = 0
    unit = 1
  }

  /// Weights whose codes are looked up as unsigned bytes, for activations that are signed ones.
  private init(
    _ format: any QuantizationFormat, integers activations: any QuantizationFormat
  ) throws(LinearError) {
    let grid = try Self.grid(of: format)
    let lowest = grid.min() ?? 0
    let extent = (grid.max() ?? 0) - lowest
    // Halves become integers when doubled; that is all that E2M1 needs.
    let found = [Float(1), 2].first { factor in
      factor * extent < 256 && grid.allSatisfy { ($0 * factor).rounded() == $0 * factor }
    }
    guard let factor = found else {
      throw LinearError("\(format.id): its values are not integers, as int8 activations need them")
    }
    hasZeros = Self.hasZeros(format)
    layout = grid.count <= 16 ? ck_layout_nibbles : ck_layout_bytes
    values =
      grid.map { UInt16(($0 - lowest) * factor) }
      + Array(repeating: 0, count: max(0, 16 - grid.count))
    offset = Int(-lowest * factor)
    unit = 1 / factor
    self.activations = .integers(activations)
    self.format = format
  }

  private static func grid(of format: any QuantizationFormat) throws(LinearError) -> [Float] {
    // Specials are no code that an encoder makes.
    let grid = format.element.values.map { $0.isFinite ? $0 : 0 }
    guard format.element.vectorLength == 1, !grid.isEmpty, grid.count <= 256 else {
      throw LinearError("\(format.id): its codes stand for no single values")
    }
    guard !format.rotatesValues, format.foreknowledge != .survey else {
      throw LinearError("\(format.id): products with rotated or surveyed weights are not offered")
    }
    return grid
  }

  private static func check(
    _ activations: any QuantizationFormat, of recipe: LinearRecipe
  ) throws(LinearError) {
    _ = try grid(of: activations)
    guard !hasZeros(activations) else {
      throw LinearError("\(recipe.id): activations have no zero points here")
    }
    guard activations.element.bits >= 4 else {
      throw LinearError("\(recipe.id): activations of fewer than 4 bits are not offered")
    }
  }

  /// Whether codes count signed bytes upwards.
  private static func isInteger(_ element: ElementGrid) -> Bool {
    guard let lowest = element.values.first, (-128..<0).contains(lowest) else { return false }
    return element.values.enumerated().allSatisfy { $1 == lowest + Float($0) && $1 < 128 }
  }

  /// Unsigned integers stand above a zero point.
  private static func hasZeros(_ format: any QuantizationFormat) -> Bool {
    format.element.values.allSatisfy { $0 >= 0 }
  }

  /// Whether the products of codes and block scales are BF16 themselves.
  private static func holdsProducts(_ format: any QuantizationFormat) -> Bool {
    switch format.scaleType {
    case .e8m0: true
    case .e4m3: format.element.codeCount <= 16
    default: false
    }
  }

  /// Whether products of the weights' codes and scales are BF16, so that they can be multiplied beforehand.
  var holdsWeightProducts: Bool { format.map(Self.holdsProducts) ?? false }

  /// Whether codes can become the BF16 that they stand for before tiles multiply them.
  var canWiden: Bool { !values.isEmpty && !isInteger && !hasZeros }

  /// Whether tiles multiply integers.
  var isInteger: Bool { if case .integers = activations { true } else { false } }

  /// Whether words of activations hold the first and third of four BF16, then the others.
  var swaps: Bool { layout == ck_layout_nibbles_bf16 || layout == ck_layout_bytes_bf16 }

  /// Weights of one output in a step.
  var span: Int {
    switch layout {
    case ck_layout_f32: 1
    case ck_layout_bf16: 2
    case ck_layout_bytes, ck_layout_bytes_bf16: 4
    case ck_layout_nibbles, ck_layout_nibbles_bf16: 8
    case ck_layout_pairs_bf16: 16
    default: 32
    }
  }

  /// Bytes of a step of one panel.
  var stepBytes: Int { layout == ck_layout_triples_bf16 ? 384 : 128 }
}
