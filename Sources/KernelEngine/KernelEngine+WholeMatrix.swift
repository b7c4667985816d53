public import QuantCore

extension KernelEngine {
  /// Adds a matrix to the statistics of a format whose one block it is, in the room of one copy.
  ///
  /// Equal to `add` with a span of all values. The decoded values take the place of the matrix, so that the rows
  /// are asked for again when errors are measured.
  ///
  /// - Parameters:
  ///   - rows: The rows of the matrix.
  ///   - columns: Its columns.
  ///   - codec: What encodes it.
  ///   - statistics: Receives what becomes of it.
  ///   - read: Fills in the values of some rows, the same ones whenever it is called.
  public func add(
    rows: Int, columns: Int, codec: any WholeMatrixCodec, to statistics: inout FormatStatistics,
    read: (Range<Int>, inout MutableSpan<Float>) -> Void
  ) {
    guard rows > 0, columns > 0 else { return }
    let step = max(1, Self.rowsTarget / columns)
    let bands = stride(from: 0, to: rows, by: step).map { $0..<min($0 + step, rows) }
    var encoded = EncodedBand()
    var matrix: [Float] = []
    matrix.reserveCapacity(rows * columns)
    for band in bands { matrix += Self.values(of: band, columns: columns, read: read) }
    codec.encode(consuming: &matrix, columns: columns, into: &encoded)
    var energy = BlockStatistics.Energy()
    with { workspace in
      let tally = workspace.tally(0)
      tally.begin(with: statistics.blocks)
      for band in bands {
        let values = Self.values(of: band, columns: columns, read: read)
        let decoded = encoded.decoded.span.extracting(
          band.lowerBound * columns..<band.upperBound * columns)
        let measuring = EncodedMeasuring(
          engine: self, workspace: workspace, rows: band.count, columns: columns)
        _ = measuring.addErrors(
          values: values.span, decoded: decoded, tally: tally, to: &statistics.errors)
        energy.add(
          values.span, decoded: decoded,
          in: Tile(rows: 0..<band.count, columns: 0..<columns, bandColumns: columns))
      }
      tally.handBack(to: &statistics.blocks)
      statistics.blocks.add(whole: encoded, energy: energy)
      tally.begin(with: statistics.blocks)
      tally.end(into: &statistics, lists: workspace.lists, table: kernels.table)
    }
  }

  private static func values(
    of band: Range<Int>, columns: Int, read: (Range<Int>, inout MutableSpan<Float>) -> Void
  ) -> [Float] {
    var values = [Float](repeating: 0, count: band.count * columns)
    var span = values.mutableSpan
    read(band, &span)
    return values
  }

  /// Elements whose errors are measured together.
  private static let rowsTarget = 1 << 17
}
