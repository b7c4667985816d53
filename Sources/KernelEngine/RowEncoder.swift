internal import CKernels
internal import QuantCore

/// Where a row's blocks are written; multipliers may lie where the scales' values do, where they are the same.
@unsafe
struct BlockPointers {
  var scaleCodes: UnsafeMutablePointer<UInt32>
  var scaleValues: UnsafeMutablePointer<Float>
  var multipliers: UnsafeMutablePointer<Float>
  /// Nil where there are no zero points and nobody asks for them.
  var offsets: UnsafeMutablePointer<Float>?
  var saturated: UnsafeMutablePointer<Int32>
}

extension BlockPointers {
  /// Multiplies by the scales' values themselves.
  func copyMultipliers(_ count: Int) {
    guard unsafe multipliers != scaleValues else { return }
    unsafe multipliers.update(from: scaleValues, count: count)
  }
}

/// A strip of a row: small enough that all that is made of it stays in the first cache.
let stripColumns = 2048

/// Encodes rows of finite values by a recipe.
struct RowEncoder {
  let table: KernelTable
  let recipe: Recipe

  /// Chooses the scales of a row.
  ///
  /// - Parameters:
  ///   - row: The values.
  ///   - pieces: The largest magnitude of each piece.
  ///   - columns: The row's columns.
  ///   - scratch: Room for two values for each block.
  ///   - blocks: Receives the scales.
  func scale(
    _ row: UnsafePointer<Float>, pieces: UnsafePointer<Float>, columns: Int,
    scratch: UnsafeMutablePointer<Float>, into blocks: BlockPointers
  ) {
    unsafe extremes(of: row, pieces: pieces, columns: columns, into: scratch)
    unsafe scale(extremes: scratch, count: count(columns), into: blocks)
    unsafe search(row, columns: columns, largest: scratch, into: blocks)
  }

  /// Whether each value's nearest element is zero or within a factor of two, so that errors are exact in F32.
  func isClose(
    _ blocks: BlockPointers, extremes: UnsafePointer<Float>, count: Int
  ) -> Bool {
    guard !recipe.isAffine else { return false }
    return unsafe table.pointee.is_close(extremes, blocks.multipliers, count, recipe.closeBound)
      != 0
  }

  /// Improves the scales of a row where they are searched for.
  func search(
    _ row: UnsafePointer<Float>, columns: Int, largest: UnsafePointer<Float>,
    into blocks: BlockPointers
  ) {
    switch recipe.scale {
    case .e4m3Sweep(let tensorScale):
      unsafe table.pointee.sweep_e4m3(
        row, columns, largest, tensorScale, blocks.scaleCodes, blocks.scaleValues,
        blocks.multipliers)
    case .e8m0LeastSquares:
      unsafe table.pointee.halve_powers(
        row, columns, recipe.columns, blocks.scaleCodes, blocks.scaleValues)
      unsafe blocks.copyMultipliers(count(columns))
    default: break
    }
  }

  /// How many blocks a row has.
  func count(_ columns: Int) -> Int { (columns + recipe.columns - 1) / recipe.columns }

  /// What scales follow from: the largest magnitude of each block, or its lowest value and, behind those of all
  /// blocks, its highest.
  func extremes(
    of row: UnsafePointer<Float>, pieces: UnsafePointer<Float>, columns: Int,
    into extremes: UnsafeMutablePointer<Float>
  ) {
    if recipe.isAffine {
      unsafe table.pointee.block_ranges(
        row, columns, recipe.columns, extremes, extremes + count(columns))
    } else {
      unsafe table.pointee.block_largest(pieces, (columns + 15) / 16, recipe.pieces, extremes)
    }
  }

  /// Widens extremes by those of a further row.
  func widen(
    _ extremes: UnsafeMutablePointer<Float>, by more: UnsafePointer<Float>, count: Int
  ) {
    for index in 0..<(recipe.isAffine ? 2 * count : count) {
      let old = unsafe extremes[index]
      let new = unsafe more[index]
      unsafe extremes[index] =
        recipe.isAffine && index < count ? min(old, new) : max(old, new)
    }
  }

  /// Chooses scales from extremes.
  func scale(extremes: UnsafePointer<Float>, count: Int, into blocks: BlockPointers) {
    if case .affine(let type) = recipe.scale, let offsets = unsafe blocks.offsets {
      unsafe table.pointee.scale_affine(
        extremes, extremes + count, count, Float(recipe.levels), type.kernelType,
        blocks.scaleCodes, blocks.scaleValues, offsets)
      unsafe blocks.copyMultipliers(count)
    } else {
      unsafe blocks.offsets?.update(repeating: 0, count: count)
      unsafe scale(largest: extremes, count: count, into: blocks)
    }
  }

  /// Chooses scales that follow from the largest magnitude of each block.
  private func scale(largest: UnsafePointer<Float>, count: Int, into blocks: BlockPointers) {
    switch recipe.scale {
    case .e8m0, .e8m0LeastSquares:
      // A search begins with what no element saturates under.
      var rule = E8M0Rule.rceil
      if case .e8m0(let own) = recipe.scale { rule = own }
      let range = recipe.range
      unsafe table.pointee.scale_power(
        largest, count, rule.kernelRule, range.largest, Int32(range.largestExponent),
        Int32(range.mantissaBits), blocks.scaleCodes, blocks.scaleValues)
      unsafe blocks.copyMultipliers(count)
    case .e4m3(let tensorScale), .e4m3Sweep(let tensorScale):
      unsafe table.pointee.scale_e4m3(
        largest, count, MiniFloat.e2m1.largest, tensorScale, blocks.scaleCodes, blocks.scaleValues,
        blocks.multipliers)
    case .linear(let divisor, let type):
      unsafe table.pointee.scale_linear(
        largest, count, divisor, 0, type.kernelType, blocks.scaleCodes, blocks.scaleValues)
      unsafe blocks.copyMultipliers(count)
    case .floored(let divisor, let floor, let type):
      unsafe table.pointee.scale_linear(
        largest, count, divisor, floor, type.kernelType, blocks.scaleCodes, blocks.scaleValues)
      unsafe blocks.copyMultipliers(count)
    case .fixed(let scale):
      unsafe blocks.scaleCodes.update(repeating: scale.code, count: count)
      unsafe blocks.scaleValues.update(repeating: scale.value, count: count)
      unsafe blocks.multipliers.update(repeating: scale.multiplier, count: count)
    case .affine: break
    }
  }

  /// Encodes a row strip by strip.
  ///
  /// - Parameters:
  ///   - row: The values.
  ///   - columns: How many.
  ///   - blocks: The scales; receives the counts of saturated elements.
  ///   - target: Where the codes and the decoded values of the strip at a column are to be written.
  ///   - strip: How many columns a strip has at most.
  ///   - body: Called after each strip with its columns.
  @inline(__always)
  func encode(
    _ row: UnsafePointer<Float>, columns: Int, blocks: BlockPointers,
    target: (Int) -> (codes: UnsafeMutablePointer<UInt8>, decoded: UnsafeMutablePointer<Float>?),
    strip: Int = stripColumns, _ body: (Range<Int>) -> Void
  ) {
    let block = recipe.columns
    let run = block <= strip ? strip / block * block : block
    for start in stride(from: 0, to: columns, by: run) {
      let end = min(start + run, columns)
      let first = start / block
      guard run > strip else {
        let target = unsafe target(start)
        unsafe quantize(
          row + start, end - start, block, blocks.advanced(by: first), target.codes,
          target.decoded, blocks.saturated + first)
        body(start..<end)
        continue
      }
      unsafe blocks.saturated[first] = 0
      for left in stride(from: start, to: end, by: strip) {
        let right = min(left + strip, end)
        let target = unsafe target(left)
        var saturated: Int32 = 0
        unsafe quantize(
          row + left, right - left, strip, blocks.advanced(by: first), target.codes,
          target.decoded, &saturated)
        unsafe blocks.saturated[first] += saturated
        body(left..<right)
      }
    }
  }

  private func quantize(
    _ values: UnsafePointer<Float>, _ count: Int, _ block: Int,
    _ blocks: BlockPointers,
    _ codes: UnsafeMutablePointer<UInt8>, _ decoded: UnsafeMutablePointer<Float>?,
    _ saturated: UnsafeMutablePointer<Int32>
  ) {
    let multipliers = unsafe blocks.multipliers
    switch recipe.element {
    case .e2m1:
      unsafe table.pointee.quantize_e2m1(
        values, count, block, multipliers, recipe.isPower, codes, decoded, saturated)
    case .minifloat(let type):
      unsafe table.pointee.quantize_minifloat(
        values, count, block, multipliers, recipe.isPower, type.kernelType, codes, decoded,
        saturated)
    case .integer(let lowest, let highest):
      unsafe table.pointee.quantize_integer(
        values, count, block, multipliers, lowest, highest, codes, decoded, saturated)
    case .fixedPoint(let lowest, let highest, let step):
      unsafe table.pointee.quantize_fixed_point(
        values, count, block, multipliers, lowest, highest, step, codes, decoded, saturated)
    case .affine(let highest):
      guard let offsets = unsafe blocks.offsets else { return }
      unsafe table.pointee.quantize_affine(
        values, count, block, multipliers, offsets, highest, codes, decoded, saturated)
    }
  }
}
