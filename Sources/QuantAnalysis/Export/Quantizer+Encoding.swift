internal import QuantCore
internal import TensorFiles

extension Quantizer {
  /// Encodes a weight and writes its parts.
  func write(
    _ entry: QuantizePlan.Entry, of source: any TensorSource, sharing shared: TensorSummary?,
    to draft: FileDraft, at offsets: [Int]
  ) async throws {
    let coding = try await coding(of: entry.tensor, in: source, sharing: shared)
    for (part, offset) in zip(entry.parts, offsets) {
      guard case .constant(let constant) = part.content else { continue }
      if constant == .tensorDivisor, !coding.tensorDivisor.isFinite {
        throw QuantizeError(
          "\(PrintableName.quoted(entry.tensor.name)): its amax of \(coding.amax) is too small to divide by; "
            + "--layout modelopt multiplies")
      }
      try draft.write(constant.bytes(for: coding, of: entry.tensor).span, at: offset)
    }
    let bands = BandWriter(entry, offsets: offsets, coding: coding)
    var zeroPoints: [UInt8] = []
    try await forEachChunk(of: entry.tensor, in: source, unit: coding.unit) { values, chunk in
      bands.encode(values, of: chunk)
    } fold: { chunk, encoded in
      if let place = encoded.nonfinite {
        throw QuantizeError.nonfinite(at: place, of: entry.tensor)
      }
      try bands.write(encoded, of: chunk, to: draft)
      zeroPoints += encoded.zeroPoints
    }
    try bands.write(zeroPoints: zeroPoints, to: draft)
  }

  /// What encodes a tensor, after as many readings of it as the format asks for.
  func coding(
    of tensor: TensorDescriptor, in source: any TensorSource, sharing shared: TensorSummary? = nil
  ) async throws -> Coding {
    let format = plan.request.format
    guard format.foreknowledge >= .summary else {
      return Coding(
        format, summary: .unknown(rows: tensor.rows, columns: tensor.columns), survey: [])
    }
    let summary: TensorSummary
    if let shared { summary = shared } else { summary = try await self.summary(of: tensor, in: source) }
    var sums: [Double] = []
    if format.foreknowledge == .survey {
      let unit = format.unitShape(rows: tensor.rows, columns: tensor.columns)
      try await forEachChunk(of: tensor, in: source, unit: unit) { values, chunk in
        format.survey(values, columns: chunk.columns.count, summary: summary)
      } fold: { _, more in
        if sums.isEmpty { sums = more } else { for index in sums.indices { sums[index] += more[index] } }
      }
    }
    return Coding(format, summary: summary, survey: sums)
  }

  /// The statistics of a tensor's values, the same bits as a report's.
  private func summary(
    of tensor: TensorDescriptor, in source: any TensorSource
  ) async throws -> TensorSummary {
    var total = ValueStatistics()
    try await forEachChunk(
      of: tensor, in: source, unit: BlockShape(rows: 1, columns: 1)
    ) { values, chunk in
      var part = ValueStatistics()
      let columns = chunk.columns.count
      for row in 0..<chunk.rows.count {
        part.add(
          values.extracting(row * columns..<(row + 1) * columns),
          row: chunk.rows.lowerBound + row, column: chunk.columns.lowerBound)
      }
      return part
    } fold: { _, part in
      if let place = part.firstNonfinite { throw QuantizeError.nonfinite(at: place, of: tensor) }
      total.merge(part)
    }
    return total.summary(rows: tensor.rows, columns: tensor.columns)
  }

  /// The summaries of weights that share a tensor scale: their own, with the largest amax of the group.
  func sharedSummaries() async throws -> [String: TensorSummary] {
    var shared: [String: TensorSummary] = [:]
    let names = Set(plan.sharedGroups.joined())
    for (file, entries) in zip(plan.input.files, plan.files) {
      for entry in entries where names.contains(entry.tensor.name) {
        shared[entry.tensor.name] = try await summary(of: entry.tensor, in: file.source)
      }
    }
    for group in plan.sharedGroups {
      let amax = group.compactMap { shared[$0]?.amax }.max() ?? 0
      for name in group { shared[name] = shared[name]?.with(amax: amax) }
    }
    return shared
  }

  /// Reads a tensor chunk by chunk on several threads and folds what comes of it in order.
  private func forEachChunk<Part: Sendable>(
    of tensor: TensorDescriptor, in source: any TensorSource, unit: BlockShape,
    part: @escaping @Sendable (Span<Float>, TensorRegion) -> Part,
    fold: (TensorRegion, Part) throws -> Void
  ) async throws {
    let chunks = ChunkPlan(region: tensor.region, block: unit)
    let bytesPerElement = Double(tensor.byteCount) / Double(max(1, tensor.elementCount))
    var failure: (any Error)?
    let isWhole = await foldInOrder(count: chunks.count, threads: threads) { index in
      let chunk = chunks[index]
      var values = [Float](repeating: 0, count: chunk.elementCount)
      var span = values.mutableSpan
      source.read(chunk, of: tensor, into: &span)
      return part(values.span, chunk)
    } fold: { index, outcome in
      guard !isCancelled() else { return false }
      let chunk = chunks[index]
      do {
        try fold(chunk, outcome)
      } catch {
        failure = error
        return false
      }
      source.release(chunk, of: tensor)
      let bytes = Int(Double(chunk.elementCount) * bytesPerElement)
      progress(QuantizeProgress(name: tensor.name, byteCount: bytes))
      return true
    }
    if let failure { throw failure }
    guard isWhole else { throw FileWriteError(.cancelled, path: tensor.name, "stopped") }
  }
}

extension TensorSummary {
  /// The same with another amax.
  fileprivate func with(amax: Float) -> TensorSummary {
    TensorSummary(
      rows: rows, columns: columns, amax: amax, mean: mean, meanMagnitude: meanMagnitude,
      hasNonfinite: hasNonfinite, survey: survey)
  }
}

extension QuantizeError {
  /// A value that no format has a code for.
  static func nonfinite(
    at place: ValueStatistics.Place, of tensor: TensorDescriptor
  ) -> QuantizeError {
    QuantizeError(
      "tensor \(PrintableName.quoted(tensor.name)) holds NaN or an infinity at [\(place.row), \(place.column)]; "
        + "nothing was written, --tensor can leave it as it is")
  }
}
