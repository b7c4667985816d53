internal import Figures
internal import KernelEngine
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// The slot that the matrix unit shows: the selected one, or the nearest that an instruction takes.
  var matrixUnitSlot: Int? {
    guard let tensor else { return nil }
    return slots.nearest {
      !MatrixInstruction.taking($0).isEmpty
        && $0.refusal(rows: tensor.rows, columns: tensor.columns) == nil
    }
  }

  /// The instructions that take the slot on show.
  var matrixInstructions: [MatrixInstruction] {
    guard let slot = matrixUnitSlot,
      let format = try? FormatRegistry.format(slots.formats[slot])
    else { return [] }
    return MatrixInstruction.taking(format)
  }

  /// What the matrix unit's screen points at; nil without a tensor or an instruction.
  var matrixUnitPlace: MatrixUnitPlace? {
    let instructions = matrixInstructions
    guard let tensor, tensor.elementCount > 0, !instructions.isEmpty else { return nil }
    let index = min(matrixUnit.choice, instructions.count - 1)
    return MatrixUnitPlace(
      instructions[index], operand: matrixUnit.operand, swizzle: matrixUnit.swizzle,
      row: min(matrixUnit.row, tensor.rows - 1), column: min(matrixUnit.column, tensor.columns - 1),
      output: matrixUnit.output)
  }

  /// What is encoded for the matrix unit's screen; nil where nothing is to be.
  var matrixUnitSubject: MatrixUnitState.Subject? {
    guard let current, let slot = matrixUnitSlot, let place = matrixUnitPlace else { return nil }
    let (rows, columns) = (MatrixUnitPlace.readRows, MatrixUnitPlace.readColumns)
    let (top, left) = (place.row / rows * rows, place.column / columns * columns)
    return MatrixUnitState.Subject(
      tensor: current, format: slots.formats[slot],
      region: TensorRegion(
        rows: top..<min(top + rows, tensors[current].rows),
        columns: left..<min(left + columns, tensors[current].columns)))
  }

  /// Why the matrix unit's screen has nothing to draw; nil where it has.
  var noMatrixUnit: StyledText? {
    if let reason = nothingToDraw { return reason }
    guard matrixUnitSlot == nil else { return nil }
    return StyledText(
      "no slot holds what a block-scaled instruction takes: FP4, FP6 or FP8 under E8M0 scales for 32, "
        + "or FP4 under E4M3 scales for 16; F puts mxfp4 or nvfp4 into the slot")
  }

  /// Starts, keeps or cancels the encoding of a tile so that what is on show gets known.
  mutating func scheduleTile() -> [Effect] {
    let wanted = wantedTile
    var effects: [Effect] = []
    if let running = matrixUnit.running {
      if matrixUnit.asked == wanted { return [] }
      effects.append(.cancel(running))
      stopEncoding()
    }
    guard let wanted, matrixUnit.finished?.subject != wanted,
      matrixUnit.failed?.subject != wanted
    else { return effects }
    let id = work.nextID()
    matrixUnit.running = id
    matrixUnit.asked = wanted
    effects.append(
      .encodeTile(
        id, tensor: wanted.tensor, format: wanted.format,
        summary: summary(of: wanted.tensor, for: wanted.format), region: wanted.region))
    return effects
  }

  private var wantedTile: MatrixUnitState.Subject? {
    guard screen == .matrixUnit, !work.isPaused, let subject = matrixUnitSubject,
      reports.failures[subject.tensor] == nil,
      let format = try? FormatRegistry.format(subject.format),
      knowsEnough(of: subject.tensor, for: format)
    else { return nil }
    return subject
  }

  mutating func take(_ event: TileEvent, of id: WorkID) {
    guard matrixUnit.running == id, let subject = matrixUnit.asked else { return }
    switch event {
    case .finished(let tile):
      matrixUnit.finished = MatrixUnitState.Encoded(subject: subject, tile: tile)
    case .failed(let error):
      matrixUnit.failed = MatrixUnitState.Failure(subject: subject, reason: error.detail)
      notice = Notice(error.description, weight: .error)
    }
    stopEncoding()
  }

  private mutating func stopEncoding() {
    matrixUnit.running = nil
    matrixUnit.asked = nil
  }

  /// Moves the cursor, to the tensor's edges at most; in D sideways within the columns of D.
  mutating func moveMatrixUnit(rows: Int, columns: Int) {
    guard let tensor, let place = matrixUnitPlace else { return }
    matrixUnit.row = min(max(place.row + min(rows, tensor.rows), 0), tensor.rows - 1)
    if place.operand == .d {
      let last = place.instruction.columns - 1
      matrixUnit.output = min(max(place.output + min(max(columns, -8), 8), 0), last)
    } else {
      matrixUnit.column = min(
        max(place.column + min(columns, tensor.columns), 0), tensor.columns - 1)
    }
  }
}
