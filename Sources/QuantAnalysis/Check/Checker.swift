internal import QuantCore
public import TensorFiles

/// Compares a quantized checkpoint with its original: the same sums as a report's, over the values that were
/// actually written.
public struct Checker: Sendable {
  /// Two tensors of one name.
  private struct Pair: Sendable {
    let quantized: TensorDescriptor
    let original: TensorDescriptor
  }

  private let quantized: MatrixSource
  private let original: MatrixSource
  private let pairs: [Pair]
  private let missing: [String]
  private let extra: [String]
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool
  private let progress: @Sendable (QuantizeProgress) -> Void

  /// Pairs the tensors of two checkpoints by name; where each has but one, these two whatever they are called.
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
    let (left, right) = (self.quantized.tensors, self.original.tensors)
    if left.count == 1, right.count == 1 {
      pairs = [Pair(quantized: left[0], original: right[0])]
      (missing, extra) = ([], [])
      return
    }
    let byName = Dictionary(right.map { ($0.name, $0) }) { first, _ in first }
    let names = Set(left.map(\.name))
    pairs = left.compactMap { tensor in
      byName[tensor.name].map { Pair(quantized: tensor, original: $0) }
    }
    missing = right.map(\.name).filter { !names.contains($0) }
    extra = left.map(\.name).filter { byName[$0] == nil }
    guard !pairs.isEmpty else {
      throw QuantizeError(
        "\(PrintableName.escaped(quantized.description.path)) and "
          + "\(PrintableName.escaped(original.description.path)) have no tensor of the same name")
    }
  }

  /// How many bytes of the original are read.
  public var byteCount: Int { pairs.reduce(0) { $0 + $1.original.byteCount } }

  /// Compares.
  ///
  /// - Returns: What was found.
  /// - Throws: A `TensorFileError` where a file changed meanwhile, a `FileWriteError` where it was cancelled.
  public func report() async throws -> CheckReport {
    var tensors: [CheckReport.Tensor] = []
    for pair in pairs {
      tensors.append(
        CheckReport.Tensor(
          name: pair.original.name, storedAs: pair.quantized.type.name,
          originalType: pair.original.type.name, shape: pair.original.shape,
          byteCount: pair.quantized.byteCount, outcome: try await compare(pair)))
    }
    try quantized.verify()
    try original.verify()
    return CheckReport(
      quantized: quantized.description, original: original.description, tensors: tensors,
      missing: missing, extra: extra)
  }

  private func compare(_ pair: Pair) async throws -> CheckReport.Outcome {
    let (left, right) = (pair.quantized, pair.original)
    guard left.rows == right.rows, left.columns == right.columns else {
      return .unlike("shape \(left.shape), the original's is \(right.shape)")
    }
    if try areIdentical(pair) { return .identical }
    guard left.isAnalysable, right.isAnalysable else {
      return .unlike(
        "\(left.type) and \(right.type) can't be compared as numbers, and the bytes differ")
    }
    return try await measure(pair)
  }

  /// Whether both are stored alike, byte for byte.
  private func areIdentical(_ pair: Pair) throws -> Bool {
    let parts: [Pair]
    if pair.quantized.type.encoding == .matrix || pair.original.type.encoding == .matrix {
      let (left, right) = (quantized.parts(of: pair.quantized), original.parts(of: pair.original))
      guard left.map(\.name) == right.map(\.name) else { return false }
      parts = zip(left, right).map { Pair(quantized: $0, original: $1) }
    } else {
      parts = [pair]
    }
    for part in parts {
      guard try haveSameBytes(part) else { return false }
    }
    progress(QuantizeProgress(name: pair.original.name, byteCount: pair.original.byteCount))
    return true
  }

  /// Whether two stored tensors agree in type, rows, columns and content; a scalar is as good as one of `[1]`.
  private func haveSameBytes(_ pair: Pair) throws -> Bool {
    let (left, right) = (pair.quantized, pair.original)
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

  /// What one chunk adds.
  private struct Part: Sendable {
    var errors = ErrorStatistics()
    var nonfinite = 0
  }

  private func measure(_ pair: Pair) async throws -> CheckReport.Outcome {
    let reader = ChunkReader(
      source: original, threads: threads, isCancelled: isCancelled, progress: progress)
    let quantized = quantized
    let block = quantized.block(of: pair.quantized)
    var total = Part()
    try await reader.forEachChunk(of: pair.original, unit: block) { taken, chunk in
      let values = taken.span
      var part = Part()
      var decoded = [Float](repeating: 0, count: values.count)
      var span = decoded.mutableSpan
      quantized.read(chunk, of: pair.quantized, into: &span)
      if !values.amax.isFinite {
        for index in values.indices where !values[index].isFinite {
          decoded[index] = .nan
          part.nonfinite += 1
        }
      }
      let columns = chunk.columns.count
      for row in 0..<chunk.rows.count {
        let range = row * columns..<(row + 1) * columns
        part.errors.add(
          original: values.extracting(range), decoded: decoded.span.extracting(range))
      }
      return part
    } fold: { chunk, part in
      total.errors.merge(part.errors)
      total.nonfinite += part.nonfinite
      quantized.release(chunk, of: pair.quantized)
    }
    return .measured(total.errors, nonfinite: total.nonfinite)
  }
}

extension MatrixSource {
  /// The stored tensors that make up a weight.
  fileprivate func parts(of tensor: TensorDescriptor) -> [TensorDescriptor] {
    guard let matrix = matrices.first(where: { $0.name == tensor.name }) else { return [tensor] }
    let stored = Dictionary(stored.tensors.map { ($0.name, $0) }) { first, _ in first }
    return matrix.parts.compactMap { stored[$0.name] }
  }

  /// The block of a weight, so that sums are cut as a report of its format cuts them.
  fileprivate func block(of tensor: TensorDescriptor) -> BlockShape {
    let matrix = tensor.type.encoding == .matrix ? matrices.first { $0.name == tensor.name } : nil
    switch matrix?.coding {
    case .separate(_, _, let block): return block
    case .blocks(let block): return BlockShape(rows: 1, columns: block.runLength)
    case nil: return BlockShape(rows: 1, columns: 1)
    }
  }
}
