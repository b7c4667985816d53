/// Elements of a small float type under a float scale.
///
/// ```
/// s    = max(amax, floor) / largest      in F32, then rounded to the scale's type; or given
/// code = RNE(x / s)                      saturating; 0 where s is 0
/// x'   = element · s
/// ```
struct ScaledFloatCodec: BlockCodec {
  /// Columns of a block.
  let columns: Int
  let element: MiniFloat
  /// The value of each code.
  let grid: [Float]
  let scaleType: ScaleType
  /// What a smaller amax is taken for.
  let floor: Float
  /// The scale of a tensor that is one block; nil where each block has its own.
  let shared: BlockScale?

  init(
    columns: Int, element: MiniFloat, scaleType: ScaleType, floor: Float = 0,
    shared: BlockScale? = nil
  ) {
    self.columns = columns
    self.element = element
    self.scaleType = scaleType
    self.floor = floor
    self.shared = shared
    grid = (0..<element.codeCount).map { element.decode(UInt8($0)) }
  }

  var tensorScale: Float? { shared?.multiplier }

  var arithmetic: BlockArithmetic? {
    let scale: BlockArithmetic.Scale =
      if let shared {
        .fixed(shared)
      } else if floor > 0 {
        .floored(divisor: element.largest, floor: floor, type: scaleType)
      } else {
        .linear(divisor: element.largest, type: scaleType)
      }
    return BlockArithmetic(columns: columns, element: .float(element), scale: scale)
  }

  func scale(for block: Span<Float>) -> BlockScale {
    if let shared { return shared }
    let amax = max(block.amax, floor)
    return scaleType.stored(amax / element.largest, isZero: amax == 0)
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    let divisor = scale.multiplier
    var saturated = 0
    for index in block.indices {
      let scaled = divisor == 0 ? 0 : block[index] / divisor
      saturated += scaled.magnitude > element.largest ? 1 : 0
      codes[index] = divisor == 0 ? 0 : element.encode(scaled)
    }
    return saturated
  }

  func decode(
    _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
  ) {
    for index in codes.indices {
      values[index] = grid[Int(codes[index])] * scale.multiplier
    }
  }
}
