internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

extension AppState {
  /// Elements on show at once, at most; longer blocks are shown in pieces.
  private static let mostShown = 256
  private static let piece = 128
  /// Elements on show of a format whose block is the tensor.
  private static let tensorPiece = 32

  /// The shape of the selected slot's blocks; nil without a tensor.
  var inspectedShape: BlockShape? {
    guard let tensor, tensor.elementCount > 0,
      let format = try? FormatRegistry.format(slots.current)
    else { return nil }
    guard format.refusal(rows: tensor.rows, columns: tensor.columns) == nil,
      format.scaleType != .none
    else { return BlockShape(rows: 1, columns: Self.tensorPiece) }
    return format.blockShape(rows: tensor.rows, columns: tensor.columns)
  }

  /// The element under the cursor; nil without elements.
  var inspectedElement: ValueStatistics.Place? {
    guard let tensor, tensor.elementCount > 0 else { return nil }
    return ValueStatistics.Place(
      row: min(max(block.row, 0), tensor.rows - 1),
      column: min(max(block.column, 0), tensor.columns - 1))
  }

  /// The columns on show: the selected slot's block, or a piece of a long one.
  var inspectedColumns: Range<Int>? {
    guard let tensor, let place = inspectedElement, let shape = inspectedShape else { return nil }
    let length = max(1, shape.columns)
    let left = place.column / length * length
    let step = length <= Self.mostShown ? length : Self.piece
    let start = left + (place.column - left) / step * step
    return start..<min(start + step, left + length, tensor.columns)
  }

  /// What is looked at; nil where nothing is to be.
  var blockSubject: BlockState.Subject? {
    guard let current, let place = inspectedElement, let columns = inspectedColumns else {
      return nil
    }
    let ready = slots.formats.filter { id in
      guard let format = try? FormatRegistry.format(id) else { return false }
      let tensor = tensors[current]
      return format.refusal(rows: tensor.rows, columns: tensor.columns) != nil
        || knowsEnough(of: current, for: format)
    }
    return BlockState.Subject(
      tensor: current, formats: ready, row: place.row, columns: columns,
      omitted: block.omitsElement ? place : nil)
  }

  /// Starts, keeps or cancels a look so that what is on show gets known.
  mutating func scheduleInspection() -> [Effect] {
    let wanted = wantedInspection
    var effects: [Effect] = []
    if let wanted, block.finished?.subject == wanted {
      block.shownColumn = inspectedElement?.column
    }
    if let running = block.running {
      if block.asked == wanted { return [] }
      effects.append(.cancel(running))
      stopInspecting()
    }
    guard let wanted, block.finished?.subject != wanted, block.failed?.subject != wanted
    else { return effects }
    let id = work.nextID()
    block.running = id
    block.asked = wanted
    let known = wanted.formats.map {
      InspectedSlot(format: $0, summary: summary(of: wanted.tensor, for: $0))
    }
    effects.append(
      .inspect(
        id, tensor: wanted.tensor, row: wanted.row, columns: wanted.columns, slots: known,
        omitted: wanted.omitted))
    return effects
  }

  private var wantedInspection: BlockState.Subject? {
    guard screen == .block, isShownBeside, !work.isPaused, let subject = blockSubject,
      reports.failures[subject.tensor] == nil
    else { return nil }
    return subject
  }

  mutating func take(_ event: InspectionEvent, of id: WorkID) {
    guard block.running == id, let subject = block.asked else { return }
    switch event {
    case .finished(let inspection):
      block.finished = BlockState.Seen(subject: subject, inspection: inspection)
    case .failed(let error):
      block.failed = BlockState.Failure(subject: subject, reason: error.detail)
      notice = Notice(error.description, weight: .error)
    }
    stopInspecting()
  }

  private mutating func stopInspecting() {
    block.running = nil
    block.asked = nil
  }

  /// Shows the inspector at an element.
  mutating func inspect(row: Int, column: Int) {
    block.row = row
    block.column = column
    show(.block)
  }

  /// Moves the cursor within its row and from row to row, to the tensor's edges at most.
  mutating func moveInspected(rows: Int, columns: Int) {
    guard let tensor, let place = inspectedElement else { return }
    // Distances can be as large as a tensor, places too; their sum is not.
    block.row = min(max(place.row + min(max(rows, -tensor.rows), tensor.rows), 0), tensor.rows - 1)
    block.column = min(
      max(place.column + min(max(columns, -tensor.columns), tensor.columns), 0), tensor.columns - 1)
  }

  /// Goes to the next or previous block of the selected slot, from a row's end on to the next row of blocks.
  ///
  /// - Returns: False where there is none.
  mutating func stepBlock(_ step: Int) -> Bool {
    guard let tensor, let place = inspectedElement, let shape = inspectedShape else { return false }
    let length = max(1, min(shape.columns, tensor.columns))
    let height = max(1, min(shape.rows, tensor.rows))
    let inside = place.column % length
    let across = (tensor.columns - 1) / length + 1
    let down = (tensor.rows - 1) / height + 1
    var line = place.row / height
    var block = place.column / length + step
    if block >= across { (line, block) = (line + 1, 0) }
    if block < 0 { (line, block) = (line - 1, across - 1) }
    guard (0..<down).contains(line) else { return false }
    self.block.row = min(line * height + place.row % height, tensor.rows - 1)
    self.block.column = min(block * length + inside, tensor.columns - 1)
    return true
  }
}
