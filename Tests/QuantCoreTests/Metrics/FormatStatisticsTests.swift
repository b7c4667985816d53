import QuantCore
import TestSupport
import Testing

struct FormatStatisticsTests {
  private static let rows = 24
  private static func weights(_ columns: Int) -> [Float] {
    var random = SplitMix64(seed: 0xba4d)
    var values = random.normals(rows * columns, deviation: 0.02)
    for index in 0..<columns { values[5 * columns + index] = 0 }
    return values
  }

  /// Statistics of bands of the given height, added to one or merged from many.
  private func statistics(
    _ values: [Float], format: any QuantizationFormat, bandRows: Int, isMerged: Bool,
    mayHoldNonfinite: Bool = false
  ) -> FormatStatistics {
    let columns = values.count / Self.rows
    let finite = values.map { $0.isFinite ? $0 : 0 }
    let codec = format.codec(
      surveying: finite, summary: summarize(finite, columns: columns))
    var total = FormatStatistics(format: format)
    var encoded = EncodedBand()
    for top in stride(from: 0, to: Self.rows, by: bandRows) {
      let end = min(top + bandRows, Self.rows)
      let band = Array(values[(top * columns)..<(end * columns)])
      var part = isMerged ? FormatStatistics(format: format) : total
      codec.encode(
        band.span, columns: columns, mayHoldNonfinite: mayHoldNonfinite, into: &encoded)
      part.add(encoded, of: band.span)
      if isMerged { total.merge(part) } else { total = part }
    }
    return total
  }

  /// The members whose units lie in one row, so that bands of any height begin them.
  private static let rowwise = FormatContract.members.filter {
    $0.format.unitShape(rows: rows, columns: $0.columns).rows == 1
      && $0.format.blockShape(rows: rows, columns: $0.columns).rows == 1
  }

  @Test(arguments: rowwise, [1, 4, 7, 16])
  func `bands added one after another give the bits of the whole`(
    _ member: FormatContract.Member, bandRows: Int
  ) {
    let whole = statistics(
      Self.weights(member.columns), format: member.format, bandRows: Self.rows, isMerged: false)
    let bands = statistics(
      Self.weights(member.columns), format: member.format, bandRows: bandRows, isMerged: false)
    #expect(bands == whole)
  }

  @Test(arguments: rowwise, [1, 4, 7, 16])
  func `bands merged give the counts of the whole and its sums nearly`(
    _ member: FormatContract.Member, bandRows: Int
  ) {
    let whole = statistics(
      Self.weights(member.columns), format: member.format, bandRows: Self.rows, isMerged: false)
    let merged = statistics(
      Self.weights(member.columns), format: member.format, bandRows: bandRows, isMerged: true)
    #expect(merged.errors.count == whole.errors.count)
    #expect(merged.errors.flushedCount == whole.errors.flushedCount)
    #expect(merged.errors.largestError == whole.errors.largestError)
    #expect(merged.errors.histogram == whole.errors.histogram)
    #expect(merged.blocks.count == whole.blocks.count)
    #expect(merged.blocks.zeroCount == whole.blocks.zeroCount)
    #expect(merged.blocks.saturatedCount == whole.blocks.saturatedCount)
    #expect(merged.blocks.clippedCount == whole.blocks.clippedCount)
    #expect(merged.blocks.codeCounts == whole.blocks.codeCounts)
    #expect(merged.blocks.scaleCodeCounts == whole.blocks.scaleCodeCounts)
    #expect(merged.blocks.scaleValues == whole.blocks.scaleValues)
    #expect(merged.blocks.decibels == whole.blocks.decibels)
    #expect(abs(merged.errors.noise - whole.errors.noise) <= 1e-14 * whole.errors.noise)
    #expect(abs(merged.errors.signal - whole.errors.signal) <= 1e-14 * whole.errors.signal)
  }

  @Test(arguments: FormatContract.members)
  func `figures are those of the blocks encoded one by one`(
    _ member: FormatContract.Member
  ) throws {
    let found = statistics(
      Self.weights(member.columns), format: member.format, bandRows: Self.rows, isMerged: false)
    let weights = Self.weights(member.columns)
    let encoding = Encoding(weights, columns: member.columns, as: member.format)
    let mse = encoding.meanSquaredError(against: weights)
    #expect(abs(try #require(found.errors.meanSquaredError) - mse) <= 1e-12 * mse)
    #expect(found.blocks.count == encoding.scales.count)
    #expect(found.blocks.saturatedCount == encoding.saturated.reduce(0, +))
    #expect(found.blocks.clippedCount == encoding.saturated.count { $0 > 0 })
    var codeCounts = [UInt64](repeating: 0, count: member.format.element.codeCount)
    if member.format.element.vectorLength == 1 {
      for code in encoding.codes { codeCounts[Int(code)] += 1 }
      #expect(found.blocks.codeCounts == codeCounts)
    }
    let flushed = zip(weights, encoding.values).count { $0 != 0 && $1 == 0 }
    #expect(found.errors.flushedCount == flushed)
    let shape = member.format.blockShape(rows: Self.rows, columns: member.columns)
    #expect(found.blocks.zeroCount >= (shape.rows == 1 ? 1 : 0))
  }

  @Test(arguments: FormatContract.members)
  func `blocks with NaN or infinity are left out and counted`(
    _ member: FormatContract.Member
  ) {
    let columns = member.columns
    var values = Self.weights(columns)
    values[2 * columns + 7] = .nan
    values[2 * columns + 8] = .infinity
    values[10 * columns - 1] = -.infinity
    let shape = member.format.blockShape(rows: Self.rows, columns: columns)
    // Formats that spend codes on vectors leave out vectors.
    guard shape.rows == 1, !member.format.element.values.isEmpty else { return }
    let found = statistics(
      values, format: member.format, bandRows: 4, isMerged: true, mayHoldNonfinite: true)
    let last = columns % shape.columns == 0 ? shape.columns : columns % shape.columns
    #expect(found.blocks.nonfiniteCount == 2)
    #expect(found.errors.count == Self.rows * columns - min(shape.columns, columns) - last)
    #expect(found.blocks.codeCounts.reduce(0, +) == UInt64(found.errors.count))
    #expect(found.errors.noise.isFinite)
  }
}
