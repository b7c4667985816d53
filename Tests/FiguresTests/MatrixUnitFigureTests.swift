import Figures
import KernelEngine
import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport
import Testing

/// The figure of a tile in the matrix unit.
struct MatrixUnitFigureTests {
  /// Values whose codes are their place: element [r, c] has code (r + c) % 8 and scale 2^0.
  private func tile(
    _ id: String = "mxfp4", rows: Int = 32, columns: Int = 128, nan: (Int, Int)? = nil
  ) async throws -> (EncodedTile, ArraySource) {
    let grid: [Float] = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
    var values = (0..<rows * columns).map { grid[($0 / columns + $0 % columns) % 8] }
    if let nan { values[nan.0 * columns + nan.1] = .nan }
    let source = ArraySource(values, shape: [rows, columns])
    let format = try FormatRegistry.format(named: id)
    var known = ValueStatistics()
    known.add(values.span, row: 0, column: 0)
    let request = TileRequest(
      tensor: source.tensors[0], format: format,
      summary: known.summary(rows: rows, columns: columns),
      region: TensorRegion(rows: 16..<32, columns: 64..<128))
    for await event in Analyzer(source: source, threads: 1).tile(for: request) {
      if case .finished(let tile) = event { return (tile, source) }
    }
    throw Missing()
  }

  private struct Missing: Error {}

  @Test func `a register's digits are its elements, the lowest bits first`() async throws {
    let (tile, _) = try await tile()
    let place = MatrixUnitPlace(.mxf4, operand: .b, swizzle: .none, row: 21, column: 84)
    let figure = MatrixUnitFigure(tile, at: place)
    #expect(figure.lines.map(\.label) == (0..<8).map { "n\($0)" })
    // n5 is row 21 and k 16…23 columns 80…87: codes (21 + 80) % 8 = 5 and on.
    let register = figure.lines[5].registers[2]
    #expect(register.cells.map(\.text).joined() == "56701234")
    #expect(register.isOfLane && register.cells.map(\.isCursor).firstIndex(of: true) == 4)
    #expect(figure.lines[5].registers.map(\.isOfLane) == (0..<8).map { $0 % 4 == 2 })
    #expect(figure.lines[5].scales == ["7F", "7F"])
    #expect(figure.captions[2] == "T2 b0" && figure.captions[6] == "T2 b1")
    // Lane 22 holds it in bits 19…16 of b0, that is 0x43210765.
    #expect(figure.laneList.lines[22].text.hasPrefix("  22 43210765 43210765"))
    #expect(figure.laneList.current == 22)
    #expect(figure.warp[0] == "element: lane 22, b0, bits 19-16")
    #expect(figure.warp[1] == "lane 22 holds [n 5, k 16-23,48-55]")
    #expect(figure.warp[2] == "scale: lane 20, byte 0 of scale-b")
    #expect(figure.warp[4] == "n 5 of D: T2 of each quad, d1, d3")
  }

  @Test func `tcgen05's words are those of its layouts`() async throws {
    let (tile, _) = try await tile()
    let place = MatrixUnitPlace(.mxf4, operand: .b, swizzle: .none, row: 21, column: 84)
    let figure = MatrixUnitFigure(tile, at: place)
    // Row 21, element 84: chunk 2, byte 10 of 16, the even half.
    #expect(figure.memory[0] == "element: shared byte 0x095A, bits 3-0")
    #expect(figure.memory[1] == "  core matrix 2,2; no swizzle")
    #expect(figure.memory[2] == "scale in TMEM: lanes 21,53,85,117")
    #expect(figure.memory[3] == "  column 0, byte 2; K step 1, ID 2")
    let bytes = figure.byteList
    #expect(bytes.lines.count == 16)
    // The third line of the second chunk row lies 16 bytes after the second.
    #expect(bytes.lines[bytes.current].text.hasPrefix("0950  n5 k 0 "))
    let swizzled = MatrixUnitFigure(
      tile, at: MatrixUnitPlace(.mxf4, operand: .b, swizzle: .bytes128, row: 21, column: 84))
    #expect(swizzled.memory[0] == "element: shared byte 0x0AFA, bits 3-0")
  }

  @Test func `marks point at the digits of the element in both lists`() async throws {
    let (tile, _) = try await tile()
    for operand in [FragmentLayout.Operand.a, .b] {
      for instruction in [MatrixInstruction.mxf4, try #require(.mxf8f6f4(a: .e2m1, b: .e2m1))] {
        for swizzle in SharedOperandLayout.Swizzle.allCases {
          for column in 64..<128 {
            let place = MatrixUnitPlace(
              instruction, operand: operand, swizzle: swizzle, row: 27, column: column)
            let figure = MatrixUnitFigure(tile, at: place)
            let code = (27 + column) % 8
            for (list, shift) in [
              (figure.laneList, instruction.kind == .mxf8f6f4 ? 2 : 0), (figure.byteList, 0),
            ] {
              let line = list.lines[list.current]
              let range = try #require(line.cursor)
              let text = String(Array(line.text)[range])
              #expect(Int(text, radix: 16) == code << shift, "\(operand) \(swizzle) \(column)")
            }
          }
        }
      }
    }
  }

  @Test func `D is the exact product of the tile with its first rows`() async throws {
    let (tile, _) = try await tile()
    let place = MatrixUnitPlace(
      .mxf4, operand: .d, swizzle: .none, row: 19, column: 64, output: 2)
    let figure = MatrixUnitFigure(tile, at: place)
    let grid: [Double] = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
    var sum = 0.0
    for k in 64..<128 { sum += grid[(19 + k) % 8] * grid[(18 + k) % 8] }
    #expect(figure.element == "D[m3,n2] = \(FigureText.number(sum)), 64 products summed exactly")
    #expect(figure.warp[0] == "element: lane 13, d0, bits 31-0")
    #expect(figure.memory[0] == "sum: tensor memory lane 19, column 2")
  }

  @Test func `what is not there says so`() async throws {
    let (tile, _) = try await tile(nan: (18, 70))
    let place = { MatrixUnitPlace(.mxf4, operand: .b, swizzle: .none, row: $0, column: $1) }
    let nan = MatrixUnitFigure(tile, at: place(18, 70))
    #expect(nan.element.hasSuffix("its block holds NaN or infinity"))
    #expect(nan.lines[2].registers[0].cells.allSatisfy { $0.text == "N" })
    #expect(nan.lines[2].registers[4].cells.allSatisfy { $0.text != "N" })
    #expect(nan.lines[2].scales == ["FF", "7F"])
    let beyond = MatrixUnitFigure(tile, at: place(40, 70))
    #expect(beyond.element == "[40,70] lies beyond the tensor: filled up with zeros")
    #expect(beyond.lines[0].registers[0].cells.allSatisfy { $0.text == "." })
    let unread = MatrixUnitFigure(nil, at: place(18, 70))
    #expect(unread.element == "[18,70]: reading ...")
  }
}
