internal import Figures
internal import KernelEngine
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// One tile as tensor cores take it, in a warp's registers and in shared and tensor memory.
struct MatrixUnitScreen: Screen {
  let id = ScreenID.matrixUnit
  let digit: Character? = nil
  let home = ScreenID.kernels
  let pinnedPlace = PinnedPlace.below
  // Each half has room for the grid, and one below the other for where the element lies too.
  let leastColumnsBeside = 124
  let leastRowsBelow = 36
  let tab = "Unit"
  let summary = "a tile in the matrix unit: registers of a warp, shared and tensor memory"

  func subject(_ state: AppState) -> String {
    guard let slot = state.matrixUnitSlot, let place = state.matrixUnitPlace else { return "" }
    return "\(state.slots.formats[slot]) as \(place.instruction.kind.rawValue)"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding("o", .view, "the operand: A, B or the result D", hint: "operand", word: "operand")
      { state, _ in
        state.matrixUnit.operand = next(state.matrixUnit.operand)
        return []
      },
      KeyBinding(
        "i", .view, "the next instruction that takes the format", hint: "instruction",
        word: "instruction"
      ) {
        state in
        switch state.matrixInstructions.count {
        case 0: "no slot holds what an instruction takes"
        case 1: "one instruction takes this format"
        default: nil
        }
      } act: { state, _ in
        let instructions = state.matrixInstructions
        state.matrixUnit.choice = (state.matrixUnit.choice + 1) % instructions.count
        state.notice = Notice(instructions[state.matrixUnit.choice].name)
        return []
      },
      KeyBinding("s", .view, "how shared memory is swizzled", hint: "swizzle", word: "swizzle") {
        state in
        state.matrixUnit.operand == .d ? "D lies in tensor memory, which is not swizzled" : nil
      } act: { state, _ in
        state.matrixUnit.swizzle = next(state.matrixUnit.swizzle)
        return []
      },
      KeyBinding(
        "J K", .move, "the next, the previous block", hint: "block",
        word: "next-block previous-block"
      ) { state in
        state.matrixUnit.operand == .d ? "D has no blocks" : nil
      } act: { state, key in
        let length = state.matrixUnitPlace?.instruction.blockLength ?? 1
        state.moveMatrixUnit(rows: 0, columns: key == .character("J") ? length : -length)
        return []
      },
      KeyBinding("A", .find, "go to the amax", hint: "amax", word: "amax") { state in
        state.amaxPlace == nil ? "no finite value is known here yet" : nil
      } act: { state, _ in
        guard let place = state.amaxPlace else { return [] }
        state.matrixUnit.row = place.row
        state.matrixUnit.column = place.column
        return []
      },
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let tensor = state.tensor, let place = state.matrixUnitPlace else { return }
    switch motion {
    case .left: state.moveMatrixUnit(rows: 0, columns: -1)
    case .right: state.moveMatrixUnit(rows: 0, columns: 1)
    case .lineStart: state.moveMatrixUnit(rows: 0, columns: -tensor.columns)
    case .lineEnd: state.moveMatrixUnit(rows: 0, columns: tensor.columns)
    default:
      let distance = motion.rows(page: place.lineCount + 1, count: tensor.rows) ?? 0
      state.moveMatrixUnit(rows: distance, columns: 0)
    }
  }

  func value(_ state: AppState) -> CopiedValue? {
    guard let place = state.matrixUnitPlace, let encoded = state.matrixUnit.finished,
      encoded.subject == state.matrixUnitSubject
    else { return nil }
    let figure = MatrixUnitFigure(encoded.tile, at: place)
    return CopiedValue(figure.element, name: "the element")
  }

  func go(toRow row: Int, column: Int, _ state: inout AppState) -> Bool {
    state.matrixUnit.row = row
    state.matrixUnit.column = column
    return true
  }

  /// The pinned tensor's element at the same place.
  func pinnedFacts(_ state: AppState) -> [String] {
    guard let place = state.matrixUnitPlace, let encoded = state.matrixUnit.finished,
      encoded.subject == state.matrixUnitSubject
    else { return state.ratios }
    return [MatrixUnitFigure(encoded.tile, at: place).element]
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.noMatrixUnit {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    guard let place = state.matrixUnitPlace else { return }
    let encoded = state.matrixUnit.finished
    let tile = encoded?.subject == state.matrixUnitSubject ? encoded?.tile : nil
    let figure = MatrixUnitFigure(tile, at: place)
    let layout = MatrixUnitLayout(rect, lines: figure.lines.count)
    guard !layout.grid.isEmpty else {
      let facts = [figure.element] + figure.warp.prefix(3) + figure.memory
      frame.put(facts: facts, in: rect, traits: state.traits)
      return
    }
    frame.put(
      state.traits.shortened(heading(state, figure), to: layout.heading.columns),
      at: layout.heading.origin, style: .dim)
    frame.draw(grid: figure, in: layout.grid)
    drawWords(figure, in: layout.words, state.traits, into: &frame)
    drawPanels(figure, layout, state.traits, into: &frame)
  }

  /// The element pointed at, the instruction's name, and why there are two ways, in brief where room is short.
  private func drawWords(
    _ figure: MatrixUnitFigure, in rect: Rect, _ traits: TerminalTraits, into frame: inout Frame
  ) {
    let used = frame.put(facts: [figure.element], in: rect, traits: traits)
    let rest = rect.splitTop(used).rest
    // A name has no blanks to be broken at.
    let name = wrapped(
      figure.place.instruction.name.replacing(".", with: " ."), width: max(1, rest.columns - 1)
    ).map { $0.replacing(" .", with: ".") }
    let reason = wrapped(MatrixUnitFigure.reason, rest: "  ", width: max(1, rest.columns))
    let brief = name.count + reason.count > rest.rows ? [MatrixUnitFigure.briefReason] : reason
    for (row, line) in (name + brief).prefix(rest.rows).enumerated() {
      frame.put(
        traits.shortened(line, to: rest.columns),
        at: Point(column: rest.left, row: rest.top + row), style: .dim)
    }
  }

  /// Which part of the tensor is shown, in which slot's format, or why nothing of it is known yet.
  private func heading(_ state: AppState, _ figure: MatrixUnitFigure) -> String {
    if let failed = state.matrixUnit.failed, failed.subject == state.matrixUnitSubject {
      return "! not read: \(failed.reason)"
    }
    var text = figure.extent
    if let slot = state.matrixUnitSlot, slot != state.slots.selected {
      text = "\(state.slots.formats[slot]): no instruction takes \(state.slots.current). \(text)"
    }
    guard state.matrixUnit.finished?.subject == state.matrixUnitSubject else {
      return (state.work.isPaused ? "stopped; a goes on  " : "reading ...  ") + text
    }
    return text
  }

  private func drawPanels(
    _ figure: MatrixUnitFigure, _ layout: MatrixUnitLayout, _ traits: TerminalTraits,
    into frame: inout Frame
  ) {
    let instruction = figure.place.instruction
    let warp = frame.drawPanel(
      "mma.sync \(instruction.shape) (sm_120)", in: layout.warp, traits: traits)
    let memory = frame.drawPanel(
      "tcgen05 \(instruction.kind.rawValue) (sm_100)", in: layout.memory, traits: traits)
    for (rect, facts, list) in [
      (warp, figure.warp, figure.laneList), (memory, figure.memory, figure.byteList),
    ] {
      let used = frame.put(lines: facts, in: rect, traits: traits)
      frame.draw(list, in: rect.splitTop(used).rest)
    }
  }
}

/// The case after another, from the last on to the first.
private func next<Choice: CaseIterable & Equatable>(_ choice: Choice) -> Choice {
  let all = Array(Choice.allCases)
  guard let index = all.firstIndex(of: choice) else { return choice }
  return all[(index + 1) % all.count]
}

/// How the body of the matrix unit's screen is divided: the grid and words above, the two ways side by side below.
struct MatrixUnitLayout {
  /// One line on what is drawn.
  let heading: Rect
  /// The tile; empty where there is no room for it.
  let grid: Rect
  /// The element pointed at, and why there are two ways.
  let words: Rect
  /// The warp's way.
  let warp: Rect
  /// tcgen05's way.
  let memory: Rect

  init(_ body: Rect, lines: Int) {
    guard body.rows >= 16, body.columns >= 60 else {
      let none = body.splitTop(0).top
      (heading, grid, words, warp, memory) = (none, none, none, none, none)
      return
    }
    let (heading, rest) = body.splitTop(1)
    self.heading = heading
    // Eight lines are one half of A's and D's; all sixteen where the panels keep their room.
    let rows = 1 + (body.rows >= 28 ? lines : 8)
    let panels: Rect
    if body.columns >= 130 {
      let (upper, lower) = rest.splitTop(rows)
      let (left, right) = upper.splitLeft(92)
      (grid, words, panels) = (left, right, lower)
    } else {
      let (upper, lower) = rest.splitTop(rows)
      // Where two share the page, both say where the element lies; the reason stands with one alone.
      let (middle, bottom) = lower.splitTop(body.rows < 19 ? 1 : 4)
      (grid, words, panels) = (upper, middle, bottom)
    }
    (warp, memory) = panels.splitLeft(panels.columns / 2)
  }
}
