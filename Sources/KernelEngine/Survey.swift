internal import CKernels
internal import QuantCore

/// What formats share of some rows: each piece's largest magnitude and energy, each row's too.
struct Survey {
  let columns: Int
  let pieces: Int
  let workspace: Workspace

  /// Surveys rows.
  init(
    _ values: UnsafePointer<Float>, rows: Int, columns: Int, workspace: Workspace, table: ck_table
  ) {
    self.columns = columns
    self.workspace = workspace
    pieces = (columns + 15) / 16
    workspace.reserve(rows: rows, pieces: pieces)
    for row in 0..<rows {
      var lanes = ck_moment_lanes()
      unsafe withUnsafeMutableBytes(of: &lanes.first) { bytes in
        guard let sums = unsafe bytes.assumingMemoryBound(to: Double.self).baseAddress else {
          return
        }
        unsafe workspace.rowLargest.base[row] = table.survey(
          values + row * columns, columns, workspace.pieceLargest.base + row * pieces,
          workspace.pieceSignal.base + row * pieces, sums)
        unsafe workspace.rowSignal.base[row] = table.total(sums)
      }
    }
  }

  /// Whether all values of a row are finite.
  func isFinite(_ row: Int) -> Bool { unsafe workspace.rowLargest.base[row].isFinite }

  /// The largest magnitude of a row.
  func largest(_ row: Int) -> Float { unsafe workspace.rowLargest.base[row] }

  /// Σx² of a row.
  func signal(_ row: Int) -> Double { unsafe workspace.rowSignal.base[row] }

  /// The largest magnitude of each piece of a row.
  func pieceLargest(_ row: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(workspace.pieceLargest.base + row * pieces)
  }

  /// Σx² of each piece of a row.
  func pieceSignal(_ row: Int) -> UnsafePointer<Double> {
    unsafe UnsafePointer(workspace.pieceSignal.base + row * pieces)
  }
}
