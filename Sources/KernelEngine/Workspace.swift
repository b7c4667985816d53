internal import QuantCore
internal import Synchronization

/// The memory that measuring a band takes, kept for the next one.
final class Workspace {
  /// Values by their upper 16 bits.
  let valueCounts = Buffer<UInt32>(1 << 17)
  let lists = SlotLists()
  /// A row's errors.
  let sums = ErrorSums()
  /// Some rows' values, and a whole band's, where they are stored in another type.
  let values = Buffer<Float>()
  let band = Buffer<Float>()
  /// A row's codes, and a strip's decoded values.
  let codes = Buffer<UInt8>()
  let decoded = Buffer<Float>(stripColumns)
  /// For each piece of some rows: the largest magnitude, Σx², Σe².
  let pieceLargest = Buffer<Float>()
  let pieceSignal = Buffer<Double>()
  let pieceNoise = Buffer<Double>()
  /// For each of some rows: the largest magnitude, Σx², and how many zeros.
  let rowLargest = Buffer<Float>()
  let rowSignal = Buffer<Double>()
  let rowZeros = Buffer<UInt64>()
  /// Two values for each block of a row.
  let blockLargest = Buffer<Float>()
  /// A value for each block of a row.
  let blockSignal = Buffer<Double>()
  let blockNoise = Buffer<Double>()
  private let scaleCodes = Buffer<UInt32>()
  private let scaleValues = Buffer<Float>()
  private let multipliers = Buffer<Float>()
  private let offsets = Buffer<Float>()
  private let saturated = Buffer<Int32>()
  private var tallies: [FormatTally] = []
  private var reserved = (all: 0, rows: 0, pieces: 0)
  /// What codecs without a recipe write to.
  var encoded = EncodedBand()

  /// Makes room for some rows, each of so many pieces.
  func reserve(rows: Int, pieces: Int) {
    // Many short rows and few long ones take turns: what all have together counts, not the most of each.
    let all = max(rows * pieces, rows)
    guard all > reserved.all || rows > reserved.rows || pieces > reserved.pieces else { return }
    reserved = (
      all: max(all, reserved.all), rows: max(rows, reserved.rows),
      pieces: max(pieces, reserved.pieces)
    )
    for buffer in [pieceLargest, rowLargest, scaleValues, multipliers, offsets] {
      buffer.reserve(all)
    }
    for buffer in [pieceSignal, pieceNoise, rowSignal, blockSignal, blockNoise] {
      buffer.reserve(all)
    }
    rowZeros.reserve(rows)
    codes.reserve(16 * pieces)
    blockLargest.reserve(2 * all)
    scaleCodes.reserve(all)
    saturated.reserve(all)
  }

  /// Where a row's blocks are written.
  var blocks: BlockPointers {
    unsafe BlockPointers(
      scaleCodes: scaleCodes.base, scaleValues: scaleValues.base, multipliers: multipliers.base,
      offsets: offsets.base, saturated: saturated.base)
  }

  /// The tally of the format with this number.
  func tally(_ index: Int) -> FormatTally {
    while tallies.count <= index { tallies.append(FormatTally()) }
    return tallies[index]
  }
}

/// Workspaces that nobody uses at the moment: never more than there were bands measured at once.
final class WorkspacePool: Sendable {
  private struct Idle: @unchecked Sendable {
    var workspaces: [Workspace] = []
  }

  private let idle = Mutex(Idle())

  /// Lends a workspace, a new one if none is idle.
  func with<Result>(_ body: (Workspace) -> Result) -> Result {
    // A workspace is in one place at a time: in the pool, or with the one who took it.
    nonisolated(unsafe) let workspace = idle.withLock { $0.workspaces.popLast() } ?? Workspace()
    defer { idle.withLock { unsafe $0.workspaces.append(workspace) } }
    return unsafe body(workspace)
  }
}
