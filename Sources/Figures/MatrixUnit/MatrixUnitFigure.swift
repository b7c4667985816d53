internal import KernelEngine
public import QuantAnalysis
internal import QuantCore

/// One tile of a weight as a tensor core takes it, both ways: in a warp's registers for `mma.sync`, and in shared and
/// tensor memory for `tcgen05`.
///
/// A weight `[N, K]` is B, its rows B's columns; the same rows can be A, as batches of a few rows do it that swap the
/// operands. D is the product of the tile with its own first eight rows, so that every number on show is the
/// tensor's.
public struct MatrixUnitFigure: Sendable, Equatable {
  /// One character or number of the grid: an element, or a sum of D.
  public struct Cell: Sendable, Equatable {
    /// The bits that a register holds of it in hexadecimal; `N` in blocks with NaN, `.` beyond the tensor.
    public let text: String
    /// Whether it is pointed at.
    public let isCursor: Bool
  }

  /// What one register of one lane holds.
  public struct Register: Sendable, Equatable {
    /// Its elements, the lowest bits first.
    public let cells: [Cell]
    /// Whether it belongs to the lane that holds the element pointed at.
    public let isOfLane: Bool
  }

  /// A row of A or D, or a column of B.
  public struct Line: Sendable, Equatable {
    /// Its name, such as `n5`.
    public let label: String
    /// Its registers.
    public let registers: [Register]
    /// The codes of its scales, in hexadecimal.
    public let scales: [String]
  }

  /// What is shown.
  public let place: MatrixUnitPlace
  /// What stands above each register: the lane within its four and the register's names.
  public let captions: [String]
  /// All lines of the tile.
  public let lines: [Line]
  /// Which line and which register are pointed at.
  public let cursor: (line: Int, register: Int)
  /// Which rows and columns of the tensor the tile is.
  public let extent: String
  /// The element pointed at: code, scale and value.
  public let element: String
  /// Where the warp holds it.
  public let warp: [String]
  /// Where tcgen05 reads it.
  public let memory: [String]
  /// The registers of all lanes.
  public let laneList: MatrixUnitList
  /// The tile's bytes in shared memory in the order of their addresses.
  public let byteList: MatrixUnitList

  /// The widest text of a sum of D.
  public static let sumWidth = 8

  /// Why a kernel for one way does not run the other.
  public static let reason =
    "no kernel serves both: sm_120 multiplies from the registers of 32 lanes (mma.sync) and has no tensor memory (TMEM); "
    + "sm_100 multiplies from shared and tensor memory (tcgen05) and has no block-scaled mma.sync"

  /// The same in one line.
  public static let briefReason =
    "sm_120 has no tensor memory, sm_100 no block-scaled mma.sync: two kernels"

  /// Draws a tile.
  ///
  /// - Parameters:
  ///   - tile: Its codes and scales; nil while they are read.
  ///   - place: What is pointed at, and how it is looked at.
  public init(_ tile: EncodedTile?, at place: MatrixUnitPlace) {
    let content = MatrixUnitContent(tile, place)
    let layout = FragmentLayout(place.operand, of: place.instruction)
    let found = layout.place(line: place.line, index: place.index)
    self.place = place
    captions = content.captions(layout)
    lines = content.lines(layout, lane: found?.lane)
    let perLine = layout.operand == .d ? 1 : layout.elements
    cursor = (place.line, place.index / perLine)
    extent = place.extent
    element = content.element
    warp = content.warpFacts(layout)
    memory = content.memoryFacts
    laneList = content.laneList(layout, lane: found?.lane ?? 0)
    byteList = content.byteList(layout, lane: found?.lane ?? 0)
  }

  /// Whether two figures look the same.
  public static func == (left: MatrixUnitFigure, right: MatrixUnitFigure) -> Bool {
    left.place == right.place && left.lines == right.lines && left.element == right.element
      && left.laneList == right.laneList && left.byteList == right.byteList
  }
}

/// Lines of hexadecimal digits with some of them marked.
public struct MatrixUnitList: Sendable, Equatable {
  /// One line.
  public struct Line: Sendable, Equatable {
    /// What it says.
    public let text: String
    /// The characters that the cursor's lane holds.
    public let marks: [Range<Int>]
    /// The characters of the element pointed at.
    public let cursor: Range<Int>?
  }

  /// What the columns are.
  public let heading: String
  /// The lines.
  public let lines: [Line]
  /// The line of the element pointed at.
  public let current: Int
}
