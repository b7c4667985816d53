internal import QuantCore
internal import TensorFiles

/// Which part of a tensor is read for a first look: whole rows, or pieces of very long ones, evenly spread.
///
/// The choice depends on the tensor's size and the number of bytes alone, so it is the same every time.
struct SamplePlan: Sendable, Hashable {
  /// How long pieces of a row are at least: what most blocks' and rotations' lengths divide.
  private static let pieceColumns = 1 << 14

  /// The rows that are read together, so that tiles of blocks stay whole.
  let bandRows: Int
  /// The columns that are read together: all of them, or a piece.
  let bandColumns: Int
  /// How many bands are read.
  let count: Int
  private let rows: Int
  private let columns: Int

  /// Plans a look at a tensor.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - byteCount: About how many of its stored bytes to read, at least one band's.
  ///   - tileRows: How many rows the tallest block has.
  init?(of tensor: TensorDescriptor, byteCount: Int, tileRows: Int) {
    let elements = tensor.elementCount
    guard elements > 0, tensor.byteCount > byteCount else { return nil }
    let wanted = max(1, Int(Double(elements) * (Double(byteCount) / Double(tensor.byteCount))))
    rows = tensor.rows
    columns = tensor.columns
    let isCut = columns > max(wanted, Self.pieceColumns)
    bandColumns = isCut ? Self.pieceColumns : columns
    bandRows = isCut ? 1 : min(max(1, tileRows), rows)
    let all = rows / bandRows * (columns / bandColumns)
    count = min(all, max(1, wanted / (bandRows * bandColumns)))
    guard elementCount < elements else { return nil }
  }

  /// How many elements are read.
  var elementCount: Int { count * bandRows * bandColumns }

  /// The bands that there are in whole tiles and pieces.
  private var all: Int { rows / bandRows * (columns / bandColumns) }

  /// The region of the tensor that a band stands for: each from the middle of an equal share of all.
  subscript(band: Int) -> TensorRegion {
    let halves = Double(2 * band + 1) * Double(all)
    let place = Int(halves / Double(2 * count))
    let (row, piece) = place.quotientAndRemainder(dividingBy: columns / bandColumns)
    let (top, left) = (row * bandRows, piece * bandColumns)
    return TensorRegion(rows: top..<top + bandRows, columns: left..<left + bandColumns)
  }
}
