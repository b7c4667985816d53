internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What is known of the tensors in a folder together.
///
/// Errors are those of the matrices that are to be quantized, as the ranking sees it: what stays as it is stored makes
/// no error, and norms next to matrices would hide theirs.
struct FolderPool: Sendable, Equatable {
  /// How many tensors there are.
  private(set) var count = 0
  /// The bytes of all tensors.
  private(set) var byteCount = 0
  /// How many of them are to be quantized.
  private(set) var pooledCount = 0
  private var energies: [FormatID: Energy] = [:]
  private var sizes = SizeCounts()

  /// Sums over the tensors whose figures are complete.
  fileprivate struct Energy: Sendable, Equatable {
    var count = 0
    var signal = 0.0
    var noise = 0.0
  }

  /// What of a tensor's head counts here.
  fileprivate struct Member: Sendable, Equatable {
    let byteCount: Int
    /// Nil where it stays whatever the user says.
    let size: SizeCounts.Size?
    /// Whether it is usually quantized.
    let isUsual: Bool
    /// What the user said; nil where that is nothing.
    var isMarked: Bool?

    /// Whether it is to be quantized.
    var isPooled: Bool { size != nil && (isMarked ?? isUsual) }

    init(_ tensor: TensorDescriptor, isKept: Bool) {
      byteCount = tensor.byteCount
      size =
        MarkRules.obstacle(of: tensor) == nil
        ? SizeCounts.Size(rows: tensor.rows, columns: tensor.columns) : nil
      isUsual = !isKept && tensor.shape.count >= 2
    }
  }

  fileprivate mutating func add(_ member: Member) {
    count += 1
    byteCount += member.byteCount
    if member.isPooled { pool(member, 1) }
  }

  /// Counts a tensor once more or less among those that are to be quantized.
  fileprivate mutating func pool(_ member: Member, _ change: Int) {
    guard let size = member.size else { return }
    pooledCount += change
    sizes.add(size, change)
  }

  fileprivate mutating func add(_ energy: Energy, of format: FormatID) {
    energies[format, default: Energy()].count += 1
    energies[format, default: Energy()].signal += energy.signal
    energies[format, default: Energy()].noise += energy.noise
  }

  /// The SQNR of the matrices known so far, in dB: their energies are added, not their dB.
  func signalToNoise(_ format: FormatID) -> Double? {
    energies[format].flatMap {
      ErrorStatistics.signalToNoise(signal: $0.signal, noise: $0.noise)
    }
  }

  /// How many matrices are known so far.
  func knownCount(_ format: FormatID) -> Int { energies[format]?.count ?? 0 }

  /// Whether all are known that the format can hold.
  func isWhole(_ format: FormatID) -> Bool {
    knownCount(format) + refusedCount(format) >= pooledCount
  }

  /// Whether the format can hold none of those that are to be quantized.
  func isRefused(_ format: FormatID) -> Bool {
    pooledCount > 0 && refusedCount(format) == pooledCount
  }

  /// Whether all tensors stay as they are stored.
  var isKept: Bool { count > 0 && pooledCount == 0 }

  /// How many are to be quantized, in words.
  var matrices: String {
    pooledCount == 1 ? "1 matrix" : FigureText.count(pooledCount) + " matrices"
  }

  /// How many are to be quantized and how many stay, in words.
  var words: String {
    let kept = count - pooledCount
    if isKept { return "\(FigureText.count(kept, "tensor")), kept as stored: nothing is pooled" }
    return "\(matrices) pooled"
      + (kept > 0 ? "; \(FigureText.count(kept, "kept tensor")) apart" : "")
  }

  private func refusedCount(_ id: FormatID) -> Int {
    guard let format = try? FormatRegistry.format(id) else { return 0 }
    return sizes.count { format.refusal(rows: $0.rows, columns: $0.columns) != nil }
  }
}

/// The pools of all folders: of all that they hold, or of what a filter leaves of it.
///
/// What large folders hold is added up once, and small ones, of which there may be tens of thousands, when they are
/// looked at: no picture goes through all tensors.
struct FolderPools: Sendable, Equatable {
  /// The most tensors of a folder that is added up anew for each picture.
  private static let smallFolder = 256
  /// The most marks that are counted one by one.
  private static let fewMarks = 64

  private var members: [FolderPool.Member]
  private let largeFolders: [TensorTree.Node]
  private var large: [String: FolderPool] = [:]
  /// The large folders with the tensors that are shown; nil where all are.
  private var shown: [String: FolderPool]?
  private var isShown: [Bool]?
  /// What is known of each tensor.
  private var known: [Int: [FormatID: FolderPool.Energy]] = [:]

  init(_ tree: TensorTree, of tensors: [TensorDescriptor]) {
    var roles = KnownRoles()
    members = tensors.map { FolderPool.Member($0, isKept: roles.usuallyKeeps($0)) }
    largeFolders = tree.nodes.filter { $0.members.count > Self.smallFolder }
    for folder in largeFolders { large[folder.path] = sum(folder, isShown: nil) }
  }

  /// What is known of the shown tensors of a folder together.
  func pool(of folder: TensorTree.Node) -> FolderPool {
    guard folder.members.count > Self.smallFolder else { return sum(folder, isShown: isShown) }
    return (shown ?? large)[folder.path] ?? FolderPool()
  }

  /// Adds a tensor's complete figures.
  mutating func add(_ report: FormatReport, of tensor: Int, in tree: TensorTree) {
    let energy = FolderPool.Energy(count: 1, signal: report.signal, noise: report.noise)
    known[tensor, default: [:]][report.id] = energy
    guard members[tensor].isPooled else { return }
    for folder in tree.folders(of: tensor) where folder.members.count > Self.smallFolder {
      large[folder.path]?.add(energy, of: report.id)
      if isShown?[tensor] == true { shown?[folder.path]?.add(energy, of: report.id) }
    }
  }

  /// Notes what the user said of tensors.
  ///
  /// - Parameters:
  ///   - tensors: Their indices.
  ///   - isQuantized: Whether they are to be quantized; nil leaves it to what they are.
  ///   - tree: The tree that the tensors stand in.
  mutating func mark(_ tensors: [Int], _ isQuantized: Bool?, in tree: TensorTree) {
    let before = tensors.map { members[$0].isPooled }
    for tensor in tensors { members[tensor].isMarked = isQuantized }
    let changed = zip(tensors, before).filter { members[$0].isPooled != $1 }.map(\.0)
    guard changed.count <= Self.fewMarks else {
      for folder in largeFolders { addUp(folder) }
      return
    }
    for tensor in changed {
      for folder in tree.folders(of: tensor) where folder.members.count > Self.smallFolder {
        // What was added can't be taken away again to the last bit.
        guard known[tensor] == nil else {
          addUp(folder)
          continue
        }
        let change = members[tensor].isPooled ? 1 : -1
        large[folder.path]?.pool(members[tensor], change)
        if isShown?[tensor] == true { shown?[folder.path]?.pool(members[tensor], change) }
      }
    }
  }

  /// Adds up a large folder anew.
  private mutating func addUp(_ folder: TensorTree.Node) {
    large[folder.path] = sum(folder, isShown: nil)
    guard let isShown else { return }
    let pool = sum(folder, isShown: isShown)
    shown?[folder.path] = pool
  }

  /// Pools those tensors alone that a filter shows; nil is all.
  mutating func show(_ matching: [Bool]?) {
    isShown = matching
    shown = nil
    guard matching != nil else { return }
    shown = Dictionary(largeFolders.map { ($0.path, sum($0, isShown: matching)) }) { first, _ in
      first
    }
  }

  private func sum(_ folder: TensorTree.Node, isShown: [Bool]?) -> FolderPool {
    var pool = FolderPool()
    for member in folder.members where isShown?[member] ?? true {
      pool.add(members[member])
      guard members[member].isPooled, !known.isEmpty else { continue }
      for (id, energy) in known[member] ?? [:] { pool.add(energy, of: id) }
    }
    return pool
  }
}
