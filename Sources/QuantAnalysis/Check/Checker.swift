internal import QuantCore
public import TensorFiles

/// Compares a quantized checkpoint with its original: the same sums as a report's, over the values that were
/// actually written.
public struct Checker: Sendable {
  private let quantized: MatrixSource
  private let original: MatrixSource
  private let plan: CheckPairs
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool
  private let progress: @Sendable (QuantizeProgress) -> Void

  /// Pairs the tensors of two checkpoints by name, those of llama.cpp and Hugging Face by what the names mean; where
  /// each has but one, these two whatever they are called.
  ///
  /// - Parameters:
  ///   - quantized: The quantized checkpoint.
  ///   - original: The original.
  ///   - threads: How many chunks are compared at once.
  ///   - isCancelled: Asked now and then, on any thread.
  ///   - progress: Told what was read of the original, from any thread.
  /// - Throws: `QuantizeError` where the two have no tensor in common.
  public init(
    _ quantized: any TensorSource, against original: any TensorSource, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (QuantizeProgress) -> Void = { _ in }
  ) throws(QuantizeError) {
    self.quantized = MatrixSource(quantized)
    self.original = MatrixSource(original)
    self.threads = max(1, threads)
    self.isCancelled = isCancelled
    self.progress = progress
    plan = CheckPairs(self.quantized.tensors, self.original.tensors)
    guard !plan.pairs.isEmpty else {
      throw QuantizeError(
        "\(PrintableName.escaped(quantized.description.path)) and "
          + "\(PrintableName.escaped(original.description.path)) have no tensor of the same name",
        notes: self.quantized.description.notes)
    }
  }

  /// How many bytes of the original are read.
  public var byteCount: Int { plan.pairs.reduce(0) { $0 + $1.original.byteCount } }

  /// Compares.
  ///
  /// - Returns: What was found.
  /// - Throws: A `TensorFileError` where a file changed meanwhile, a `FileWriteError` where it was cancelled.
  public func report() async throws -> CheckReport {
    var tensors: [CheckReport.Tensor] = []
    for pair in plan.pairs {
      let (outcome, arrangement) = try await compare(pair)
      tensors.append(
        CheckReport.Tensor(
          name: pair.name, storedAs: pair.quantized.type.name,
          originalType: pair.original.type.name, shape: pair.original.shape,
          byteCount: pair.quantized.byteCount, outcome: outcome, storedName: pair.storedName,
          arrangement: arrangement,
          stored: quantized.encoded(pair.quantized)?.survey(isCancelled: isCancelled)))
    }
    try quantized.verify()
    try original.verify()
    return CheckReport(
      quantized: quantized.description, original: original.description, tensors: tensors,
      missing: plan.missing, extra: plan.extra,
      renaming: plan.renaming, swap: plan.swap(quantized, original))
  }

  /// Compares a pair, the original read in the order that is nearest.
  private func compare(
    _ pair: CheckPair
  ) async throws -> (outcome: CheckReport.Outcome, arrangement: OriginalArrangement) {
    let (left, right) = (pair.quantized, pair.original)
    let fits = left.rows == right.rows && left.columns == right.columns
    if fits, try areIdentical(left, right) {
      progress(QuantizeProgress(name: pair.name, byteCount: right.byteCount))
      return (.identical, .same)
    }
    guard left.isAnalysable, right.isAnalysable else {
      return (
        .unlike(
          "\(left.type) and \(right.type) can't be compared as numbers, and the bytes differ"),
        .same
      )
    }
    if let reason = quantized.unreadReason(of: left) {
      return (.unlike("it is left as it is stored: \(reason)"), .same)
    }
    if let reason = original.unreadReason(of: right) {
      return (.unlike("the original is left as it is stored: \(reason)"), .same)
    }
    guard let view = OriginalView(of: right, in: original, nearestTo: left, in: quantized) else {
      return (.unlike("shape \(left.shape), the original's is \(right.shape)"), .same)
    }
    return (try await measure(left, against: view), view.arrangement)
  }

  /// Whether both are stored alike, byte for byte.
  private func areIdentical(_ left: TensorDescriptor, _ right: TensorDescriptor) throws -> Bool {
    guard left.type.encoding == .matrix || right.type.encoding == .matrix else {
      return try haveSameBytes(left, right)
    }
    let parts = Self.parts(of: left, in: quantized)
    let others = Self.parts(of: right, in: original)
    guard parts.map(\.name) == others.map(\.name) else { return false }
    return try zip(parts, others).allSatisfy { try haveSameBytes($0, $1) }
  }

  /// The stored tensors that make up a weight.
  private static func parts(
    of tensor: TensorDescriptor, in source: MatrixSource
  ) -> [TensorDescriptor] {
    source.encoded(tensor)?.parts ?? [tensor]
  }

  /// Whether two stored tensors agree in type, rows, columns and content; a scalar is as good as one of `[1]`.
  private func haveSameBytes(_ left: TensorDescriptor, _ right: TensorDescriptor) throws -> Bool {
    guard left.type == right.type, left.rows == right.rows, left.columns == right.columns,
      left.byteCount == right.byteCount,
      left.order == .native, right.order == .native
    else { return false }
    for start in stride(from: 0, to: left.byteCount, by: 1 << 20) {
      guard !isCancelled() else {
        throw FileWriteError(.cancelled, path: left.name, "stopped")
      }
      let range = start..<min(start + 1 << 20, left.byteCount)
      var areEqual = true
      quantized.stored.withBytes(of: left, in: range) { bytes in
        original.stored.withBytes(of: right, in: range) { others in
          for index in bytes.indices where bytes[index] != others[index] {
            areEqual = false
            break
          }
        }
      }
      guard areEqual else { return false }
    }
    quantized.stored.release(left.region, of: left)
    original.stored.release(right.region, of: right)
    return true
  }

  private func measure(
    _ tensor: TensorDescriptor, against view: OriginalView
  ) async throws -> CheckReport.Outcome {
    let reader = ChunkReader(
      source: original, threads: threads, isCancelled: isCancelled, progress: progress)
    let quantized = quantized
    let block = quantized.block(of: tensor)
    var total = ComparedValues()
    try await reader.forEachChunk(of: view.tensor, unit: block) { taken, chunk in
      var part = ComparedValues()
      if view.added != 0 { for index in taken.indices { taken[index] += view.added } }
      part.add(
        original: taken.span, decoded: quantized.values(of: chunk, in: tensor),
        columns: chunk.columns.count)
      return part
    } fold: { chunk, part in
      total.merge(part)
      quantized.release(chunk, of: tensor)
    }
    return .measured(total.errors, nonfinite: total.nonfinite)
  }
}

extension MatrixSource {
  /// The block of a weight, so that sums are cut as a report of its format cuts them.
  fileprivate func block(of tensor: TensorDescriptor) -> BlockShape {
    encoded(tensor)?.matrix.block ?? BlockShape(rows: 1, columns: 1)
  }
}
