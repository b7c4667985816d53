/// One block's place in a band of values.
public struct Tile: Sendable, Hashable {
  /// The rows of the band that the block covers.
  public let rows: Range<Int>
  /// The columns of the band that the block covers.
  public let columns: Range<Int>
  /// The columns of the band.
  public let bandColumns: Int

  /// Creates a tile.
  public init(rows: Range<Int>, columns: Range<Int>, bandColumns: Int) {
    self.rows = rows
    self.columns = columns
    self.bandColumns = bandColumns
  }

  /// The number of elements.
  public var count: Int { rows.count * columns.count }

  /// Lends the block's values, row-major without gaps.
  public func withValues<Result>(
    of band: Span<Float>, _ body: (Span<Float>) -> Result
  ) -> Result {
    // A block within one row lies in the band as it is.
    if rows.count == 1 {
      let start = rows.lowerBound * bandColumns + columns.lowerBound
      return body(band.extracting(start..<start + count))
    }
    var values: [Float] = []
    values.reserveCapacity(count)
    for row in rows {
      for column in columns {
        values.append(band[row * bandColumns + column])
      }
    }
    return body(values.span)
  }
}

extension Span where Element == Float {
  /// Whether any value is NaN.
  var holdsNaN: Bool {
    for index in indices where self[index].isNaN { return true }
    return false
  }

  /// The largest magnitude; infinite or NaN where an element is.
  public var amax: Float {
    // Magnitudes order as their bit patterns do, and integer maxima vectorise.
    var largest: UInt32 = 0
    for index in indices {
      largest = max(largest, self[index].bitPattern & 0x7fff_ffff)
    }
    return Float(bitPattern: largest)
  }
}
