/// Grouped linear integers, symmetric: a signed integer for each element, one scale for each group.
///
/// ```
/// s    = amax / (2^(b-1) - ½)                    in F32, then rounded to the scale's type
/// code = clamp(rint(x / s), -2^(b-1), 2^(b-1) - 1)     in F32, ties to even
/// x'   = code · s
/// ```
///
/// An F16 scale saturates at 65504 and never rounds to 0 for a group that is not all zeros; codes are made
/// with the rounded scale, the order of AWQ's and GPTQ's packers. With an F32 scale the codes equal
/// compressed-tensors W4A16, and a scale that underflows to 0 gives code and value 0. A positive group
/// maximum lies half a step beyond the largest code and counts as saturated.
public struct GroupInteger: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// Symmetric, amax / (2^(b-1) - ½).
  public let rule = "sym"
  /// The signed integers of the given width.
  public let element: ElementGrid
  /// F16 or F32.
  public let scaleType: ScaleType
  private let groupSize: Int

  /// Creates the format.
  ///
  /// - Parameters:
  ///   - id: The identifier as asked for.
  ///   - bits: The width of a code, 2…8.
  ///   - groupSize: Elements that share a scale.
  ///   - scaleType: The type in which scales are stored: F16 or F32.
  public init(id: FormatID, bits: Int, groupSize: Int, scaleType: ScaleType) {
    self.id = id
    self.element = ElementGrid(signedBits: bits)
    self.groupSize = groupSize
    self.scaleType = scaleType
  }

  /// One group along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: groupSize)
  }

  /// Nothing about the tensor matters to its groups.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(
      Codec(
        half: Float(1 << (element.bits - 1)), isHalfPrecision: scaleType == .f16,
        groupSize: groupSize),
      shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  private struct Codec: BlockCodec {
    /// 2^(b-1): the codes run from -half to half - 1.
    let half: Float
    let isHalfPrecision: Bool
    let groupSize: Int

    var arithmetic: BlockArithmetic? {
      BlockArithmetic(
        columns: groupSize, element: .integer(-Int(half)...Int(half) - 1),
        scale: .linear(divisor: half - 0.5, type: isHalfPrecision ? .f16 : .f32))
    }

    func scale(for block: Span<Float>) -> BlockScale {
      let amax = block.amax
      let exact = amax / (half - 0.5)
      guard isHalfPrecision else {
        return BlockScale(code: exact.bitPattern, value: exact, multiplier: exact)
      }
      let bounded = amax == 0 ? 0 : min(max(exact, Binary16.smallest), Binary16.largest)
      let code = Binary16.encode(bounded)
      let value = Binary16.decode(code)
      return BlockScale(code: UInt32(code), value: value, multiplier: value)
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      var saturated = 0
      let divisor = scale.multiplier
      for index in block.indices {
        let scaled = divisor == 0 ? 0 : block[index] / divisor
        let rounded = scaled.roundedToEven
        // In this order NaN, which a file brings that is written to while it is read, becomes the lowest code.
        let clamped = min(max(-half, rounded), half - 1)
        saturated += rounded == clamped ? 0 : 1
        codes[index] = UInt8(clamped + half)
      }
      return saturated
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      for index in codes.indices {
        values[index] = (Float(codes[index]) - half) * scale.multiplier
      }
    }
  }

  static let int4Group128 = FormatFamily(
    name: "int4-g128",
    summary: "Linear INT4, symmetric, 128 to a group, scale amax/7.5 in F16",
    sameBitsAs: "compressed-tensors W4A16 with +f32",
    rules: ["sym"], options: ["f16", "f32"]
  ) { id in
    guard id.rule == nil || id.rule == "sym", id.options.count <= 1 else { return nil }
    let scaleType: ScaleType? =
      switch id.options.first {
      case nil, "f16": .f16
      case "f32": .f32
      default: nil
      }
    return scaleType.map { GroupInteger(id: id, bits: 4, groupSize: 128, scaleType: $0) }
  }
}

extension Float {
  /// The nearest integer, ties to even, as F32.
  ///
  /// Adding and taking away 1.5 · 2^23 rounds magnitudes below 2^22 in the adder; `rounded` is a library call
  /// where the compiler may not assume SSE 4.1.
  var roundedToEven: Float {
    magnitude < 0x1p22 ? (self + 0x1.8p23) - 0x1.8p23 : rounded(.toNearestOrEven)
  }
}
