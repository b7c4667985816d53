internal import QuantCore
internal import TensorFiles

extension Analyzer {
  /// Encodes a part of a tensor; reads no more than what its blocks depend on.
  ///
  /// The parts that blocks reach beyond the region are encoded too. One event comes, unless it is cancelled.
  public func tile(for request: TileRequest) -> AsyncStream<TileEvent> {
    AsyncStream { continuation in
      let task = Task {
        let tile = encode(request)
        if let failure = change(of: request.tensor) {
          continuation.yield(.failed(failure))
        } else if !Task.isCancelled {
          continuation.yield(.finished(tile))
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func encode(_ request: TileRequest) -> EncodedTile {
    let tensor = request.tensor
    let coding = Coding(request.format, summary: request.summary, survey: request.summary.survey)
    let length = max(1, coding.shape.columns)
    let wanted = TensorRegion(
      rows: request.region.rows.clamped(to: 0..<tensor.rows),
      columns: request.region.columns.clamped(to: 0..<tensor.columns))
    let region = wanted.widened(to: BlockShape(rows: 1, columns: length), of: tensor)
    let read = wanted.widened(to: coding.unit, of: tensor)
    guard region.elementCount > 0, coding.shape.rows == 1 else {
      return EncodedTile(
        region: TensorRegion(rows: 0..<0, columns: 0..<0), format: request.format.id,
        blockLength: length, tensorScale: nil, elements: [], scales: [])
    }
    return withValues(of: read, in: tensor) { values in
      var band = EncodedBand()
      coding.codec.encode(
        values, columns: read.columns.count, mayHoldNonfinite: true, into: &band)
      let source = band.working?.values
      let decoded = band.working?.decoded ?? band.decoded
      let across = (read.columns.count - 1) / length + 1
      let elements = region.rows.flatMap { row in
        region.columns.map { column in
          let index =
            (row - read.rows.lowerBound) * read.columns.count + column - read.columns.lowerBound
          return EncodedTile.Element(
            code: band.codes[index], value: source?[index] ?? values[index],
            decoded: decoded[index])
        }
      }
      let scales = region.rows.flatMap { row in
        stride(from: region.columns.lowerBound, to: region.columns.upperBound, by: length).map {
          let index =
            (row - read.rows.lowerBound) * across + ($0 - read.columns.lowerBound) / length
          return band.saturated[index] == EncodedBand.excluded ? nil : band.scale(index)
        }
      }
      return EncodedTile(
        region: region, format: request.format.id, blockLength: length,
        tensorScale: coding.codec.tensorScale, elements: elements, scales: scales)
    }
  }
}
