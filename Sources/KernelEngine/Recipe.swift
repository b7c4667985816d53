internal import CKernels
internal import QuantCore

/// How the kernels compute what a codec describes.
struct Recipe: Sendable {
  /// How a quotient becomes a code.
  enum Element: Sendable {
    case e2m1
    case minifloat(MiniFloat)
    case integer(lowest: Int32, highest: Int32)
    case fixedPoint(lowest: Int32, highest: Int32, step: Float)
    case affine(highest: Int32)
  }

  /// Columns in a block: a multiple of 16, or enough for a row.
  let columns: Int
  let element: Element
  let scale: BlockArithmetic.Scale
  /// The codes of zero and of negative zero; nil under a zero point, where they depend on the block.
  let zeroCodes: (positive: Int, negative: Int)?

  /// The recipe for rows of the given length; nil where only the definition can do it.
  init?(_ arithmetic: BlockArithmetic?, columns: Int) {
    guard let arithmetic, columns > 0 else { return nil }
    if arithmetic.columns >= columns {
      self.columns = (columns + 15) / 16 * 16
    } else {
      guard arithmetic.columns % 16 == 0 else { return nil }
      self.columns = arithmetic.columns
    }
    guard let element = Self.element(arithmetic) else { return nil }
    self.element = element
    scale = arithmetic.scale
    zeroCodes = Self.zeroCodes(of: element)
  }

  /// The element for a kind of scale; nil where there is no kernel for the two together.
  private static func element(_ arithmetic: BlockArithmetic) -> Element? {
    switch (arithmetic.scale, arithmetic.element) {
    case (.e8m0, .fixedPoint(let range, let step)) where range.count <= 256:
      return .fixedPoint(
        lowest: Int32(range.lowerBound), highest: Int32(range.upperBound), step: step)
    case (.affine(let type), .integer(let range)) where isFloat(type) && range.lowerBound == 0:
      return range.count <= 256 ? .affine(highest: Int32(range.upperBound)) : nil
    case (.e8m0, .float(let type)), (.fixed, .float(let type)):
      return type == .e2m1 ? .e2m1 : .minifloat(type)
    case (.e4m3, .float(.e2m1)), (.e4m3Sweep, .float(.e2m1)), (.e8m0LeastSquares, .float(.e2m1)):
      return arithmetic.columns <= 32 ? .e2m1 : nil
    case (.linear(_, let scale), .float(let type)), (.floored(_, _, let scale), .float(let type)):
      guard isFloat(scale) else { return nil }
      return type == .e2m1 ? .e2m1 : .minifloat(type)
    case (.linear(_, let scale), .integer(let range)),
      (.floored(_, _, let scale), .integer(let range)):
      guard isFloat(scale), range.count <= 256, range.contains(0) else { return nil }
      return .integer(lowest: Int32(range.lowerBound), highest: Int32(range.upperBound))
    case (.fixed, .integer(let range)) where range.count <= 256 && range.contains(0):
      return .integer(lowest: Int32(range.lowerBound), highest: Int32(range.upperBound))
    default:
      return nil
    }
  }

  private static func zeroCodes(of element: Element) -> (positive: Int, negative: Int)? {
    switch element {
    case .e2m1: (0, 8)
    case .minifloat(let type): (0, 1 << (type.bits - 1))
    case .integer(let lowest, _), .fixedPoint(let lowest, _, _): (Int(-lowest), Int(-lowest))
    case .affine: nil
    }
  }

  private static func isFloat(_ type: ScaleType) -> Bool {
    type == .f32 || type == .f16 || type == .bf16
  }

  /// How many pieces of 16 columns a block has.
  var pieces: Int { columns / 16 }

  /// What a power of two must fit.
  var range: ElementRange {
    switch element {
    case .minifloat(let type): ElementRange(type)
    case .fixedPoint: .mxint8
    case .e2m1, .integer, .affine: ElementRange(.e2m1)
    }
  }

  /// Whether blocks have a zero point.
  var isAffine: Bool {
    if case .affine = element { true } else { false }
  }

  /// The highest code above a zero point.
  var levels: Int32 {
    if case .affine(let highest) = element { highest } else { 0 }
  }

  /// Whether codes have at most four bits.
  var isNarrow: Bool {
    switch element {
    case .e2m1: true
    case .minifloat(let type): type.bits <= 4
    case .integer(let lowest, let highest): highest - lowest < 16
    case .fixedPoint(let lowest, let highest, _): highest - lowest < 16
    case .affine(let highest): highest < 16
    }
  }

  /// Whether all multipliers are powers of two.
  var isPower: Int32 {
    switch scale {
    case .e8m0, .e8m0LeastSquares: 1
    default: 0
    }
  }

  /// How many multipliers a block's largest magnitude may be for its scale to be close.
  ///
  /// Twice the largest element whose negative there is, too: up to here the nearest element is no further from a
  /// value than half of it. Zero under a zero point, where that does not follow.
  var closeBound: Float {
    switch element {
    case .e2m1: 2 * MiniFloat.e2m1.largest
    case .minifloat(let type): 2 * type.largest
    case .integer(let lowest, let highest): Float(2 * min(-lowest, highest))
    case .fixedPoint(let lowest, let highest, let step): Float(2 * min(-lowest, highest)) * step
    case .affine: 0
    }
  }

  /// Whether values are multiplied by the scales' values themselves.
  var multipliesByScale: Bool {
    switch scale {
    case .e4m3, .e4m3Sweep, .fixed: false
    default: true
    }
  }

  /// Whether scales are searched for by the errors under them, not by extremes alone.
  var isSearched: Bool {
    switch scale {
    case .e8m0LeastSquares, .e4m3Sweep: true
    default: false
    }
  }
}

extension E8M0Rule {
  var kernelRule: ck_power_rule {
    switch self {
    case .floor: ck_power_floor
    case .rceil: ck_power_rceil
    case .even: ck_power_even
    case .ceil: ck_power_ceil
    }
  }
}

extension ScaleType {
  var kernelType: ck_scale_type {
    switch self {
    case .f16: ck_scale_f16
    case .bf16: ck_scale_bf16
    default: ck_scale_f32
    }
  }
}

extension MiniFloat {
  var kernelType: ck_minifloat {
    ck_minifloat(
      mantissa_bits: Int32(mantissaBits), magnitude_bits: Int32(exponentBits + mantissaBits),
      smallest_exponent: Int32(1 - bias), largest: largest)
  }
}
