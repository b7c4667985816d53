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

  /// Sums over the tensors whose figures are complete.
  private struct Energy: Sendable, Equatable {
    var count = 0
    var signal = 0.0
    var noise = 0.0
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

  /// Whether all tensors that can be analysed are known.
  func isWhole(_ format: FormatID) -> Bool {
    (energies[format]?.count ?? 0) >= measurableCount
  }
}

/// The pools of all folders, by their paths.
struct FolderPools: Sendable, Equatable {
  private var pools: [String: FolderPool] = [:]

  init(_ tree: TensorTree, of tensors: [TensorDescriptor]) {
    for node in tree.nodes where node.tensor == nil {
      var pool = FolderPool()
      for member in node.members {
        pool.byteCount += tensors[member].byteCount
        let isMeasurable = tensors[member].isAnalysable && tensors[member].elementCount > 0
        pool.measurableCount += isMeasurable ? 1 : 0
      }
      pools[node.path] = pool
    }
  }

  subscript(path: String) -> FolderPool {
    get { pools[path] ?? FolderPool() }
    set { pools[path] = newValue }
  }
}
