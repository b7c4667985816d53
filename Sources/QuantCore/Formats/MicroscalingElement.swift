/// The element types of OCP microscaling.
public enum MicroscalingElement: Sendable, Hashable {
  /// A float of four, six or eight bits.
  case float(MiniFloat)
  /// MXINT8: an integer times 2^-6, -127…127; the code -128 stays unused, as OCP allows.
  case int8

  /// The values of the codes; those of MXINT8 run from -127/64 upwards.
  public var grid: ElementGrid {
    switch self {
    case .float(let type): ElementGrid(type)
    case .int8:
      ElementGrid(name: "INT8", bits: 8, values: (-127...127).map { Float($0) / 64 })
    }
  }

  /// What a scale must fit.
  public var range: ElementRange {
    switch self {
    case .float(let type): ElementRange(type)
    case .int8: .mxint8
    }
  }

  /// The element as fast paths know it.
  var arithmetic: BlockArithmetic.Element {
    switch self {
    case .float(let type): .float(type)
    case .int8: .fixedPoint(-127...127, step: 1 / 64)
    }
  }

  /// Divides by the scale in F32 and writes the nearest codes, ties to even.
  ///
  /// - Returns: How many magnitudes lie above the largest of a float type, or round to an integer out of range.
  func encode(_ block: Span<Float>, divisor: Float, into codes: inout MutableSpan<UInt8>) -> Int {
    switch self {
    case .float(.e2m1): return E2M1.encode(block, divisor: divisor, into: &codes)
    case .float(let type):
      var saturated = 0
      for index in block.indices {
        let scaled = block[index] / divisor
        saturated += scaled.magnitude > type.largest ? 1 : 0
        codes[index] = type.encode(scaled)
      }
      return saturated
    case .int8:
      var saturated = 0
      for index in block.indices {
        let rounded = (block[index] / divisor * 64).roundedToEven
        // In this order NaN, which a file brings that is written to while it is read, becomes the lowest code.
        let clamped = min(max(-127, rounded), 127)
        saturated += rounded == clamped ? 0 : 1
        codes[index] = UInt8(clamped + 127)
      }
      return saturated
    }
  }
}
