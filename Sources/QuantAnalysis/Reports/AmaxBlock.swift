internal import QuantCore
public import TensorFiles

/// What a format makes of the block that holds the tensor's amax.
public struct AmaxBlock: Sendable, Hashable {
  /// The elements that share its scale.
  public let region: TensorRegion
  /// How many of the others are not zero.
  public let mates: Int
  /// How many of these decode to zero.
  public let flushed: Int
  /// What the amax itself decodes to.
  public let decoded: Float
}

extension ValueReport {
  /// How many standard deviations the amax lies from the mean; nil where either is undefined.
  public var amaxDistance: Double? {
    guard let amax, let mean, let standardDeviation, standardDeviation > 0 else { return nil }
    let value = maximum == amax ? Double(amax) : -Double(amax)
    return (value - mean).magnitude / standardDeviation
  }

  /// Whether the amax lies so far out, twelve standard deviations, that it is news what becomes of its block.
  public var hasOutlier: Bool { amaxDistance.map { $0 >= 12 } ?? false }
}

extension Analyzer {
  /// Looks at the block of an amax that lies far out.
  ///
  /// - Returns: Nil where the amax is none, where its block is left out, and where more has to be read than a chunk.
  func amaxBlock(
    of values: ValueReport, as coding: Coding, in tensor: TensorDescriptor
  ) -> AmaxBlock? {
    guard values.isComplete, values.hasOutlier, let place = values.amaxPlace else { return nil }
    let element = TensorRegion(
      rows: place.row..<place.row + 1, columns: place.column..<place.column + 1)
    let region = element.widened(to: coding.shape, of: tensor)
    let unit = element.widened(to: coding.unit, of: tensor)
    guard coding.format.scaleType != .none, unit.elementCount <= ChunkPlan.target,
      region.elementCount <= unit.elementCount
    else { return nil }
    return withValues(of: unit, in: tensor) { values in
      var band = EncodedBand()
      coding.codec.encode(
        values, columns: unit.columns.count, mayHoldNonfinite: true, into: &band)
      func index(_ row: Int, _ column: Int) -> Int {
        (row - unit.rows.lowerBound) * unit.columns.count + column - unit.columns.lowerBound
      }
      let peak = index(place.row, place.column)
      guard !band.decoded[peak].isNaN else { return nil }
      var mates = 0
      var flushed = 0
      for row in region.rows {
        for column in region.columns {
          let place = index(row, column)
          guard place != peak, values[place] != 0 else { continue }
          mates += 1
          flushed += band.decoded[place] == 0 ? 1 : 0
        }
      }
      return AmaxBlock(
        region: region, mates: mates, flushed: flushed, decoded: band.decoded[peak])
    }
  }
}
