internal import CKernels
internal import QuantCore

/// What is gathered of one format over a band, until it is added to the format's statistics.
@safe
final class FormatTally {
  /// Errors by their upper 16 bits.
  let errors = Buffer<UInt32>(Int(ck_counters))
  /// Float scales by their upper 16 bits.
  private let scales = Buffer<UInt32>(Int(ck_counters))
  /// How often each code was used.
  private let codes = Buffer<UInt64>(256)
  private static let binCount = DecibelHistogram.edges.count + 1
  private let bins = Buffer<UInt32>(binCount + 16)
  private let scaleCodes = Buffer<UInt64>(256)
  private let clippedCodes = Buffer<UInt64>(256)
  private let energies = Buffer<Double>(512)
  private var tally: ck_block_tally

  init() {
    unsafe tally = ck_block_tally(
      blocks: 0, clipped: 0, zero: 0, excluded: 0, saturated: 0, unbounded: 0,
      scale_codes: scaleCodes.base, clipped_codes: clippedCodes.base, energies: energies.base,
      bins: bins.base)
  }

  /// Takes over the sums that are continued: they depend on the order of additions.
  func begin(with blocks: BlockStatistics) {
    for (code, energy) in blocks.energyByScaleCode.enumerated() {
      unsafe energies.base[2 * code] = energy.signal
      unsafe energies.base[2 * code + 1] = energy.noise
    }
  }

  /// Hands the continued sums back.
  func handBack(to blocks: inout BlockStatistics) {
    for code in blocks.energyByScaleCode.indices {
      blocks.energyByScaleCode[code].signal = unsafe energies.base[2 * code]
      blocks.energyByScaleCode[code].noise = unsafe energies.base[2 * code + 1]
    }
  }

  /// Counts a row's codes; how many of them are zero's.
  func count(_ row: Buffer<UInt8>, count: Int, recipe: Recipe, table: KernelTable)
    -> UInt64
  {
    let before = zeros(recipe)
    unsafe self.count(row.base, count: count, isNarrow: recipe.isNarrow, table: table)
    return zeros(recipe) - before
  }

  private func zeros(_ recipe: Recipe) -> UInt64 {
    guard let (positive, negative) = recipe.zeroCodes else { return 0 }
    let count = unsafe codes.base[positive]
    return unsafe positive == negative ? count : count + codes.base[negative]
  }

  /// Counts codes.
  func count(
    _ row: UnsafePointer<UInt8>, count: Int, isNarrow: Bool, table: KernelTable
  ) {
    let kernel = unsafe isNarrow ? table.pointee.count_nibbles : table.pointee.count_bytes
    unsafe kernel(row, count, codes.base)
  }

  /// Adds blocks by their energies and scales.
  func add(
    signal: UnsafePointer<Double>, noise: UnsafePointer<Double>, blocks: BlockPointers, count: Int,
    scaleType: ScaleType, fillsHistograms: Bool = true, table: KernelTable
  ) {
    let isValued = fillsHistograms && !scaleType.isCoded && scaleType != .none
    unsafe tally.bins = fillsHistograms ? bins.base : nil
    unsafe RatioEdges.shared.withTable { edges in
      unsafe table.pointee.tally_blocks(
        signal, noise, blocks.saturated, scaleType.isCoded ? blocks.scaleCodes : nil,
        isValued ? blocks.scaleValues : nil, count, edges, &tally, isValued ? scales.base : nil)
    }
  }

  /// Adds everything to the statistics and is empty again.
  func end(
    into statistics: inout FormatStatistics, lists: SlotLists, fillsHistograms: Bool = true,
    table: KernelTable
  ) {
    if fillsHistograms {
      lists.drain(errors, into: &statistics.errors.histogram, table: table)
      if !statistics.blocks.scaleType.isCoded {
        lists.drain(scales, into: &statistics.blocks.scaleValues, table: table)
      }
      drainBins(into: &statistics.blocks.blockDecibels)
    }
    handBack(to: &statistics.blocks)
    statistics.blocks.counts.blocks += Int(unsafe tally.blocks)
    statistics.blocks.counts.clipped += Int(unsafe tally.clipped)
    statistics.blocks.counts.zero += Int(unsafe tally.zero)
    statistics.blocks.counts.nonfinite += Int(unsafe tally.excluded)
    statistics.blocks.counts.saturated += Int(unsafe tally.saturated)
    statistics.blocks.blockDecibels.add(below: unsafe tally.unbounded)
    for code in statistics.blocks.codeCounts.indices.prefix(256) {
      statistics.blocks.codeCounts[code] += unsafe codes.base[code]
    }
    for code in statistics.blocks.scaleCodeCounts.indices {
      statistics.blocks.scaleCodeCounts[code] += unsafe scaleCodes.base[code]
      statistics.blocks.clippedByScaleCode[code] += unsafe clippedCodes.base[code]
    }
    codes.clear(256)
    scaleCodes.clear(256)
    clippedCodes.clear(256)
    unsafe tally.blocks = 0
    unsafe tally.clipped = 0
    unsafe tally.zero = 0
    unsafe tally.excluded = 0
    unsafe tally.saturated = 0
    unsafe tally.unbounded = 0
  }
}

extension FormatTally {
  /// Most bins are empty, so sixteen at a time are looked at.
  private func drainBins(into decibels: inout DecibelHistogram) {
    let base = unsafe bins.base
    for first in stride(from: 0, to: Self.binCount, by: 16) {
      let some = unsafe UnsafeRawPointer(base + first).loadUnaligned(as: SIMD16<UInt32>.self)
      guard some != SIMD16() else { continue }
      for bin in first..<first + 16 where unsafe base[bin] > 0 {
        decibels.add(bin: bin, times: UInt64(unsafe base[bin]))
        unsafe base[bin] = 0
      }
    }
  }
}

/// Room for what a histogram holds when it is emptied.
@safe
final class SlotLists {
  private let slots = Buffer<UInt16>(Int(ck_slots))
  private let counts = Buffer<UInt64>(Int(ck_slots))

  /// Empties a histogram of the kernels into one of the core.
  func drain(
    _ counters: Buffer<UInt32>, into histogram: inout LogHistogram, table: KernelTable
  ) {
    let found = unsafe table.pointee.collect(counters.base, slots.base, counts.base)
    for index in 0..<found {
      unsafe histogram.add(slot: slots.base[index], times: counts.base[index])
    }
  }
}
