internal import KernelEngine
internal import QuantCore

extension MatrixUnitContent {
  /// Where a warp holds the element, its scale and its sums.
  func warpFacts(_ layout: FragmentLayout) -> [String] {
    guard let found = layout.place(line: place.line, index: place.index) else { return [] }
    let letter = place.operand.rawValue.lowercased()
    let bits = layout.bits(position: found.position)
    var facts = [
      "element: lane \(found.lane), \(letter)\(found.register), "
        + "bits \(bits.upperBound - 1)-\(bits.lowerBound)",
      "lane \(found.lane) holds [\(held(layout, lane: found.lane))]",
    ]
    guard place.operand != .d else {
      return facts + ["C, which is added, lies as D does"]
    }
    if let scales = ScaleFragment(place.operand, of: instruction),
      let (lane, byte) = scales.place(
        line: place.line, block: place.index / instruction.blockLength)
    {
      let first = place.index / instruction.blockLength * instruction.blockLength
      facts.append("scale: lane \(lane), byte \(byte) of scale-\(letter)")
      facts.append(
        "  for k \(first)-\(first + instruction.blockLength - 1); byte-id 0, thread-id 0")
    }
    if place.operand == .a {
      let quad = place.line % 8 * 4
      facts.append(
        "m \(place.line) of D: lanes \(quad)-\(quad + 3), "
          + (place.line < 8 ? "d0, d1" : "d2, d3"))
    } else {
      let register = place.line % 2
      facts.append(
        "n \(place.line) of D: T\(place.line / 2) of each quad, d\(register), d\(register + 2)"
      )
    }
    return facts
  }

  /// Which elements a lane holds.
  private func held(_ layout: FragmentLayout, lane: Int) -> String {
    var lines: [Int] = []
    var runs: [ClosedRange<Int>] = []
    for register in 0..<layout.registers {
      let ends = [0, layout.elements - 1].compactMap {
        layout.element(
          at: FragmentLayout.Place(lane: lane, register: register, position: $0))
      }
      guard let first = ends.first, let last = ends.last else { continue }
      if !lines.contains(first.line) { lines.append(first.line) }
      let run = first.index...last.index
      if !runs.contains(run) { runs.append(run) }
    }
    let letter = place.operand == .b ? "n" : "m"
    let across = place.operand == .d ? "n" : "k"
    let spans = runs.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }
    return "\(letter) \(lines.map { "\($0)" }.joined(separator: ",")), "
      + "\(across) \(spans.joined(separator: ","))"
  }

  /// The stage of shared memory in which a kernel for tcgen05 keeps the tile.
  private var shared: SharedOperandLayout? {
    SharedOperandLayout(
      place.operand, of: instruction, lines: MatrixUnitPlace.stageLines, depth: place.stageDepth,
      swizzle: place.swizzle)
  }

  /// The line and the place along K in the stage.
  private var stagePlace: (line: Int, index: Int) {
    (place.row % MatrixUnitPlace.stageLines, place.column % place.stageDepth)
  }

  /// Where tcgen05 reads the element and its scale, or leaves the sum.
  var memoryFacts: [String] {
    let (line, index) = stagePlace
    guard place.operand != .d else {
      return [
        "sum: tensor memory lane \(line), column \(place.output)",
        "  a lane for each m of 128,", "  a column of 32 bits for each n",
      ]
    }
    guard let shared, let found = shared.place(line: line, index: index) else { return [] }
    let swizzle = place.swizzle == .none ? "no swizzle" : "\(place.swizzle.rawValue)B swizzle"
    let layout = TensorMemoryLayout(
      of: instruction, blocks: place.stageDepth / instruction.blockLength)
    let block = index / instruction.blockLength
    let last = found.bit + shared.elementBits - 1
    var facts = [
      "element: shared byte 0x\(hex(UInt32(found.byte), digits: 4)), bits \(last)-\(found.bit)",
      "  core matrix \(found.group),\(found.chunk); \(swizzle)",
    ]
    if let scale = layout.place(line: line, block: block) {
      let lanes = scale.lanes.map { "\($0)" }.joined(separator: ",")
      let id = layout.scaleID(block: block)
      facts.append("scale in TMEM: lanes \(lanes)")
      facts.append(
        "  column \(scale.column), byte \(scale.byte); K step \(index / instruction.depth), ID \(id)"
      )
    }
    facts.append(
      place.operand == .a
        ? "m \(line) of D: tensor memory lane \(line)"
        : "n \(line) of D: tensor memory column \(line)")
    return facts
  }

  /// The registers of all lanes, as the instruction takes them.
  func laneList(_ layout: FragmentLayout, lane: Int) -> MatrixUnitList {
    let letter = place.operand.rawValue.lowercased()
    let scales = ScaleFragment(place.operand, of: instruction)
    let names = (0..<layout.registers).map { "\(letter)\($0)" }
    let titles = names.map { FigureText.padded($0, to: 8) }
    let heading = "lane " + (titles + (scales == nil ? [] : ["   scale"])).joined(separator: " ")
    let lines = (0..<FragmentLayout.lanes).map { number in
      var words = (0..<layout.registers).map { word(layout, lane: number, register: $0) }
      if let scales {
        words.append((0..<4).reversed().map { scaleByte(scales, lane: number, byte: $0) }.joined())
      }
      let text = FigureText.padded("\(number)", to: 4) + " " + words.joined(separator: " ")
      let isLane = number == lane
      let marks = isLane ? (0..<layout.registers).map { 5 + 9 * $0..<13 + 9 * $0 } : []
      return MatrixUnitList.Line(
        text: text, marks: marks, cursor: isLane ? digits(layout, lane: lane) : nil)
    }
    return MatrixUnitList(heading: heading, lines: lines, current: lane)
  }

  /// The characters of the element pointed at within its lane's line.
  private func digits(_ layout: FragmentLayout, lane: Int) -> Range<Int>? {
    guard let found = layout.place(line: place.line, index: place.index) else { return nil }
    let end = 13 + 9 * found.register
    guard layout.operand != .d else { return end - 8..<end }
    let size = instruction.containerBits / 4
    return end - (found.position + 1) * size..<end - found.position * size
  }

  private func word(_ layout: FragmentLayout, lane: Int, register: Int) -> String {
    var word: UInt32 = 0
    for position in 0..<layout.elements {
      let at = FragmentLayout.Place(lane: lane, register: register, position: position)
      guard let (line, index) = layout.element(at: at) else { continue }
      let code = storedBits(line: line, index: index)
      guard let code else { return String(repeating: tile == nil ? "?" : ".", count: 8) }
      word |= code << UInt32(layout.bits(position: position).lowerBound)
    }
    return hex(word, digits: 8)
  }

  private func scaleByte(_ scales: ScaleFragment, lane: Int, byte: Int) -> String {
    guard let (line, block) = scales.scale(lane: lane, byte: byte) else { return "--" }
    return scaleCode(line: line, block: block).map { hex(UInt32($0), digits: 2) } ?? ".."
  }

  /// The tile's 16-byte chunks in the order in which they lie in shared memory.
  func byteList(_ layout: FragmentLayout, lane: Int) -> MatrixUnitList {
    guard let shared, place.operand != .d else { return sumList }
    let stage = (line: place.top % MatrixUnitPlace.stageLines, index: place.left % place.stageDepth)
    let first = stage.index / shared.chunkElements
    let across = instruction.depth / shared.chunkElements
    var chunks = (0..<place.lineCount).flatMap { line in
      (0..<across).map { (line: line, chunk: $0) }
    }
    chunks.sort {
      shared.offset(line: stage.line + $0.line, chunk: first + $0.chunk)
        < shared.offset(line: stage.line + $1.line, chunk: first + $1.chunk)
    }
    let letter = place.operand == .b ? "n" : "m"
    let lines = chunks.map { chunk in
      let start = chunk.chunk * shared.chunkElements
      let offset = shared.offset(line: stage.line + chunk.line, chunk: first + chunk.chunk)
      let name = FigureText.padded("\(letter)\(chunk.line)", to: 3)
      let text =
        "\(hex(UInt32(offset), digits: 4)) \(name) k\(FigureText.padded("\(start)", to: 2)) "
      let content = bytes(line: chunk.line, from: start, shared)
      var marks: [Range<Int>] = []
      var cursor: Range<Int>?
      for index in start..<start + shared.chunkElements
      where layout.place(line: chunk.line, index: index)?.lane == lane {
        let range = digits(of: index - start, shared, after: text.count)
        marks.append(range)
        if chunk.line == place.line && index == place.index { cursor = range }
      }
      return MatrixUnitList.Line(text: text + content, marks: marks, cursor: cursor)
    }
    let here = chunks.firstIndex {
      $0.line == place.line && $0.chunk == place.index / shared.chunkElements
    }
    return MatrixUnitList(
      heading: "byte  line  k  16 bytes, the lowest first", lines: lines, current: here ?? 0)
  }

  /// The digits of an element in a chunk's text; the upper half of a byte stands first.
  private func digits(
    of element: Int, _ shared: SharedOperandLayout, after start: Int
  ) -> Range<Int> {
    let bit = element * shared.elementBits
    if shared.elementBits == 4 {
      let digit = start + bit / 8 * 2 + (bit % 8 == 0 ? 1 : 0)
      return digit..<digit + 1
    }
    let last = (bit + shared.elementBits - 1) / 8
    return start + bit / 8 * 2..<start + last * 2 + 2
  }

  /// The 16 bytes of a chunk as digits; padding is `--`.
  private func bytes(line: Int, from start: Int, _ shared: SharedOperandLayout) -> String {
    var bytes = [UInt32](repeating: 0, count: 16)
    for element in 0..<shared.chunkElements {
      guard let code = storedBits(line: line, index: start + element) else {
        return String(repeating: tile == nil ? "?" : ".", count: 32)
      }
      let bit = element * shared.elementBits
      bytes[bit / 8] |= code << UInt32(bit % 8) & 0xff
      if bit % 8 + shared.elementBits > 8 { bytes[bit / 8 + 1] |= code >> UInt32(8 - bit % 8) }
    }
    let used = shared.chunkElements * shared.elementBits / 8
    return bytes.indices.map { $0 < used ? hex(bytes[$0], digits: 2) : "--" }.joined()
  }

  /// D in tensor memory: one lane a row.
  private var sumList: MatrixUnitList {
    let first = place.row / instruction.rows * instruction.rows % MatrixUnitPlace.stageLines
    let lines = (0..<instruction.rows).map { line in
      let words = (0..<instruction.columns).map {
        storedBits(line: line, index: $0).map { hex($0, digits: 8) } ?? "????????"
      }
      let text = FigureText.padded("\(first + line)", to: 4) + " " + words.joined(separator: " ")
      let start = 5 + 9 * place.output
      return MatrixUnitList.Line(
        text: text, marks: [], cursor: line == place.line ? start..<start + 8 : nil)
    }
    return MatrixUnitList(
      heading: "lane  columns 0-7, F32", lines: lines, current: place.line)
  }
}
