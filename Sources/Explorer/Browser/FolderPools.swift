internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What is known of the tensors in a folder together; it grows as they become known, so that no picture has to
/// go through all of them.
struct FolderPool: Sendable, Equatable {
  /// The bytes of all tensors.
  fileprivate(set) var byteCount = 0
  /// How many tensors have figures: those of a type that is analysed, and not empty.
  fileprivate(set) var measurableCount = 0
  private var energies: [FormatID: Energy] = [:]
  /// How many measurable tensors there are of each size; whether a format can hold them depends on it alone.
  private var sizes: [Size: Int] = [:]

  private struct Size: Sendable, Hashable {
    let rows: Int
    let columns: Int
  }

  /// Sums over the tensors whose figures are complete.
  private struct Energy: Sendable, Equatable {
    var count = 0
    var signal = 0.0
    var noise = 0.0
  }

  mutating func add(_ tensor: TensorDescriptor) {
    byteCount += tensor.byteCount
    guard tensor.isAnalysable, tensor.elementCount > 0 else { return }
    measurableCount += 1
    sizes[Size(rows: tensor.rows, columns: tensor.columns), default: 0] += 1
  }

  mutating func add(_ report: FormatReport) {
    energies[report.id, default: Energy()].count += 1
    energies[report.id, default: Energy()].signal += report.signal
    energies[report.id, default: Energy()].noise += report.noise
  }

  /// The SQNR of the tensors known so far, in dB: their energies are added, not their dB.
  func signalToNoise(_ format: FormatID) -> Double? {
    energies[format].flatMap {
      ErrorStatistics.signalToNoise(signal: $0.signal, noise: $0.noise)
    }
  }

  /// How many tensors are known so far.
  func knownCount(_ format: FormatID) -> Int { energies[format]?.count ?? 0 }

  /// Whether all tensors are known that can be analysed and that the format can hold.
  func isWhole(_ format: FormatID) -> Bool {
    (energies[format]?.count ?? 0) + refusedCount(format) >= measurableCount
  }

  /// Whether the format can hold none of the tensors that can be analysed.
  func isRefused(_ format: FormatID) -> Bool {
    measurableCount > 0 && refusedCount(format) == measurableCount
  }

  private func refusedCount(_ id: FormatID) -> Int {
    guard let format = try? FormatRegistry.format(id) else { return 0 }
    return sizes.reduce(0) { count, size in
      format.refusal(rows: size.key.rows, columns: size.key.columns) == nil
        ? count : count + size.value
    }
  }
}

/// The pools of all folders, by their paths.
struct FolderPools: Sendable, Equatable {
  private var pools: [String: FolderPool] = [:]

  init(_ tree: TensorTree, of tensors: [TensorDescriptor]) {
    for node in tree.nodes where node.tensor == nil {
      var pool = FolderPool()
      for member in node.members { pool.add(tensors[member]) }
      pools[node.path] = pool
    }
  }

  subscript(path: String) -> FolderPool {
    get { pools[path] ?? FolderPool() }
    set { pools[path] = newValue }
  }
}
