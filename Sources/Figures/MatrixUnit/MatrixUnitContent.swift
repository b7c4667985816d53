internal import Charts
internal import KernelEngine
internal import QuantAnalysis
internal import QuantCore

/// What a tile's figure says: the tensor's codes where the layouts put them.
struct MatrixUnitContent {
  let tile: EncodedTile?
  let place: MatrixUnitPlace
  /// D; nil without codes.
  private let sums: [Float]?

  var instruction: MatrixInstruction { place.instruction }
  private var type: MiniFloat { place.operand == .a ? instruction.a : instruction.b }

  init(_ tile: EncodedTile?, _ place: MatrixUnitPlace) {
    self.tile = tile
    self.place = place
    sums =
      place.operand == .d
      ? tile.flatMap { tile in
        let top = place.row / place.instruction.rows * place.instruction.rows
        guard let a = tile.operand(place, top: top, lines: place.instruction.rows),
          let b = tile.operand(place, top: top, lines: place.instruction.columns)
        else { return nil }
        return place.instruction.multiply(
          a, b, adding: Array(repeating: 0, count: a.lines * b.lines))
      } : nil
  }

  func captions(_ layout: FragmentLayout) -> [String] {
    switch place.operand {
    case .a: (0..<8).map { "T\($0 % 4) a\($0 / 4 * 2)/a\($0 / 4 * 2 + 1)" }
    case .b: (0..<8).map { "T\($0 % 4) b\($0 / 4)" }
    case .d: (0..<8).map { "T\($0 / 2) d\($0 % 2)/d\($0 % 2 + 2)" }
    }
  }

  func lines(_ layout: FragmentLayout, lane: Int?) -> [MatrixUnitFigure.Line] {
    let perGroup = layout.operand == .d ? 1 : layout.elements
    return (0..<layout.lines).map { line in
      let groups = (0..<layout.length / perGroup).map { group in
        let cells = (group * perGroup..<(group + 1) * perGroup).map { index in
          MatrixUnitFigure.Cell(
            text: text(line: line, index: index, layout),
            isCursor: line == place.line && index == place.index)
        }
        let owner = layout.place(line: line, index: group * perGroup)?.lane
        return MatrixUnitFigure.Register(cells: cells, isOfLane: owner == lane)
      }
      let name = place.operand == .b ? "n\(line)" : "m\(line)"
      return MatrixUnitFigure.Line(label: name, registers: groups, scales: scales(of: line))
    }
  }

  private func scales(of line: Int) -> [String] {
    guard place.operand != .d else { return [] }
    return (0..<instruction.scaleVector).map { block in
      scaleCode(line: line, block: block).map { hex(UInt32($0), digits: 2) } ?? ".."
    }
  }

  private func text(line: Int, index: Int, _ layout: FragmentLayout) -> String {
    let digits = instruction.containerBits / 4
    guard place.operand != .d else {
      guard let sums else { return "?" }
      let sum = Double(sums[line * instruction.columns + index])
      let texts = [4, 3, 2].map { shortNumber(sum, digits: $0) }
      return texts.first { $0.count <= MatrixUnitFigure.sumWidth } ?? texts[2]
    }
    let (row, column) = (place.top + line, place.left + index)
    guard let tile else { return String(repeating: "?", count: digits) }
    guard let found = tile.element(row: row, column: column) else {
      return String(repeating: ".", count: digits)
    }
    guard tile.scale(row: row, column: column) != nil else {
      return String(repeating: "N", count: digits)
    }
    let low = layout.bits(position: 0).lowerBound
    return hex(UInt32(found.code) << UInt32(low), digits: digits)
  }

  /// The code of a line's scale, as it is stored; nil where there is none.
  func scaleCode(line: Int, block: Int) -> UInt8? {
    tile?.scaleCode(
      row: place.top + line, column: place.left + block * instruction.blockLength, instruction)
  }

  /// The bits that are stored of an element or a sum; nil where nothing is known, 0 beyond the tensor.
  func storedBits(line: Int, index: Int) -> UInt32? {
    guard let tile else { return nil }
    guard place.operand != .d else {
      return sums.map { $0[line * instruction.columns + index].bitPattern }
    }
    return UInt32(tile.element(row: place.top + line, column: place.left + index)?.code ?? 0)
  }

  var element: String {
    let name = "[\(place.row),\(place.column)]"
    if place.operand == .d {
      let sum = sums.map { $0[place.line * instruction.columns + place.output] }
      let value = FigureText.number(sum.map { Double($0) })
      let scale = tile?.tensorScale == nil ? "" : "; tensor scale left out"
      return "D[m\(place.line),n\(place.output)] = \(value), "
        + "\(FigureText.count(instruction.depth, "product")) summed exactly\(scale)"
    }
    guard let tile else { return "\(name): reading ..." }
    guard let found = tile.element(row: place.row, column: place.column) else {
      return "\(name) lies beyond the tensor: filled up with zeros"
    }
    guard let scale = tile.scale(row: place.row, column: place.column) else {
      return "\(name) = \(FigureText.number(Double(found.value))): its block holds NaN or infinity"
    }
    let code = hex(UInt32(found.code), digits: (type.bits + 3) / 4)
    let factors = [
      "\(FigureText.number(Double(type.decode(found.code)))) (0x\(code))",
      "\(FigureText.number(Double(scale.value))) (\(FigureText.hex(scale.code)))",
    ]
    let global = tile.tensorScale.map { [FigureText.number(Double($0))] } ?? []
    return "\(name) = " + (factors + global).joined(separator: " x ")
      + " = \(FigureText.number(Double(found.decoded))), was "
      + FigureText.number(Double(found.value))
  }
}

extension EncodedTile {
  /// The code of a block's scale; that of NaN where the block holds NaN or infinities, nil beyond the tensor.
  fileprivate func scaleCode(
    row: Int, column: Int, _ instruction: MatrixInstruction
  ) -> UInt8? {
    guard element(row: row, column: column) != nil else { return nil }
    guard let scale = scale(row: row, column: column) else {
      return instruction.scaleType == .e8m0 ? E8M0.nan : 0x7f
    }
    return UInt8(truncatingIfNeeded: scale.code)
  }

  /// Some rows of the tile as an operand; what lies beyond the tensor is 0.
  fileprivate func operand(_ place: MatrixUnitPlace, top: Int, lines: Int) -> ScaledOperand? {
    let instruction = place.instruction
    let rows = top..<top + lines
    let columns = place.left..<place.left + instruction.depth
    return ScaledOperand(
      type: instruction.a, lines: lines, depth: instruction.depth,
      blockLength: instruction.blockLength,
      codes: rows.flatMap { row in
        columns.map { element(row: row, column: $0)?.code ?? 0 }
      },
      scales: rows.flatMap { row in
        stride(from: columns.lowerBound, to: columns.upperBound, by: instruction.blockLength).map {
          scaleCode(row: row, column: $0, instruction) ?? 0
        }
      })
  }
}

/// Hexadecimal digits, capitals, zeros in front.
func hex(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
