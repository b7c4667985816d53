internal import CKernels
internal import QuantCore

/// How the kernels compute what a codec describes.
struct Recipe: Sendable {
  /// How a quotient becomes a code.
  enum Element: Sendable {
    case e2m1
    case minifloat(MiniFloat)
    case integer(lowest: Int32, highest: Int32)
  }

  /// Columns in a block: a multiple of 16, or enough for a row.
  let columns: Int
  let element: Element
  let scale: BlockArithmetic.Scale

  /// The recipe for rows of the given length; nil where only the definition can do it.
  init?(_ arithmetic: BlockArithmetic?, columns: Int) {
    guard let arithmetic, columns > 0 else { return nil }
    if arithmetic.columns >= columns {
      self.columns = (columns + 15) / 16 * 16
    } else {
      guard arithmetic.columns % 16 == 0 else { return nil }
      self.columns = arithmetic.columns
    }
    switch arithmetic.element {
    case .float(.e2m1): element = .e2m1
    case .float(let type): element = .minifloat(type)
    case .integer(let range):
      guard range.count <= 256, range.lowerBound <= 0, range.upperBound >= 0 else { return nil }
      element = .integer(lowest: Int32(range.lowerBound), highest: Int32(range.upperBound))
    }
    scale = arithmetic.scale
    switch (arithmetic.scale, arithmetic.element) {
    case (.e8m0, .float), (.e4m3, .float(.e2m1)), (.fixed, _): break
    case (.linear(_, let type), _):
      guard type == .f16 || type == .f32 else { return nil }
    default: return nil
    }
  }

  /// How many pieces of 16 columns a block has.
  var pieces: Int { columns / 16 }

  /// Whether all multipliers are powers of two.
  var isPower: Int32 {
    if case .e8m0 = scale { 1 } else { 0 }
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

extension MiniFloat {
  var kernelType: ck_minifloat {
    ck_minifloat(
      mantissa_bits: Int32(mantissaBits), magnitude_bits: Int32(exponentBits + mantissaBits),
      smallest_exponent: Int32(1 - bias), largest: largest)
  }
}
