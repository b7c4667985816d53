internal import KernelEngine
internal import QuantCore
public import TensorFiles

extension Analyzer {
  /// Ranks the blocks of a tensor by their squared error; reads the tensor once and keeps nothing but the ranking.
  public func worstBlocks(for request: WorstBlocksRequest) -> AsyncStream<WorstBlocksEvent> {
    AsyncStream { continuation in
      let task = Task {
        await rank(request) { continuation.yield($0) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Ranks the blocks of a tensor and returns the ranking.
  ///
  /// - Returns: The worst blocks; nil where the task was cancelled.
  /// - Throws: A `TensorFileError` where the file changed meanwhile.
  public func worstBlocks(
    of request: WorstBlocksRequest
  ) async throws(TensorFileError) -> WorstBlocks? {
    var outcome: WorstBlocksEvent?
    await rank(request) { outcome = $0 }
    switch outcome {
    case .finished(let worst): return worst
    case .failed(let error): throw error
    case .partial, nil: return nil
    }
  }

  private func rank(_ request: WorstBlocksRequest, emit: (WorstBlocksEvent) -> Void) async {
    let tensor = request.tensor
    var worst = WorstBlocks(format: request.format, tensor: tensor, limit: request.limit)
    guard tensor.elementCount > 0, WorstBlocks.refusal(of: request.format, for: tensor) == nil
    else {
      worst.isComplete = true
      return emit(.finished(worst))
    }
    let coding = Coding(request.format, summary: request.summary, survey: request.summary.survey)
    let plan = ChunkPlan(region: tensor.region, block: coding.unit)
    let none = worst
    var failure: TensorFileError?
    let isWhole = await foldInOrder(count: plan.count, threads: threads) { index in
      let chunk = plan[index]
      var part = none
      withValues(of: chunk, in: tensor) { values in
        var band = EncodedBand()
        engine.encode(
          values, columns: chunk.columns.count, by: coding.codec,
          mayHoldNonfinite: request.summary.hasNonfinite, into: &band)
        part.add(band, of: values, chunk: chunk)
      } as Void
      return part
    } fold: { index, part in
      if tensor.byteCount >= Self.largeTensor { source.release(index, of: plan, in: tensor) }
      worst.merge(part)
      guard (index + 1) % 16 == 0, index + 1 < plan.count else { return true }
      failure = change(of: tensor)
      if failure == nil {
        emit(.partial(worst, done: Double(index + 1) / Double(plan.count)))
      }
      return failure == nil
    }
    guard isWhole || failure != nil else { return }
    if let failure = failure ?? change(of: tensor) {
      emit(.failed(failure))
    } else {
      worst.isComplete = true
      emit(.finished(worst))
    }
  }
}

extension WorstBlocks {
  /// Adds the blocks of an encoded chunk.
  fileprivate mutating func add(
    _ band: EncodedBand, of values: Span<Float>, chunk: TensorRegion
  ) {
    for index in 0..<band.blockCount where band.saturated[index] != EncodedBand.excluded {
      let tile = band.tile(index)
      let energy = band.energy(of: tile, values: values)
      let row = chunk.rows.lowerBound + tile.rows.lowerBound
      let column = chunk.columns.lowerBound + tile.columns.lowerBound
      guard admits(noise: energy.noise, row: row, column: column) else { continue }
      var amax: Float = 0
      var largest = -1.0
      var place = ValueStatistics.Place(row: row, column: column)
      for line in tile.rows {
        for across in tile.columns {
          let spot = line * band.columns + across
          guard !band.decoded[spot].isNaN else { continue }
          amax = max(amax, values[spot].magnitude)
          let error = (Double(values[spot]) - Double(band.decoded[spot])).magnitude
          guard error > largest else { continue }
          largest = error
          place = ValueStatistics.Place(
            row: chunk.rows.lowerBound + line, column: chunk.columns.lowerBound + across)
        }
      }
      insert(
        Block(
          region: TensorRegion(
            rows: row..<row + tile.rows.count, columns: column..<column + tile.columns.count),
          signal: energy.signal, noise: energy.noise, amax: amax, largestError: max(0, largest),
          place: place))
    }
  }
}

extension EncodedBand {
  /// Σx² and Σe² of a block, in the domain that blocks are made in.
  func energy(of tile: Tile, values: Span<Float>) -> BlockStatistics.Energy {
    var energy = BlockStatistics.Energy()
    if let working {
      energy.add(working.values.span, decoded: working.decoded.span, in: tile)
    } else {
      energy.add(values, decoded: decoded.span, in: tile)
    }
    return energy
  }
}
