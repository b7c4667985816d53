internal import CKernels
internal import QuantCore

/// Activations as tiles read them, made anew for every product.
@safe
final class PackedActivations {
  /// Runs of rows that tiles take together: where each begins, and how many there are.
  private(set) var tiles: [Range<Int>] = []
  /// The words of a row.
  let words: Int
  /// Words, scales and sums, tile by tile.
  let packed = Buffer<UInt32>()
  let scales = Buffer<Float>()
  let integerSums = Buffer<Int32>()
  let floatSums = Buffer<Float>()
  /// What all products are multiplied by at the end.
  private(set) var factor: Float = 1
  private let plan: LinearPlan
  private let inputs: Int
  private let group: Int
  private let rowWords = Buffer<UInt32>()
  private let rowScales = Buffer<Float>()
  private let rowIntegerSums = Buffer<Int32>()
  private let rowFloatSums = Buffer<Float>()
  private var encoded = EncodedBand()

  /// - Parameter group: Activations of one row that a scale is kept for.
  init(plan: LinearPlan, inputs: Int, group: Int) {
    self.plan = plan
    self.inputs = inputs
    self.group = group
    words = inputs / (plan.layout == ck_layout_f32 ? 1 : plan.isInteger ? 4 : 2)
  }

  private var groups: Int { inputs / group }

  /// Quantizes rows and lays them out.
  ///
  /// - Parameters:
  ///   - values: `[rows, inputs]`, row-major, finite.
  ///   - rows: How many.
  ///   - tileRows: How many rows a tile has at most.
  func pack(
    _ values: Span<Float>, rows: Int, tileRows: Int, engine: KernelEngine, table: LinearTable
  ) {
    rowWords.reserve(rows * words)
    rowScales.reserve(rows * groups)
    rowIntegerSums.reserve(rows * groups)
    rowFloatSums.reserve(rows * groups)
    factor = 1
    unsafe values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      switch plan.activations {
      case .f32:
        unsafe UnsafeMutableRawPointer(rowWords.base).copyMemory(
          from: base, byteCount: 4 * rows * inputs)
      case .bf16:
        unsafe narrow(base, count: rows * inputs, table: table)
        if plan.hasZeros { addUp(rows: rows) }
      case .integers(let format):
        encode(values, rows: rows, as: format, engine: engine)
        let lowest = Int32(format.element.values.first ?? 0)
        unsafe encoded.codes.withUnsafeBufferPointer { codes in
          guard let codes = codes.baseAddress else { return }
          let integers = unsafe UnsafeMutableRawPointer(rowWords.base)
            .assumingMemoryBound(to: Int8.self)
          unsafe table.pointee.sign(
            codes, rows * inputs, lowest, group, integers, rowIntegerSums.base)
        }
        takeScales(rows: rows)
      case .floats(let format, let isScaled):
        encode(values, rows: rows, as: format, engine: engine)
        placeValues(rows: rows, grid: format.element.values, isScaled: isScaled)
        unsafe encoded.decoded.withUnsafeBufferPointer { decoded in
          guard let decoded = decoded.baseAddress else { return }
          unsafe narrow(decoded, count: rows * inputs, table: table)
        }
        if isScaled { takeScales(rows: rows) }
      }
    }
    cut(rows, into: tileRows)
    gather(rows: rows, table: table)
  }

  private func narrow(_ values: UnsafePointer<Float>, count: Int, table: LinearTable) {
    let target = unsafe UnsafeMutableRawPointer(rowWords.base).assumingMemoryBound(to: UInt16.self)
    unsafe table.pointee.narrow(values, count, plan.swaps ? 1 : 0, target)
  }

  private func encode(
    _ values: Span<Float>, rows: Int, as format: any QuantizationFormat, engine: KernelEngine
  ) {
    var summary = TensorSummary.unknown(rows: rows, columns: inputs)
    if format.foreknowledge == .summary {
      summary = TensorSummary(
        rows: rows, columns: inputs, amax: values.amax, meanMagnitude: 0, hasNonfinite: false)
    }
    engine.encode(
      values, columns: inputs, by: format.codec(for: summary), mayHoldNonfinite: false,
      into: &encoded)
    factor = encoded.tensorFactor
  }

  /// Puts what codes stand for in the place of the decoded values, times their scale where products hold that.
  private func placeValues(rows: Int, grid: [Float], isScaled: Bool) {
    for index in 0..<encoded.blockCount {
      let tile = encoded.tile(index)
      let scale = isScaled ? 1 : encoded.scaleValues[index]
      for row in tile.rows {
        for place in row * inputs + tile.columns.lowerBound..<row * inputs + tile.columns.upperBound
        {
          encoded.decoded[place] = grid[Int(encoded.codes[place])] * scale
        }
      }
    }
  }

  /// The scale of each row's groups.
  private func takeScales(rows: Int) {
    let across = (inputs + encoded.shape.columns - 1) / encoded.shape.columns
    for row in 0..<rows {
      for number in 0..<groups {
        let block =
          encoded.isPiece
          ? 0 : row / encoded.shape.rows * across + number * group / encoded.shape.columns
        unsafe rowScales.base[row * groups + number] = encoded.scaleValues[block]
      }
    }
  }

  /// The sum of each row's groups as BF16 has them.
  private func addUp(rows: Int) {
    let narrow = unsafe UnsafeRawPointer(rowWords.base).assumingMemoryBound(to: UInt16.self)
    for index in 0..<rows * groups {
      var sum: Float = 0
      for place in index * group..<(index + 1) * group {
        sum += BFloat16.decode(unsafe narrow[place])
      }
      unsafe rowFloatSums.base[index] = sum
    }
  }

  /// Tiles have 12, 8, 4, 2 or 1 rows.
  private func cut(_ rows: Int, into most: Int) {
    tiles = []
    var first = 0
    while first < rows {
      let count = [12, 8, 4, 2, 1].first { $0 <= most && $0 <= rows - first } ?? 1
      tiles.append(first..<first + count)
      first += count
    }
  }

  private func gather(rows: Int, table: LinearTable) {
    packed.reserve(rows * words)
    scales.reserve(rows * groups)
    integerSums.reserve(rows * groups)
    floatSums.reserve(rows * groups)
    for tile in tiles {
      let first = tile.lowerBound
      unsafe table.pointee.gather(
        rowWords.base + first * words, tile.count, words, words, packed.base + first * words)
      gather(rowScales, tile, into: scales)
      gather(rowFloatSums, tile, into: floatSums)
      for row in 0..<tile.count {
        for number in 0..<groups {
          unsafe integerSums.base[(first * groups) + number * tile.count + row] =
            rowIntegerSums.base[(first + row) * groups + number]
        }
      }
    }
  }

  private func gather(_ rows: Buffer<Float>, _ tile: Range<Int>, into result: Buffer<Float>) {
    let first = tile.lowerBound * groups
    for row in 0..<tile.count {
      for number in 0..<groups {
        unsafe result.base[first + number * tile.count + row] =
          rows.base[first + row * groups + number]
      }
    }
  }
}
