internal import QuantCore
internal import TensorFiles

extension Quantizer {
  /// Encodes a weight and writes its parts.
  func write(
    _ entry: QuantizePlan.Entry, by reader: ChunkReader, sharing shared: TensorSummary?,
    to draft: FileDraft, at offsets: [Int]
  ) async throws {
    guard let format = entry.format else { return }
    let coding = try await coding(of: entry.tensor, as: format, by: reader, sharing: shared)
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
    try await reader.forEachChunk(of: entry.tensor, unit: coding.unit) { values, chunk in
      bands.encode(&values, of: chunk)
    } fold: { chunk, encoded in
      if let place = encoded.nonfinite {
        throw QuantizeError.nonfinite(at: place, of: entry.tensor)
      }
      try bands.write(encoded, of: chunk, to: draft)
      zeroPoints += encoded.zeroPoints
    }
    try bands.write(zeroPoints: zeroPoints, to: draft)
  }

  private func coding(
    of tensor: TensorDescriptor, as format: any QuantizationFormat, by reader: ChunkReader,
    sharing shared: TensorSummary?
  ) async throws -> Coding {
    guard format.foreknowledge >= .summary, shared == nil else {
      return try await reader.coding(of: tensor, as: format, knowing: shared)
    }
    return try await reader.coding(
      of: tensor, as: format, knowing: try await summary(of: tensor, by: reader))
  }

  /// A tensor's summary; a value that no format has a code for is refused here already.
  private func summary(
    of tensor: TensorDescriptor, by reader: ChunkReader
  ) async throws -> TensorSummary {
    let statistics = try await reader.statistics(of: tensor)
    if let place = statistics.firstNonfinite {
      throw QuantizeError.nonfinite(at: place, of: tensor)
    }
    return statistics.summary(rows: tensor.rows, columns: tensor.columns)
  }

  /// The summaries of weights that share a tensor scale: their own, with the largest amax of the group.
  func sharedSummaries() async throws -> [String: TensorSummary] {
    var shared: [String: TensorSummary] = [:]
    let names = Set(plan.sharedGroups.joined())
    for (file, entries) in zip(plan.input.files, plan.files) {
      let reader = reader(of: file.source)
      for entry in entries where names.contains(entry.tensor.name) {
        shared[entry.tensor.name] = try await summary(of: entry.tensor, by: reader)
      }
    }
    for group in plan.sharedGroups {
      let amax = group.compactMap { shared[$0]?.amax }.max() ?? 0
      for name in group { shared[name] = shared[name]?.with(amax: amax) }
    }
    return shared
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
