internal import CKernels
internal import Dispatch
internal import QuantCore

/// Activations as tiles read them, made anew for every product.
@safe
final class PackedActivations {
  /// Runs of rows that tiles take together: where each begins, and how many there are.
  private(set) var tiles: [Range<Int>] = []
  /// The words of a row.
  let words: Int
  /// Words, scales and sums, tile by tile.
  let packed = Buffer<UInt32>(inLargePages: true)
  let scales = Buffer<Float>()
  let integerSums = Buffer<Int32>()
  let floatSums = Buffer<Float>()
  /// What all products are multiplied by at the end.
  private(set) var factor: Float = 1
  private let plan: LinearPlan
  private let inputs: Int
  private let group: Int
  private let rowWords = Buffer<UInt32>(inLargePages: true)
  private let rowScales = Buffer<Float>()
  private let rowIntegerSums = Buffer<Int32>()
  private let rowFloatSums = Buffer<Float>()
  /// What each thread quantizes into.
  private var bands: [Band] = []

  /// A band that one thread writes.
  private final class Band: @unchecked Sendable {
    var encoded = EncodedBand()
  }

  /// Prepares nothing yet.
  ///
  /// - Parameters:
  ///   - plan: What activations have to be.
  ///   - inputs: Activations of a row.
  ///   - group: Activations of one row that a scale is kept for.
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
  ///   - threads: How many threads may work.
  ///   - engine: What quantizes.
  ///   - table: What lays out.
  func pack(
    _ values: Span<Float>, rows: Int, tileRows: Int, threads: Int, engine: KernelEngine,
    table: LinearTable
  ) {
    cut(rows, into: tileRows)
    reserve(rows: rows)
    let codec = codec(values, rows: rows)
    let workers = splits ? max(1, min(threads, tiles.count / 2)) : 1
    while bands.count < workers { bands.append(Band()) }
    unsafe values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let source = unsafe Source(base: base)
      // Workers share what does not change meanwhile, and write rows of their own.
      nonisolated(unsafe) let activations = self
      let count = tiles.count
      let body: @Sendable (Int) -> Void = { worker in
        unsafe activations.pack(
          tiles: count * worker / workers..<count * (worker + 1) / workers, of: source,
          codec: codec, worker: worker, engine: engine, table: table)
      }
      if workers == 1 {
        body(0)
      } else {
        DispatchQueue.concurrentPerform(iterations: workers, execute: body)
      }
    }
    factor = hasTensorScale ? tensorFactor(bands: workers) : 1
  }

  /// What multipliers are beyond the values of their scales, by the largest scale of all rows.
  private func tensorFactor(bands count: Int) -> Float {
    let largest = bands.prefix(count).map(\.encoded.largestScale).max { $0.value < $1.value }
    guard let largest, largest.value > 0 else { return 1 }
    return largest.multiplier / largest.value
  }

  private var hasTensorScale: Bool {
    switch plan.activations {
    case .f32, .bf16: false
    case .integers(let format), .floats(let format, _): format.foreknowledge == .summary
    }
  }

  /// Rows that are read by several threads.
  @safe
  private struct Source: @unchecked Sendable {
    let base: UnsafePointer<Float>
  }

  /// Whether rows are quantized without regard to others.
  private var splits: Bool {
    switch plan.activations {
    case .f32, .bf16: true
    case .integers(let format), .floats(let format, _):
      format.blockShape(rows: 1 << 12, columns: inputs).rows == 1
    }
  }

  private func reserve(rows: Int) {
    rowWords.reserve(rows * words)
    packed.reserve(rows * words)
    for buffer in [scales, rowScales, floatSums, rowFloatSums] { buffer.reserve(rows * groups) }
    for buffer in [integerSums, rowIntegerSums] { buffer.reserve(rows * groups) }
  }

  /// What quantizes rows; nil where they are not quantized.
  private func codec(_ values: Span<Float>, rows: Int) -> (any TensorCodec)? {
    let format: any QuantizationFormat
    switch plan.activations {
    case .f32, .bf16: return nil
    case .integers(let own): format = own
    case .floats(let own, _): format = own
    }
    var summary = TensorSummary.unknown(rows: rows, columns: inputs)
    if hasTensorScale {
      summary = TensorSummary(
        rows: rows, columns: inputs, amax: values.amax, meanMagnitude: 0, hasNonfinite: false)
    }
    return format.codec(for: summary)
  }

  private func pack(
    tiles share: Range<Int>, of source: Source, codec: (any TensorCodec)?, worker: Int,
    engine: KernelEngine, table: LinearTable
  ) {
    guard !share.isEmpty else { return }
    let rows = tiles[share.lowerBound].lowerBound..<tiles[share.upperBound - 1].upperBound
    let count = rows.count * inputs
    let values = unsafe source.base + rows.lowerBound * inputs
    let band = bands[worker]
    if let codec {
      let span = unsafe Span(_unsafeStart: values, count: count)
      engine.encode(
        span, columns: inputs, by: codec, mayHoldNonfinite: false, decodes: !plan.isInteger,
        into: &band.encoded)
    }
    let target = unsafe rowWords.base + rows.lowerBound * words
    switch plan.activations {
    case .f32:
      unsafe target.update(
        from: UnsafeRawPointer(values).assumingMemoryBound(to: UInt32.self), count: count)
    case .bf16:
      unsafe narrow(values, count: count, table: table, into: target)
      if plan.hasZeros { addUp(rows) }
    case .integers(let format):
      let lowest = Int32(format.element.values.first ?? 0)
      unsafe band.encoded.codes.withUnsafeBufferPointer { codes in
        guard let codes = codes.baseAddress else { return }
        unsafe table.pointee.sign(
          codes, count, lowest, group,
          UnsafeMutableRawPointer(target).assumingMemoryBound(to: Int8.self),
          rowIntegerSums.base + rows.lowerBound * groups)
      }
      takeScales(band.encoded, rows)
    case .floats(let format, let isScaled):
      placeValues(&band.encoded, grid: format.element.values, isScaled: isScaled)
      unsafe band.encoded.decoded.withUnsafeBufferPointer { decoded in
        guard let decoded = decoded.baseAddress else { return }
        unsafe narrow(decoded, count: count, table: table, into: target)
      }
      if isScaled { takeScales(band.encoded, rows) }
    }
    for tile in tiles[share] { gather(tile, table: table) }
  }

  private func narrow(
    _ values: UnsafePointer<Float>, count: Int, table: LinearTable,
    into target: UnsafeMutablePointer<UInt32>
  ) {
    let halves = unsafe UnsafeMutableRawPointer(target).assumingMemoryBound(to: UInt16.self)
    unsafe table.pointee.narrow(values, count, plan.swaps ? 1 : 0, halves)
  }

  /// Puts what codes stand for in the place of the decoded values, times their scale where products hold that.
  private func placeValues(_ encoded: inout EncodedBand, grid: [Float], isScaled: Bool) {
    // Without a tensor's scale the decoded values are these products already.
    guard isScaled || hasTensorScale else { return }
    for index in 0..<encoded.blockCount {
      let tile = encoded.tile(index)
      let scale = isScaled ? 1 : encoded.scaleValues[index]
      let values = grid.map { $0 * scale }
      unsafe encoded.codes.withUnsafeBufferPointer { codes in
        unsafe encoded.decoded.withUnsafeMutableBufferPointer { decoded in
          for row in tile.rows {
            let start = row * inputs
            for place in start + tile.columns.lowerBound..<start + tile.columns.upperBound {
              unsafe decoded[place] = values[Int(codes[place])]
            }
          }
        }
      }
    }
  }

  /// The scale of each row's groups.
  private func takeScales(_ encoded: EncodedBand, _ rows: Range<Int>) {
    let across = (inputs + encoded.shape.columns - 1) / encoded.shape.columns
    let target = unsafe rowScales.base + rows.lowerBound * groups
    if encoded.shape.rows == 1, encoded.shape.columns == group, !encoded.isPiece {
      unsafe encoded.scaleValues.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        unsafe target.update(from: values, count: rows.count * groups)
      }
      return
    }
    for row in 0..<rows.count {
      for number in 0..<groups {
        let block =
          encoded.isPiece
          ? 0 : row / encoded.shape.rows * across + number * group / encoded.shape.columns
        unsafe target[row * groups + number] = encoded.scaleValues[block]
      }
    }
  }

  /// The sum of each row's groups as BF16 has them.
  private func addUp(_ rows: Range<Int>) {
    let narrow = unsafe UnsafeRawPointer(rowWords.base).assumingMemoryBound(to: UInt16.self)
    for index in rows.lowerBound * groups..<rows.upperBound * groups {
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

  /// Lays out what a tile reads.
  private func gather(_ tile: Range<Int>, table: LinearTable) {
    let first = tile.lowerBound
    unsafe table.pointee.gather(
      rowWords.base + first * words, tile.count, words, words, packed.base + first * words)
    switch plan.activations {
    case .f32, .floats(_, isScaled: false): break
    case .bf16: if plan.hasZeros { gather(rowFloatSums, tile, table, into: floatSums) }
    case .integers:
      gather(rowScales, tile, table, into: scales)
      gather(rowIntegerSums, tile, table, into: integerSums)
    case .floats(_, isScaled: true): gather(rowScales, tile, table, into: scales)
    }
  }

  /// Figures of groups are words like any other.
  private func gather<Word>(
    _ rows: Buffer<Word>, _ tile: Range<Int>, _ table: LinearTable, into result: Buffer<Word>
  ) {
    let first = tile.lowerBound * groups
    let from = unsafe UnsafeRawPointer(rows.base + first).assumingMemoryBound(to: UInt32.self)
    let to = unsafe UnsafeMutableRawPointer(result.base + first)
      .assumingMemoryBound(to: UInt32.self)
    unsafe table.pointee.gather(from, tile.count, groups, groups, to)
  }
}
