public import KernelEngine
internal import QuantCore

/// What a view of the matrix unit points at, and how it looks at it.
public struct MatrixUnitPlace: Sendable, Hashable {
  /// The instruction.
  public let instruction: MatrixInstruction
  /// Which operand is shown.
  public let operand: FragmentLayout.Operand
  /// How shared memory is permuted.
  public let swizzle: SharedOperandLayout.Swizzle
  /// The row of the tensor.
  public let row: Int
  /// The column of the tensor.
  public let column: Int
  /// The column of D.
  public let output: Int

  /// The lines of tcgen05's tile.
  public static let stageLines = 128
  /// Rows and columns of the tensor that are read at once: all tiles of a place lie in there.
  public static let readRows = 16
  /// Columns of the tensor that are read at once.
  public static let readColumns = 64

  /// Creates a place.
  ///
  /// - Parameters:
  ///   - instruction: The instruction.
  ///   - operand: Which operand is shown.
  ///   - swizzle: How shared memory is permuted.
  ///   - row: The row of the tensor.
  ///   - column: The column of the tensor.
  ///   - output: The column of D, 0…7.
  public init(
    _ instruction: MatrixInstruction, operand: FragmentLayout.Operand,
    swizzle: SharedOperandLayout.Swizzle, row: Int, column: Int, output: Int = 0
  ) {
    self.instruction = instruction
    self.operand = operand
    self.swizzle = swizzle
    self.row = max(0, row)
    self.column = max(0, column)
    self.output = min(max(0, output), instruction.columns - 1)
  }

  /// Lines of the operand.
  public var lineCount: Int { operand == .b ? instruction.columns : instruction.rows }
  /// The tensor's row that the tile begins with.
  public var top: Int { row / lineCount * lineCount }
  /// The tensor's column that the tile begins with.
  public var left: Int { column / instruction.depth * instruction.depth }
  /// The line pointed at.
  public var line: Int { row - top }
  /// The place along K, or the column of D.
  public var index: Int { operand == .d ? output : column - left }
  /// Elements of K in the 128 bytes of a line that a kernel for tcgen05 keeps in shared memory at once.
  public var stageDepth: Int { 4 * instruction.depth }

  /// Which part of the tensor the tile is.
  var extent: String {
    let rows = "rows \(top)-\(top + lineCount - 1)"
    let columns = "columns \(left)-\(left + instruction.depth - 1)"
    let type = operand == .a ? instruction.a : instruction.b
    let types =
      "\(type.name), \(instruction.scaleType.rawValue) scale for \(instruction.blockLength)"
    switch operand {
    case .a: return "A: m = \(rows), k = \(columns); \(types)"
    case .b: return "B: n = \(rows), k = \(columns); \(types)"
    case .d: return "D = A x B, F32: A is \(rows), B the first 8; k = \(columns)"
    }
  }
}
