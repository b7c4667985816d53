internal import KernelEngine
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// How a tile is looked at as a tensor core takes it, and what of it is encoded.
struct MatrixUnitState: Sendable, Equatable {
  /// Which of the instructions that take the slot's format; beyond the last the last.
  var choice = 0
  var operand = FragmentLayout.Operand.b
  var swizzle = SharedOperandLayout.Swizzle.bytes128
  /// The element pointed at.
  var row = 0
  var column = 0
  /// The column of D pointed at.
  var output = 0
  /// What is encoded.
  var finished: Encoded?
  /// The work that encodes; nil where none does.
  var running: WorkID?
  /// What the running work was asked for.
  var asked: Subject?
  /// What could not be encoded, and why.
  var failed: Failure?

  /// A part of one tensor in one format.
  struct Subject: Sendable, Hashable {
    let tensor: Int
    let format: FormatID
    let region: TensorRegion
  }

  /// A tile and what it is of.
  struct Encoded: Sendable, Equatable {
    let subject: Subject
    let tile: EncodedTile
  }

  /// A part that could not be encoded.
  struct Failure: Sendable, Equatable {
    let subject: Subject
    let reason: String
  }

  init() {}

  /// The view of another tensor: operand, instruction and swizzle stay.
  init(keepingLooksOf other: MatrixUnitState) {
    choice = other.choice
    operand = other.operand
    swizzle = other.swizzle
    running = other.running
    asked = other.asked
  }

  /// Points at the same place of another tensor, in the same way.
  mutating func look(as other: MatrixUnitState) {
    choice = other.choice
    operand = other.operand
    swizzle = other.swizzle
    row = other.row
    column = other.column
    output = other.output
  }
}
